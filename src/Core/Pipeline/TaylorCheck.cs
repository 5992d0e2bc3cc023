using GenoXai.Core.Attribution;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>How Taylor ISM agrees with exact ISM at the checked positions: Pearson's correlation over the substitutions, per sequence and overall.</summary>
internal sealed class TaylorCheck(RunRequest request, int letterCount, int targets)
{
    private readonly PearsonCorrelation[] _overall = new PearsonCorrelation[targets];
    private readonly List<double>[] _each = [.. Enumerable.Range(0, targets).Select(static _ => new List<double>())];

    /// <summary>r over all sequences, of each target.</summary>
    public IReadOnlyList<double> Overall => [.. _overall.Select(static o => o.Value)];

    /// <summary>Mean of the sequences' r, of each target; those without one left out.</summary>
    public IReadOnlyList<double> Mean => [.. _each.Select(static each => each.Count == 0 ? double.NaN : each.Average())];

    /// <summary>Substitutions compared, of one target.</summary>
    public long Substitutions => _overall[0].Count;

    /// <summary>Positions of a sequence that are checked.</summary>
    public int[] PositionsOf(NamedSequence sequence) => SpotMutagenesis.Draw(request.Seed, sequence, request.Mutagenesis, request.Check);

    /// <summary>Compares one map with the exact effects.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="positions">From <see cref="PositionsOf"/>.</param>
    /// <param name="target">The target.</param>
    /// <param name="map">Taylor ISM, shape (q, L), centred or not.</param>
    /// <param name="exact">Effects, shape (positions, q).</param>
    /// <returns>r of this sequence.</returns>
    public double Add(NamedSequence sequence, ReadOnlySpan<int> positions, int target, ReadOnlySpan<float> map, ReadOnlySpan<float> exact)
    {
        var own = new PearsonCorrelation();
        for (int i = 0; i < positions.Length; i++)
        {
            int position = positions[i];
            byte observed = sequence.Letters[position];
            // Relative to the observed letter, so that a centred map gives the same.
            double zero = observed == Alphabet.Missing ? 0 : map[observed * sequence.Length + position];
            for (int letter = 0; letter < letterCount; letter++)
            {
                if (letter == observed) continue;
                double taylor = map[letter * sequence.Length + position] - zero;
                own.Add(taylor, exact[i * letterCount + letter]);
                _overall[target].Add(taylor, exact[i * letterCount + letter]);
            }
        }

        if (!double.IsNaN(own.Value)) _each[target].Add(own.Value);
        return own.Value;
    }

    /// <summary>The exact effects as a map of shape (q, L), NaN at the positions that were not checked; centred where the run is.</summary>
    public void Map(NamedSequence sequence, ReadOnlySpan<int> positions, ReadOnlySpan<float> exact, Span<float> map)
    {
        map.Fill(float.NaN);
        for (int i = 0; i < positions.Length; i++)
        {
            double mean = 0;
            for (int letter = 0; letter < letterCount && request.Mutagenesis.Center; letter++) mean += exact[i * letterCount + letter] / letterCount;
            for (int letter = 0; letter < letterCount; letter++) map[letter * sequence.Length + positions[i]] = (float)(exact[i * letterCount + letter] - mean);
        }
    }
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>
/// f(x) = Σ_t w_t [x holds certain letters at certain positions], with terms of order 1 to 5 (or less) and
/// weights of size 1 to 10 in both signs: its Shapley values are known exactly.
/// </summary>
internal sealed class AndNetwork
{
    private readonly SketchDomain _domain;
    private readonly List<(int[] Positions, byte[] Letters, double Weight)> _terms = [];

    public AndNetwork(SketchDomain domain, IEnumerable<(int[] Positions, byte[] Letters, double Weight)> terms)
    {
        _domain = domain;
        _terms.AddRange(terms);
    }

    public AndNetwork(int length, int terms, long seed, int highestOrder = 5, int lowestOrder = 1, int? active = null)
        : this(SketchSamples.Domain(4, length), terms, seed, highestOrder, lowestOrder, active)
    {
    }

    public AndNetwork(SketchDomain domain, int terms, long seed, int highestOrder = 5, int lowestOrder = 1, int? active = null)
    {
        _domain = domain;
        int length = domain.Length;
        SeededRandom random = SeededRandom.Stream(seed, "and-network");
        int[] order = [.. Enumerable.Range(0, length)];
        if (active is { } few)
        {
            random.Shuffle<int>(order);
            order = order[..few];
        }

        for (int t = 0; t < terms; t++)
        {
            random.Shuffle<int>(order);
            int[] positions = [.. order.Take(lowestOrder + random.NextInt(highestOrder - lowestOrder + 1)).Order()];
            var letters = new byte[positions.Length];
            for (int i = 0; i < letters.Length; i++) letters[i] = (byte)random.NextInt(domain.LettersAt(positions[i]));
            double sign = random.NextInt(2) == 0 ? -1 : 1;
            _terms.Add((positions, letters, sign * (1 + (9 * random.NextDouble()))));
        }
    }

    public SketchDomain Domain => _domain;

    public IReadOnlyList<(int[] Positions, byte[] Letters, double Weight)> Terms => _terms;

    public double Value(byte[] row) => _terms.Sum(term => Holds(term, row) ? term.Weight : 0);

    public SampleSet Draw(int count, long seed) => SketchSamples.Draw(_domain, count, seed, Value);

    /// <summary>Decodes with the rows that the decoder asks for.</summary>
    public HybridResult Decode(SampleSet training, SampleSet validation, HybridOptions options)
    {
        List<SampleSet> answered = [];
        while (true)
        {
            HybridResult found = HybridDecoder.Decode(Domain, training, validation, options, null, default, [.. answered]);
            if (found.Probes.Length == 0) return found;
            answered.Add(new SampleSet(Domain.Length, found.Probes, [.. found.Probes.Chunk(Domain.Length).Select(row => (float)Value(row))]));
        }
    }

    /// <summary>Exact Shapley values under uniform missing letters, from the terms' dividends.</summary>
    public double[] Shapley(ReadOnlySpan<byte> row)
    {
        var values = new double[_domain.Length];
        foreach ((int[] positions, byte[] letters, double weight) in _terms)
        {
            for (int mask = 1; mask < 1 << positions.Length; mask++)
            {
                int size = 0;
                double dividend = weight;
                for (int i = 0; i < positions.Length; i++)
                {
                    bool inside = (mask >> i & 1) == 1;
                    double share = 1.0 / _domain.LettersAt(positions[i]);
                    size += inside ? 1 : 0;
                    dividend *= inside ? (row[positions[i]] == letters[i] ? 1 - share : -share) : share;
                }

                for (int i = 0; i < positions.Length; i++)
                    if ((mask >> i & 1) == 1) values[positions[i]] += dividend / size;
            }
        }

        return values;
    }

    /// <summary>R² of the Shapley values of a decoded function against the exact ones, over all positions of some rows.</summary>
    public double ShapleyR2(DecodedFunction function, int rows, long seed)
    {
        SampleSet set = Draw(rows, seed);
        double error = 0, squares = 0, sum = 0;
        for (int r = 0; r < rows; r++)
        {
            double[] exact = Shapley(set.Row(r)), found = new double[_domain.Length];
            foreach (AnovaTable table in function.Tables)
            {
                int cell = 0;
                foreach (int position in table.Positions) cell = (cell * _domain.LetterCount) + set.Row(r)[position];
                foreach (int position in table.Positions) found[position] += table.Values[cell] / table.Order;
            }

            for (int i = 0; i < exact.Length; i++)
            {
                error += (exact[i] - found[i]) * (exact[i] - found[i]);
                squares += exact[i] * exact[i];
                sum += exact[i];
            }
        }

        return 1 - (error / (squares - (sum * sum / (rows * _domain.Length))));
    }

    private static bool Holds((int[] Positions, byte[] Letters, double Weight) term, byte[] row)
    {
        for (int i = 0; i < term.Positions.Length; i++)
            if (row[term.Positions[i]] != term.Letters[i]) return false;
        return true;
    }
}

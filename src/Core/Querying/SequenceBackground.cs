using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>
/// A set of sequences: v(T) is the mean over them of f̂ with x_T put in (interventional SHAP with
/// that background set), exactly, however many there are. Their missing letters stand for every
/// letter with equal weight.
/// </summary>
public sealed class SequenceBackground : QueryBackground
{
    private readonly IReadOnlyList<NamedSequence> _sequences;

    /// <summary>Makes it.</summary>
    /// <param name="sequences">At least one; all of the length of the sketch that is queried, read with its alphabet.</param>
    public SequenceBackground(IReadOnlyList<NamedSequence> sequences)
        : base("sequences")
    {
        ArgumentNullException.ThrowIfNull(sequences);
        _sequences = sequences;
    }

    /// <summary>The sequences of the set.</summary>
    internal IReadOnlyList<NamedSequence> Sequences => _sequences;

    internal override double[]? IndependentLetters(SketchDomain domain) => null;

    internal static void Check(IReadOnlyList<NamedSequence> sequences, SketchDomain domain)
    {
        if (sequences.Count == 0) throw new InputException("background: there is no sequence in it. Give at least one.", "bad-background");
        foreach (NamedSequence sequence in sequences)
        {
            if (sequence.Length != domain.Length)
                throw new InputException($"background sequence \"{sequence.Id}\" has {sequence.Length} letters; the sketch has {domain.Length}. Give background sequences of that length.", "bad-background");
            for (int position = 0; position < sequence.Length; position++)
                if (sequence.Letters[position] is byte letter and not Alphabet.Missing && letter >= domain.LetterCount)
                    throw new InputException($"background sequence \"{sequence.Id}\", position {position}: letter index {letter} is not of the sketch's alphabet {domain.Alphabet}. Read it with that alphabet.", "bad-background");
            domain.Allowed?.Check(sequence.Letters, $"background sequence \"{sequence.Id}\"");
        }
    }

    internal override DividendSet Apply(DecodedFunction function)
    {
        Check(_sequences, function.Domain);
        int q = function.Domain.LetterCount;
        double weight = 1.0 / _sequences.Count;
        return BackgroundDividends.Build(function, Weights);

        // Only the distribution of b_S matters to the table of S.
        double[] Weights(int[] positions)
        {
            int size = 1;
            foreach (int _ in positions) size *= q;
            var weights = new double[size];
            foreach (NamedSequence sequence in _sequences) Spread(sequence.Letters, positions, 0, weight, weights);
            return weights;
        }

        void Spread(byte[] letters, ReadOnlySpan<int> positions, int index, double share, double[] weights)
        {
            for (int i = 0; i < positions.Length; i++)
            {
                byte letter = letters[positions[i]];
                if (letter == Alphabet.Missing)
                {
                    for (int any = 0; any < q; any++) Spread(letters, positions[(i + 1)..], index * q + any, share / q, weights);
                    return;
                }

                index = index * q + letter;
            }

            weights[index] += share;
        }
    }
}

using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>Independent positions, each with its own letter frequencies.</summary>
public sealed class ProductBackground : QueryBackground
{
    private readonly double[] _probabilities;
    private readonly int _length;

    /// <summary>Makes it.</summary>
    /// <param name="probabilities">Shape (L, q), row-major, letters in the sketch's order; every row sums to 1 (to 1e-6, then exactly).</param>
    /// <param name="length">Number of positions, L.</param>
    /// <exception cref="InputException">A probability is negative or a position's do not sum to 1.</exception>
    public ProductBackground(double[] probabilities, int length)
        : base("product")
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (probabilities.Length == 0 || probabilities.Length % length != 0)
            throw new InputException($"background: {probabilities.Length} probabilities are not {length} positions of equally many letters.", "bad-background");
        int letters = probabilities.Length / length;
        _probabilities = [.. probabilities];
        _length = length;
        for (int position = 0; position < length; position++)
        {
            Span<double> row = _probabilities.AsSpan(position * letters, letters);
            double sum = 0;
            foreach (double p in row) sum += p >= 0 ? p : double.NaN;
            if (!(Math.Abs(sum - 1) <= 1e-6))
                throw new InputException($"background, position {position}: the probabilities must not be negative and must sum to 1.", "bad-background");
            foreach (ref double p in row) p /= sum;
        }
    }

    /// <summary>The same letter frequencies at every position, e.g. a genome's.</summary>
    /// <param name="letters">Shape (q), in the sketch's order.</param>
    /// <param name="length">Number of positions, L.</param>
    /// <exception cref="InputException">They are negative or do not sum to 1.</exception>
    public static ProductBackground Everywhere(ReadOnlySpan<double> letters, int length)
    {
        var all = new double[letters.Length * length];
        for (int position = 0; position < length; position++) letters.CopyTo(all.AsSpan(position * letters.Length));
        return new ProductBackground(all, length);
    }

    /// <summary>Letter frequencies per position of some sequences; missing letters do not count.</summary>
    /// <param name="sequences">At least one, all of the sketch's length.</param>
    /// <param name="domain">The sketch's domain.</param>
    /// <param name="pseudocount">Added to every letter's count; needed where a position has no letter at all. 0 or more.</param>
    /// <exception cref="InputException">There is none, one has another length, or a position has no letter.</exception>
    public static ProductBackground FromSequences(IReadOnlyList<NamedSequence> sequences, SketchDomain domain, double pseudocount = 0)
    {
        SequenceBackground.Check(sequences, domain);
        int q = domain.LetterCount;
        var counts = new double[domain.Length * q];
        Array.Fill(counts, pseudocount);
        foreach (NamedSequence sequence in sequences)
            for (int position = 0; position < domain.Length; position++)
                if (sequence.Letters[position] != Alphabet.Missing) counts[position * q + sequence.Letters[position]]++;
        for (int position = 0; position < domain.Length; position++)
        {
            Span<double> row = counts.AsSpan(position * q, q);
            double sum = 0;
            foreach (double count in row) sum += count;
            if (!(sum > 0)) throw new InputException($"background, position {position}: no sequence has a letter there. Give a pseudocount above 0.", "bad-background");
            foreach (ref double count in row) count /= sum;
        }

        return new ProductBackground(counts, domain.Length);
    }

    private void CheckAllowed(AllowedLetters allowed)
    {
        int q = allowed.Alphabet.Count;
        foreach (int position in allowed.Free)
            for (int letter = 0; letter < q; letter++)
                if (_probabilities[position * q + letter] > 0 && !allowed.Allows(position, (byte)letter))
                    throw new InputException($"background, position {position}: {allowed.Alphabet[(byte)letter]} has a probability, but the sketch was made with only {allowed[position]} there. Give the others 0.", "bad-background");
    }

    internal override double[] IndependentLetters(SketchDomain domain) => _probabilities;

    internal override DividendSet Apply(DecodedFunction function)
    {
        SketchDomain domain = function.Domain;
        int q = domain.LetterCount;
        if (_length != domain.Length || _probabilities.Length != _length * q)
            throw new InputException($"background of {_length} positions and {_probabilities.Length / _length} letters: the sketch has {domain.Length} positions and {q} letters.", "bad-background");
        if (domain.Allowed is { } allowed) CheckAllowed(allowed);
        return BackgroundDividends.Build(function, Weights);

        double[] Weights(int[] positions)
        {
            double[] weights = [1];
            foreach (int position in positions)
            {
                var wider = new double[weights.Length * q];
                for (int i = 0; i < weights.Length; i++)
                    for (int letter = 0; letter < q; letter++)
                        wider[i * q + letter] = weights[i] * _probabilities[position * q + letter];
                weights = wider;
            }

            return weights;
        }
    }
}

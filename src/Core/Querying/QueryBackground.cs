using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>
/// What a sequence is compared with: the letters that stand where a coalition holds none. Any of
/// them is answered from the same sketch, without model rows.
/// </summary>
public abstract class QueryBackground
{
    private protected QueryBackground(string name) => Name = name;

    /// <summary>Every letter equally likely at every position: the sketch's own background.</summary>
    public static QueryBackground Uniform { get; } = new UniformBackground();

    /// <summary>Short name for reports, e.g. <c>uniform</c>.</summary>
    public string Name { get; }

    internal abstract DividendSet Apply(DecodedFunction function);

    /// <summary>Probability of each letter at each position, shape (L, q), where positions are independent; null where they are not.</summary>
    internal abstract double[]? IndependentLetters(SketchDomain domain);

    private sealed class UniformBackground() : QueryBackground("uniform")
    {
        internal override DividendSet Apply(DecodedFunction function) => DividendSet.Uniform(function);

        internal override double[] IndependentLetters(SketchDomain domain)
        {
            int q = domain.LetterCount;
            var probabilities = new double[domain.Length * q];
            for (int position = 0; position < domain.Length; position++)
                for (int letter = 0; letter < q; letter++)
                    if (domain.Allowed?.Allows(position, (byte)letter) ?? true)
                        probabilities[position * q + letter] = 1 / domain.CombinationsOf([position]);
            return probabilities;
        }
    }
}

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

    private sealed class UniformBackground() : QueryBackground("uniform")
    {
        internal override DividendSet Apply(DecodedFunction function) => DividendSet.Uniform(function);
    }
}

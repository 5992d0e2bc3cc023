namespace GenoXai.Core.Sketching;

/// <summary>Keeps what every step reported and passes it on.</summary>
/// <param name="listener">Who else wants to know.</param>
internal sealed class HybridSteps(IProgress<string>? listener) : IProgress<string>
{
    private readonly List<string> _lines = [];

    /// <summary>All reports in order.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <inheritdoc/>
    public void Report(string value)
    {
        _lines.Add(value);
        listener?.Report(value);
    }
}

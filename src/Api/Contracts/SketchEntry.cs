namespace GenoXai.Api.Contracts;

/// <summary>What the catalog keeps of a sketch: what it is, and whose runs made it.</summary>
/// <param name="Summary">What it is.</param>
/// <param name="Makers">A finished run that made it for each owner, see <see cref="OwnerOf"/>; one of the owner "" makes it everyone's.</param>
public sealed record SketchEntry(SketchSummary Summary, IReadOnlyDictionary<string, string> Makers)
{
    /// <summary>The sketch as a caller sees it, with a run of his own where he has one; null when he may not know of it.</summary>
    /// <param name="owner">Who asks.</param>
    public SketchSummary? For(string owner) =>
        Makers.TryGetValue(owner, out string? run) || Makers.TryGetValue("", out run) ? Summary with { Run = run } : null;
}

using GenoXai.Core.Attribution;
using GenoXai.Core.Models;

namespace GenoXai.Core.Pipeline;

/// <summary>Where the tokens of sequences lie: as a person said, as the graph tells, or side by side.</summary>
internal sealed class TokenPlacements(AttentionOptions options, OnnxAttentionModel model)
{
    private readonly Dictionary<int, (TokenPlacement Placement, bool IsKnown)> _known = [];

    /// <summary>Of sequences of a length.</summary>
    public TokenPlacement Of(int length) => Find(length).Placement;

    /// <summary>Whether they are more than a guess.</summary>
    public bool IsKnown(int length) => Find(length).IsKnown;

    /// <summary>For people: the positions of token t.</summary>
    public static string Text(TokenPlacement placement)
    {
        string start = placement.Start == 0 ? "" : FormattableString.Invariant($" {(placement.Start < 0 ? "−" : "+")} {Math.Abs(placement.Start):0.##}");
        return placement is { Stride: 1, Width: 1, Start: 0 } ? "position t" : FormattableString.Invariant($"position {placement.Stride:0.##}·t{start}, {placement.Width:0.##} wide");
    }

    private (TokenPlacement Placement, bool IsKnown) Find(int length)
    {
        if (_known.TryGetValue(length, out (TokenPlacement, bool) found)) return found;
        int tokens = model.TokensOf(length);
        TokenPlacement? known = options.Tokens ?? model.PlacementOf(length) ?? (tokens == length ? TokenPlacement.Even(tokens, length) : null);
        return _known[length] = (known ?? TokenPlacement.Even(tokens, length), known is not null);
    }
}

using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Where the tokens of sequences lie: as a person said, as the graph tells, or side by side.</summary>
internal sealed class TokenPlacements(AttentionOptions options, OnnxAttentionModel model)
{
    private readonly Dictionary<int, (TokenPlacement Placement, bool IsKnown)> _known = [];
    private readonly HashSet<int> _checked = [];

    /// <summary>Of sequences of a length.</summary>
    public TokenPlacement Of(int length) => Find(length).Placement;

    /// <summary>Whether they are more than a guess.</summary>
    public bool IsKnown(int length) => Find(length).IsKnown;

    /// <summary>Throws where a person's tokens lie beside the sequence.</summary>
    /// <param name="length">Letters of the sequence.</param>
    /// <param name="where">How the message names it.</param>
    /// <exception cref="InputException">The first token that covers no position.</exception>
    public void Check(int length, string where)
    {
        if (options.Tokens is not { } said || !_checked.Add(length)) return;
        int tokens = model.TokensOf(length);
        for (int token = 0; token < tokens; token++)
        {
            (int start, int end) = said.Of(token, length);
            if (start < end) continue;
            throw new InputException(FormattableString.Invariant(
                $"{where}: --tokens {said.Start}:{said.Width}:{said.Stride} lays token {token} of {tokens} at {said.Start + token * said.Stride} to {said.Start + token * said.Stride + said.Width}, outside the {length} letters. Side by side they are 0:{(double)length / tokens:0.##}:{(double)length / tokens:0.##}."), "bad-option");
        }
    }

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

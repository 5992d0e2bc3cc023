using GenoXai.Core.Attribution;
using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline;

/// <summary>Heat maps of attention.</summary>
internal sealed class AttentionPicture(AttentionOptions options, AttentionLayout layout, TokenPlacements placements)
{
    /// <summary>Draws a matrix of shape (T, T).</summary>
    public void Write(Stream stream, string title, double[] values, int tokens, int length, MatrixHighlight[] rings)
    {
        string how = options.Aggregate switch
        {
            AttentionAggregate.Rollout => "rollout over",
            AttentionAggregate.Mean => "mean of",
            _ => "largest of",
        };
        int heads = layout.Layers.Sum(l => layout.Heads[l]);
        new MatrixPicture
        {
            Title = title,
            Subtitle = FormattableString.Invariant($"{how} {Count(heads, "head")} in {Count(layout.Layers.Length, "layer")}; token t from {TokenPlacements.Text(placements.Of(length))}{(rings.Length > 0 ? "; rings: p ≤ 0.05" : "")}"),
            ValueName = "attention",
            AxisName = "looked at (key token)",
            RowAxisName = "looking (query token)",
            Length = tokens,
            Values = values,
            Highlights = rings,
        }.Write(stream);
    }

    private static string Count(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");
}

using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>Draws the explanation of one sequence from a sketch: the logo of its Shapley values with arcs for its strongest pairs.</summary>
public static class QueryPicture
{
    /// <summary>What the picture shows.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="sketch">The sketch that explained it.</param>
    /// <param name="explanation">Its explanation.</param>
    public static LogoPictureContent Content(NamedSequence sequence, Sketch sketch, Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(sketch);
        ArgumentNullException.ThrowIfNull(explanation);
        string fit = sketch.Quality.R2 is { } r2 ? FormattableString.Invariant($"; sketch R² {r2:F3}") : "";
        string unit = sketch.Provenance.TargetUnit is { } u ? $" ({u})" : "";
        return new LogoPictureContent
        {
            Title = sequence.Id,
            Subtitle = FormattableString.Invariant($"SHAP zero of {sketch.Provenance.Target}; base {explanation.BaseValue:G4} + Σφ = {explanation.Prediction:G4}{fit}"),
            Alphabet = sketch.Function.Domain.Alphabet,
            Letters = sequence.Letters,
            Values = explanation.Phi,
            ValueName = "Shapley value φ" + unit,
            Arcs = [.. explanation.Interactions.Where(static i => i.Order == 2).Select(static i => new LogoArc(i.Positions[0], i.Positions[1], i.Value))],
        };
    }
}

using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Draws an attribution map: the logo of the mean effect on the observed letter over the heat map of all letters.</summary>
public static class AttributionPicture
{
    /// <summary>Writes the picture as SVG.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="map">Effects, shape (q, L).</param>
    /// <param name="reference">The prediction for the sequence itself.</param>
    /// <param name="target">The target and its unit.</param>
    /// <param name="method">Name of the method.</param>
    public static void Write(Stream stream, NamedSequence sequence, Alphabet alphabet, ReadOnlySpan<float> map, float reference, ResolvedTarget target, string method) =>
        LogoPicture.Write(stream, Content(sequence, alphabet, map, reference, target, method));

    /// <summary>What the picture shows.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="map">Effects, shape (q, L).</param>
    /// <param name="reference">The prediction for the sequence itself.</param>
    /// <param name="target">The target and its unit.</param>
    /// <param name="method">Name of the method.</param>
    public static LogoPictureContent Content(NamedSequence sequence, Alphabet alphabet, ReadOnlySpan<float> map, float reference, ResolvedTarget target, string method)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(alphabet);
        var mean = new float[sequence.Length];
        SaturationMutagenesis.MeanEffect(sequence, map, alphabet.Count, mean);
        return Content(sequence, alphabet, map, mean, reference, target, method, "mean effect", "effect of substitution");
    }

    /// <summary>What a picture of any map shows.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="map">Values, shape (q, L).</param>
    /// <param name="heights">Heights of the letters, shape (L).</param>
    /// <param name="reference">The prediction for the sequence itself.</param>
    /// <param name="target">The target and its unit.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="valueName">What the heights are.</param>
    /// <param name="heatName">What the map holds.</param>
    public static LogoPictureContent Content(
        NamedSequence sequence, Alphabet alphabet, ReadOnlySpan<float> map, ReadOnlySpan<float> heights, float reference, ResolvedTarget target, string method, string valueName, string heatName)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(target);
        string unit = target.Unit.Length > 0 ? $" ({target.Unit})" : "";
        return new LogoPictureContent
        {
            Title = sequence.Id,
            Subtitle = FormattableString.Invariant($"{method} of {target.Name}; reference prediction {reference:G5}{unit}"),
            Alphabet = alphabet,
            Letters = sequence.Letters,
            Values = [.. heights.ToArray().Select(static v => (double)v)],
            HeatMap = [.. map.ToArray().Select(static v => (double)v)],
            ValueName = valueName + unit,
            HeatName = heatName + unit,
        };
    }
}

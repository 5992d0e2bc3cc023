using GenoXai.Core.Results;
using GenoXai.Core.Sensitivity;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Draws one input: the ranking with error bars, the profile with δ*, the curves, and for an image a heat map. Of several targets, the first.</summary>
internal static class SensxPictures
{
    private const int MostBars = 30;

    // On a logarithmic axis a few features stand crowded before an empty half.
    private const int FewGroups = 30;

    /// <summary>The pictures, by what they show.</summary>
    /// <param name="run">The run.</param>
    /// <param name="result">What it found of the input.</param>
    /// <param name="effects">The input's effects.</param>
    /// <param name="point">The input itself.</param>
    public static IEnumerable<(string Kind, string Svg)> Of(SensxRun run, SensxResult result, ElementaryEffects effects, float[] point)
    {
        string target = run.Context.Model.Model.Outputs[0];
        if (result.Stable[0].Delta > 0)
        {
            yield return ("1_ranking", Ranking(run, result, effects, target));
            if (run.Inputs.ImageShape is [_, var height, var width])
                yield return ("2_image", Image(result, effects.Scores(0), (int)height, (int)width, target));
            if (run.Inputs.Alphabet.Length > 0) yield return ("2_sequence", Logo(run, result, effects.Scores(0), point, target));
        }

        if (run.Layout.Grid.Length > 1) yield return ("3_profile", Profile(run, result, target));
        if (result.Stable[0].Delta > 0 && result.Top[0].Length > 1) yield return ("4_curves", Curves(run, result, target));
    }

    private static string Ranking(SensxRun run, SensxResult result, ElementaryEffects effects, string target)
    {
        double[] scores = effects.Scores(0), errors = effects.StandardErrors(0);
        int[] order = [.. effects.Ranking(0).Take(Math.Min(MostBars, run.Context.Options.Top)).Select(g => run.Groups[g][0])];
        return new BarPicture
        {
            Title = result.Id,
            Subtitle = FormattableString.Invariant($"SensX of {target}; prediction {result.Profile.Reference[0]:G5}, {effects.Walks} walks; whiskers: standard error"),
            ValueName = "mean |effect| per unit of the feature",
            Bars = [.. order.Select(i => new Bar(Label(run.Inputs, i), scores[i], Error: double.IsNaN(errors[i]) ? 0 : errors[i]))],
        }.Render();
    }

    private static string Label(SensxInputs inputs, int feature) => SensxNames.Group(inputs, feature) is { Length: > 0 } group
        ? inputs.Alphabet.Length > 0 ? $"position {group}" : group
        : inputs.Letters > 0 ? $"position {feature}"
        : inputs.FeatureNames.Count > 0 || inputs.ImageShape.Count == 3 ? SensxNames.Feature(inputs, feature)
        : $"feature {feature}";

    private static string Profile(SensxRun run, SensxResult result, string target)
    {
        double[] grid = run.Layout.Grid, quantiles = result.Profile.Quantiles[0];
        double[] Line(int which) => [.. grid.Select((_, t) => quantiles[t * 3 + which])];
        StableDelta stable = result.Stable[0];
        return new LinePicture
        {
            Title = $"{result.Id}: stability profile",
            Subtitle = stable.Sentence,
            XName = run.Context.Options.GeometricGrid ? "δ, log scale" : run.Inputs.Letters > 0 ? "δ, mutation rate" : "δ, part of the domain",
            YName = target,
            IncludesZero = run.Context.IsProbability,
            LogarithmicX = run.Context.Options.GeometricGrid,
            Lines = [new ChartLine("median", grid, Line(1)), new ChartLine("99 %", grid, Line(2)), new ChartLine("1 %", grid, Line(0))],
            Marks = [new ChartMark(stable.Delta, FormattableString.Invariant($"δ* {stable.Delta:G3}"))],
        }.Render();
    }

    private static string Curves(SensxRun run, SensxResult result, string target)
    {
        double[] counts = [.. run.Layout.Counts.Select(static c => (double)c)];
        bool few = run.Groups.Count <= FewGroups;
        double prediction = result.Profile.Reference[0];
        return new LinePicture
        {
            Title = $"{result.Id}: moving the top and the bottom features",
            Subtitle = FormattableString.Invariant($"median of {target} at δ* {result.Stable[0].Delta:G3}; area from the prediction: top {result.Area(result.Top[0], run.Layout, 0):G3}, bottom {result.Area(result.Bottom[0], run.Layout, 0):G3}"),
            XName = (run.Inputs.GroupNames.Count > 0 ? "groups moved" : "features moved") + (few ? "" : ", log scale"),
            YName = target,
            IncludesZero = run.Context.IsProbability,
            LogarithmicX = !few,
            Lines = [new ChartLine("highest first", counts, result.Top[0]), new ChartLine("lowest first", counts, result.Bottom[0]), new ChartLine("prediction", [counts[0], counts[^1]], [prediction, prediction])],
        }.Render();
    }

    private static string Logo(SensxRun run, SensxResult result, double[] scores, float[] point, string target)
    {
        var alphabet = new Alphabet(run.Inputs.Alphabet);
        bool ofLetters = run.Inputs.Letters > 0;
        int length = ofLetters ? point.Length : point.Length / alphabet.Count;
        byte[] letters = [.. Enumerable.Range(0, length).Select(l => ofLetters ? (byte)point[l] : Observed(point, alphabet.Count, length, l))];
        var content = new LogoPictureContent
        {
            Title = result.Id,
            Subtitle = FormattableString.Invariant($"SensX of {target}; prediction {result.Profile.Reference[0]:G5}"),
            Alphabet = alphabet,
            Letters = letters,
            Values = [.. Enumerable.Range(0, length).Select(l => scores[ofLetters || letters[l] == Alphabet.Missing ? l : letters[l] * length + l])],
            ValueName = ofLetters ? "mean |effect| of a substitution" : "mean |effect|",
        };
        bool isHeat = run.Context.Options.Input == SensxInput.Channels;
        if (isHeat) content = content with { HeatMap = scores, HeatName = "mean |effect| of a channel" };
        return LogoPicture.Render(content);
    }

    private static byte Observed(float[] point, int letters, int length, int position)
    {
        for (int b = 0; b < letters; b++)
            if (point[b * length + position] == 1) return (byte)b;
        return Alphabet.Missing;
    }

    private static string Image(SensxResult result, double[] scores, int height, int width, string target)
    {
        var sums = new double[height * width];
        for (int i = 0; i < scores.Length; i++) sums[i % sums.Length] += scores[i];
        return new ImagePicture
        {
            Title = result.Id,
            Subtitle = $"SensX of {target}: mean |effect|, summed over the channels",
            Height = height,
            Width = width,
            Values = sums,
        }.Render();
    }
}

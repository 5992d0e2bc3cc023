using GenoXai.Core.Results;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>
/// Joins a SensX run's parts into <c>sensx.npz</c>, <c>sensx.tsv</c> (ranked features), <c>inputs.tsv</c> (a line per
/// input and target), pictures and <c>run.json</c>. Holds the scores of one input at a time.
/// </summary>
internal sealed class SensxMerge
{
    /// <summary>Features of an input that the table lists at most, when it has more.</summary>
    public const int MostRanked = 1000;

    private readonly SensxRun _run;
    private readonly List<SensxResult> _results = [];
    private readonly List<ArtifactInfo> _files = [];

    private SensxMerge(SensxRun run) => _run = run;

    private SensxContext Context => _run.Context;

    private int Outputs => _run.Outputs;

    public static Task RunAsync(SensxRun run, CancellationToken cancellationToken) => new SensxMerge(run).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        StableDelta[][] stable = await _run.StableAsync(cancellationToken);
        SensxReviewed[] reviewed = await _run.ReviewAsync(await _run.LastReviewAsync(cancellationToken), cancellationToken);
        for (int n = 0; n < _run.Count; n++) _results.Add(await SensxResult.ReadAsync(_run, n, stable[n], reviewed[n], cancellationToken));
        _files.Add(await Context.Store.PutAsync("sensx.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken));
        _files.Add(await Context.Store.PutAsync("sensx.tsv", stream => WriteRankingAsync(stream, cancellationToken), cancellationToken));
        _files.Add(await Context.Store.PutAsync("inputs.tsv", WriteInputs, cancellationToken));
        await WritePicturesAsync(cancellationToken);
        await SensxRecord.WriteAsync(_run, _results, _files, cancellationToken);
    }

    private async Task<ElementaryEffects> EffectsAsync(int input, CancellationToken cancellationToken) =>
        (await _run.SumsAsync(_results[input].Review.LastRound, input, cancellationToken)).All(_run);

    private long[] Shape(params ReadOnlySpan<long> inner) => Outputs == 1 ? [_run.Count, .. inner] : [_run.Count, Outputs, .. inner];

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        await WriteFeaturesAsync(npz, "score", static (effects, o) => effects.Scores(o), cancellationToken);
        await WriteFeaturesAsync(npz, "standard_error", static (effects, o) => effects.StandardErrors(o), cancellationToken);
        await WriteFeaturesAsync(npz, "signed_effect", static (effects, o) => effects.SignedEffects(o), cancellationToken);
        Write(npz, "delta_star", static (r, o) => [r.Stable[o].Delta], Shape());
        Write(npz, "tau", static (r, o) => [r.Stable[o].Tau], Shape());
        Write(npz, "profile", static (r, o) => r.Profile.Quantiles[o], Shape(_run.Layout.Grid.Length, 3));
        npz.Write<double>("deltas", _run.Layout.Grid);
        Write(npz, "reference_prediction", static (r, o) => [r.Profile.Reference[o]], Shape());
        npz.Write<long>("walks", [.. _results.Select(r => (long)WalksOf(r))]);
        if (_run.Layout.CurveUnits > 0)
        {
            npz.Write<int>("curve_counts", _run.Layout.Counts);
            Write(npz, "top_curve", static (r, o) => r.Top[o], Shape(_run.Layout.Counts.Length));
            Write(npz, "bottom_curve", static (r, o) => r.Bottom[o], Shape(_run.Layout.Counts.Length));
        }

        npz.WriteText("ids", [.. _results.Select(static r => r.Id)]);
        if (Outputs > 1) npz.WriteText("targets", Context.Model.Model.Outputs);
        if (_run.Inputs.FeatureNames.Count > 0) npz.WriteText("features", _run.Inputs.FeatureNames);
        npz.Finish();
    }

    private async Task WriteFeaturesAsync(NpzWriter npz, string name, Func<ElementaryEffects, int, double[]> of, CancellationToken cancellationToken)
    {
        using NpzArrayWriter<double> array = npz.Begin<double>(name, Shape(_run.Inputs.Box.Width));
        for (int n = 0; n < _run.Count; n++)
        {
            ElementaryEffects effects = await EffectsAsync(n, cancellationToken);
            for (int o = 0; o < Outputs; o++)
            {
                double[] values = of(effects, o);
                // Insensitive: every score is 0, and certain.
                if (_results[n].Stable[o].Delta == 0) Array.Clear(values);
                array.Write(values);
            }
        }
    }

    private void Write(NpzWriter npz, string name, Func<SensxResult, int, double[]> of, long[] shape)
    {
        using NpzArrayWriter<double> array = npz.Begin<double>(name, shape);
        foreach (SensxResult result in _results)
            for (int o = 0; o < Outputs; o++) array.Write(of(result, o));
    }

    private int WalksOf(SensxResult result) => result.Review.LastRound == 0 ? 0 : _run.Layout.WalkEnds[result.Review.LastRound - 1];

    private async Task WriteRankingAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "target", "rank", "feature", "index", "group", "score", "standard_error", "signed_effect");
        for (int n = 0; n < _run.Count; n++)
        {
            ElementaryEffects effects = await EffectsAsync(n, cancellationToken);
            for (int o = 0; o < Outputs; o++)
            {
                if (_results[n].Stable[o].Delta == 0) continue;
                double[] scores = effects.Scores(o), errors = effects.StandardErrors(o), signed = effects.SignedEffects(o);
                int rank = 0;
                foreach (int group in effects.Ranking(o).Take(Math.Max(MostRanked, Context.Options.Top)))
                {
                    rank++;
                    foreach (int i in _run.Groups[group].ToArray())
                    {
                        table.Text(_results[n].Id).Text(Context.Model.Model.Outputs[o]).Number(rank).Text(SensxNames.Feature(_run.Inputs, i)).Number(i)
                            .Text(SensxNames.Group(_run.Inputs, i)).Number(scores[i]).Number(errors[i]).Number(signed[i]);
                        table.EndRow();
                    }
                }
            }
        }
    }

    private void WriteInputs(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "target", "reference_prediction", "delta_star", "tau", "reason", "profile_point", "walks", "walk_rows",
            "halves_agree", "top_area", "bottom_area", "subset_groups", "subset_delta");
        foreach (SensxResult result in _results)
        {
            for (int o = 0; o < Outputs; o++)
            {
                StableDelta stable = result.Stable[o];
                table.Text(result.Id).Text(Context.Model.Model.Outputs[o]).Number(result.Profile.Reference[o]).Number(stable.Delta).Number(stable.Tau).Text(stable.Sentence)
                    .Number(stable.ProfilePoint).Number(WalksOf(result)).Number(result.WalkRows).Number(result.Review.Agreement)
                    .Number(result.Area(result.Top[o], _run.Layout, o)).Number(result.Area(result.Bottom[o], _run.Layout, o));
                if (result.Subsets[o] is { } subset) table.Number(subset.Groups).Number(subset.Delta);
                else table.Text("").Text("");
                table.EndRow();
            }
        }
    }

    private async Task WritePicturesAsync(CancellationToken cancellationToken)
    {
        for (int n = 0; n < Math.Min(_run.Count, Context.Request.Pictures); n++)
        {
            ElementaryEffects effects = await EffectsAsync(n, cancellationToken);
            string name = PictureNames.Key(n, _results[n].Id)[..^4];
            (_, float[] point) = await _run.PointAsync(n, cancellationToken);
            foreach ((string kind, string svg) in SensxPictures.Of(_run, _results[n], effects, point))
                _files.Add(await Context.Store.PutAsync($"{name}_{kind}.svg", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(svg)), cancellationToken));
        }
    }
}

/// <summary>How tables and pictures call features and groups.</summary>
internal static class SensxNames
{
    /// <summary>Its name; a pixel's place; or its number.</summary>
    public static string Feature(SensxInputs inputs, int feature) => inputs.FeatureNames.Count > 0 ? inputs.FeatureNames[feature]
        : inputs.ImageShape is [_, var height, var width] ? FormattableString.Invariant($"channel {feature / (height * width)}, y {feature / width % height}, x {feature % width}")
        : feature.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Name of a feature's group; empty where every feature stands alone.</summary>
    public static string Group(SensxInputs inputs, int feature) =>
        inputs.GroupNames.Count > 0 && inputs.Labels[feature] >= 0 ? inputs.GroupNames[inputs.Labels[feature]] : "";
}

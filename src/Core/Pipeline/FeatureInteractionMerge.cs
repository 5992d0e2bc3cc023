using GenoXai.Core.Attribution;
using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of deep feature interaction maps into <c>interactions.npz</c>, <c>features.tsv</c> (a line per
/// source and target), <c>interactions.tsv</c> (a line per pair, the mean of its two directions), tables and pictures
/// over all sequences, and <c>run.json</c>. Goes through the chunks once per array.
/// </summary>
internal sealed class FeatureInteractionMerge
{
    /// <summary>Adjusted p-value below which a pair counts as significant.</summary>
    public const double Significance = 0.05;

    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly FeatureInteractionOptions _options;
    private readonly InteractionTotals _totals = new();
    private readonly FeatureTotals _named = new();
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];
    private readonly FeatureComparison? _comparison;
    private readonly SiteTableIds _ids;
    private long _pairs, _significant, _notFinite;

    private FeatureInteractionMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _options) = (context, plan, context.Request.Interactions!.Dfim!);
        _ids = new SiteTableIds(_options.Sites);
        _comparison = context.Sketch is { } sketch ? new FeatureComparison(sketch, _options) : null;
    }

    private string Attribution => _options.DeepLift ? "deeplift" : "gradient-input";

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new FeatureInteractionMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await PutAsync("interactions.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken);
        ArtifactInfo? features = null;
        await PutAsync("interactions.tsv", async pairs =>
            features = await _context.Store.PutAsync("features.tsv", table => WriteTablesAsync(pairs, table, cancellationToken), cancellationToken), cancellationToken);
        _files.Add(features!);
        await PutAsync("interactions_global.tsv", stream => Done(() => _totals.WritePairs(stream, "mean_score")), cancellationToken);
        await PutAsync("interactions_distance.tsv", stream => Done(() => _totals.WriteDistances(stream, "mean_score")), cancellationToken);
        if (!_named.IsEmpty)
        {
            await PutAsync("features_global.tsv", stream => Done(() => _named.WriteTable(stream)), cancellationToken);
            await PutAsync("features_global.svg", stream => Done(() => _named.Draw(stream, $"DFIM of {_context.Model.Targets[0]}, source → target, and in how many it is significant")), cancellationToken);
        }

        if (_comparison is not null)
        {
            await PutAsync("sketch_comparison.tsv", stream => Done(() => _comparison.Agreement.WriteTable(stream)), cancellationToken);
            await PutAsync("interactions_sketch.svg", stream => Done(() => _comparison.Agreement.Draw(stream, "DFIM of the model and of the sketch", $"score of directed pairs, {_context.Model.Targets[0]}", $"DFIM, {Attribution}")), cancellationToken);
        }

        await WritePicturesAsync(cancellationToken);
        if (_notFinite > 0) _warnings.Add($"{Counted.Of(_notFinite, "prediction is", "predictions are")} not finite (NaN or infinite); scores of such sequences may be NaN.");
        if (_ids.Warning() is { } others) _warnings.Add(others);
        if (_options.Shuffles == 0) _warnings.Add("without shuffles there is no null distribution: p-values are NaN.");
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("interactions", "dfim")
            .Set("range", _context.Request.Mutagenesis.Range?.ToString())
            .Set("attribution", Attribution)
            .Set("statistic", _options.Statistic.ToString().ToLowerInvariant())
            .Set("fill", _options.Fill.ToString().ToLowerInvariant())
            .Set("shuffles", _options.Shuffles)
            .Set("directed_pairs", _pairs)
            .Set("significant_pairs", _significant)
            .Set("gradient_rows", _plan.Rows / (_options.DeepLift ? 3 : 2));
        if (_comparison is not null) record.Set("sketch_id", _context.Request.Interactions!.SketchId).Set("sketch_pearson", _comparison.Agreement.Pearson).Set("sketch_directed_pairs", _comparison.Agreement.Count);
        if (_options.Sites.Count > 0) record.Set("sites", _options.Sites.Count);
        else record.Set("width", _options.Width);
        await RunRecords.FinishAsync(_context, _plan, record, _warnings, _files, cancellationToken);
    }

    private static Task Done(Action write)
    {
        write();
        return Task.CompletedTask;
    }

    private async Task PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken) => _files.Add(await _context.Store.PutAsync(key, write, cancellationToken));

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        int most = 0;
        var references = new List<float>();
        await foreach (FinishedSequence finished in InteractionRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            most = Math.Max(most, FeaturesOf(finished.Sequence).Length);
            references.Add(finished.Predictions.Span[0]);
            if (!float.IsFinite(references[^1])) _notFinite++;
        }

        using var npz = new NpzWriter(stream, leaveOpen: true);
        string[] names = ["score", "p_value", "q_value"];
        for (int array = 0; array < names.Length; array++)
        {
            using NpzArrayWriter<float> values = npz.Begin<float>(names[array], _plan.Sequences, most, most);
            await foreach (FinishedSequence finished in InteractionRows.ReadAllAsync(_context, _plan, cancellationToken))
            {
                int count = FeaturesOf(finished.Sequence).Length;
                float[] own = array switch { 0 => Scores(finished, count), 1 => PValues(finished, count), _ => Adjusted(finished, count) };
                var padded = new float[most * most];
                padded.AsSpan().Fill(float.NaN);
                for (int row = 0; row < count; row++) own.AsSpan(row * count, count).CopyTo(padded.AsSpan(row * most));
                values.Write(padded);
            }
        }

        foreach (bool ends in new[] { false, true })
        {
            using NpzArrayWriter<int> edges = npz.Begin<int>(ends ? "ends" : "starts", _plan.Sequences, most);
            await foreach (NamedSequence sequence in FinishedSequences.SequencesAsync(_context, _plan, cancellationToken))
            {
                FeatureSite[] features = FeaturesOf(sequence);
                edges.Write([.. features.Select(f => ends ? f.End : f.Start), .. Enumerable.Repeat(-1, most - features.Length)]);
            }
        }

        npz.Write<float>("reference_prediction", references.ToArray(), _plan.Sequences);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        npz.Finish();
    }

    private async Task WriteTablesAsync(Stream pairStream, Stream featureStream, CancellationToken cancellationToken)
    {
        using var pairs = new TsvWriter(pairStream, leaveOpen: true, "id", "positions", "letters", "order", "index", "value");
        string[] columns = ["id", "source", "source_start", "source_end", "target", "target_start", "target_end", "score", "p_value", "q_value"];
        using var table = new TsvWriter(featureStream, leaveOpen: true, _comparison is null ? columns : [.. columns, "sketch_score", "sketch_interaction"]);
        await foreach (FinishedSequence finished in InteractionRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            NamedSequence sequence = finished.Sequence;
            _ids.Add(sequence.Id);
            FeatureSite[] features = FeaturesOf(sequence);
            int count = features.Length;
            float[] scores = Scores(finished, count), p = PValues(finished, count), q = Adjusted(finished, count);
            (double[] sketchScores, double[] sketchEffects) = _comparison?.Add(sequence, features, scores) ?? ([], []);
            for (int source = 0; source < count; source++)
            {
                for (int target = 0; target < count; target++)
                {
                    int at = source * count + target;
                    if (Overlap(features[source], features[target])) continue;
                    _pairs++;
                    if (q[at] < Significance) _significant++;
                    if (features[source].Name.Length > 0 && features[target].Name.Length > 0) _named.Add(features[source].Name, features[target].Name, scores[at], q[at] < Significance);
                    table.Text(sequence.Id).Text(Name(sequence, features[source])).Number(features[source].Start).Number(features[source].End)
                        .Text(Name(sequence, features[target])).Number(features[target].Start).Number(features[target].End).Number(scores[at]).Number(p[at]).Number(q[at]);
                    if (_comparison is not null) table.Number(sketchScores[at]).Number(sketchEffects[at]);
                    table.EndRow();
                    if (source < target) WritePair(pairs, sequence, features[source], features[target], (scores[at] + scores[target * count + source]) / 2);
                }
            }
        }
    }

    private void WritePair(TsvWriter table, NamedSequence sequence, FeatureSite first, FeatureSite second, float value)
    {
        int[] positions = [.. Enumerable.Range(first.Start, first.End - first.Start), .. Enumerable.Range(second.Start, second.End - second.Start)];
        table.Text(sequence.Id).Text(string.Join(',', positions)).Text(string.Join(',', positions.Select(p => _context.Model.Alphabet[sequence.Letters[p]])))
            .Number(positions.Length).Text("dfim").Number(value).EndRow();
        _totals.Add(first.Start, second.Start, value);
    }

    private async Task WritePicturesAsync(CancellationToken cancellationToken)
    {
        string target = _context.Model.Targets[0];
        if (_pairs > 0)
        {
            string subtitle = $"DFIM of {target}, mean over {_plan.Sequences} sequences";
            if (_totals.IsDrawn && _options is { Sites.Count: 0, Width: 1 }) await PutAsync("interactions_global.svg", stream => Done(() => _totals.DrawPairs(stream, "Which positions act together", subtitle, "mean score")), cancellationToken);
            await PutAsync("interactions_distance.svg", stream => Done(() => _totals.DrawDistances(stream, "How far features act together", subtitle, "mean score")), cancellationToken);
        }

        int number = 0;
        await foreach (FinishedSequence finished in InteractionRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            if (number >= _context.Request.Pictures) break;
            FeatureSite[] features = FeaturesOf(finished.Sequence);
            bool positions = _options is { Sites.Count: 0, Width: 1 };
            var picture = new MatrixPicture
            {
                Title = finished.Sequence.Id,
                Subtitle = FormattableString.Invariant($"DFIM of {target}, {Attribution}; prediction {finished.Predictions.Span[0]:G5}"),
                ValueName = "score",
                AxisName = positions ? "position" : _options.Sites.Count > 0 ? "site, by start" : FormattableString.Invariant($"feature of {_options.Width} positions"),
                FirstPosition = positions ? features[0].Start : 0,
                Length = features.Length,
                Values = [.. Scores(finished, features.Length).Select(static v => (double)v)],
            };
            await PutAsync(PictureNames.Key(number++, finished.Sequence.Id), stream => Done(() => picture.Write(stream)), cancellationToken);
        }

        if (_plan.Sequences > number && number > 0) _warnings.Add($"{number} of {_plan.Sequences} sequences have a picture; --pictures N draws more.");
    }

    private FeatureSite[] FeaturesOf(NamedSequence sequence) => _options.FeaturesOf(sequence, _context.Request.Mutagenesis);

    private string Name(NamedSequence sequence, FeatureSite feature) =>
        feature.Name.Length > 0 ? feature.Name : _context.Model.Alphabet.Format(sequence.Letters.AsSpan(feature.Start, feature.End - feature.Start));

    private static bool Overlap(FeatureSite a, FeatureSite b) => a.Start < b.End && b.Start < a.End;

    private static float[] Scores(FinishedSequence finished, int count) => finished.Predictions.Span.Slice(1, count * count).ToArray();

    private static float[] PValues(FinishedSequence finished, int count) => finished.Predictions.Span.Slice(1 + count * count, count * count).ToArray();

    private static float[] Adjusted(FinishedSequence finished, int count) =>
        [.. BenjaminiHochberg.Adjust([.. PValues(finished, count).Select(static p => (double)p)]).Select(static q => (float)q)];
}

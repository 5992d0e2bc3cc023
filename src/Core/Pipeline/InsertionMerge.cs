using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of motif insertion into <c>insert.npz</c>, <c>insert.tsv</c> (a line per motif, place and strand),
/// <c>pairs.tsv</c> (a line per placement of two), pictures and <c>run.json</c>. Goes through the chunks once per array.
/// </summary>
public sealed class InsertionMerge
{
    private const double Significance = 0.05;
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly InsertionOptions _options;
    private readonly IReadOnlyList<InsertionDesign> _designs;
    private readonly InsertionStatistics _statistics;
    private readonly InsertionComparison? _comparison;
    private Dictionary<InsertionDesign, InsertionEffect> _sketched = [];
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];
    private long _notFinite;

    private InsertionMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _options) = (context, plan, context.Request.Insertion!);
        _designs = InsertionDesign.All(_options, plan.MaxLength, context.Model.Alphabet.Complement() is not null);
        _statistics = new InsertionStatistics(_designs);
        _comparison = context.Sketch is { } sketch ? new InsertionComparison(sketch, context, _designs) : null;
    }

    internal static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new InsertionMerge(context, plan).RunAsync(cancellationToken);

    /// <summary>Throws unless the run's sequences are backgrounds of one length.</summary>
    internal static void Require(RunContext context, RunDocument plan)
    {
        if (!plan.SameLength) throw new InputException($"{context.Source}: insertion needs backgrounds of one length; these have several.", "bad-sequence");
    }

    /// <summary>Throws unless the model answers with one number and knows the letters of the motifs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The motifs.</param>
    /// <exception cref="InputException">Several targets, or letters that are not the model's.</exception>
    public static void Require(OnnxSequenceModel model, InsertionOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        foreach (InsertedMotif motif in options.Motifs) _ = motif.In(model.Alphabet);
        if (model.Targets.Count != 1)
            throw new InputException($"insert: is of one target, not of {model.Targets.Count}. Choose one, or an expression of several such as y[2]-y[0].", "bad-option");
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _files.Add(await _context.Store.PutAsync("insert.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken));
        IReadOnlyList<InsertionEffect> results = _statistics.Results();
        if (_comparison is not null) _sketched = _comparison.End(results).DistinctBy(static r => r.Design).ToDictionary(static r => r.Design);
        InsertionEffect[] alone = [.. results.Where(static r => r.Design.Second is null)], pairs = [.. results.Where(static r => r.Design.Second is not null)];
        _files.Add(await _context.Store.PutAsync("insert.tsv", stream => WriteAlone(stream, alone), cancellationToken));
        if (pairs.Length > 0) _files.Add(await _context.Store.PutAsync("pairs.tsv", stream => WritePairs(stream, pairs), cancellationToken));
        string target = _context.Model.Targets[0], unit = _context.Model.ResolvedTargets[0].Unit is { Length: > 0 } u ? $" ({u})" : "";
        string subtitle = $"{target}, mean over {_plan.Sequences} backgrounds";
        foreach ((string key, Action<Stream> draw) in InsertionPictures.Of(_options, alone, pairs, subtitle, unit)) await WriteAsync(key, draw, cancellationToken);
        if (_comparison is not null)
        {
            await WriteAsync("sketch_comparison.tsv", _comparison.WriteTable, cancellationToken);
            foreach ((string key, Action<Stream> draw) in _comparison.Pictures(subtitle, unit)) await WriteAsync(key, draw, cancellationToken);
        }

        if (_notFinite > 0) _warnings.Add($"{Counted.Of(_notFinite, "prediction is", "predictions are")} not finite (NaN or infinite); means over it are not either.");
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("motifs", _options.Motifs.Select(static m => m.Name))
            .Set("sites", _options.Sampled ? "sampled" : "consensus")
            .Set("designs", _designs.Count)
            .Set("significant_motifs", alone.Count(static r => r.QValue < Significance))
            .Set("significant_pairs", pairs.Count(static r => r.QValue < Significance));
        if (_options.Pair) record.Set("pairs", pairs.Length);
        _comparison?.Finish(record, _warnings);
        await RunRecords.FinishAsync(_context, _plan, record, _warnings, _files, cancellationToken);
    }

    private async Task WriteAsync(string key, Action<Stream> write, CancellationToken cancellationToken) => _files.Add(await _context.Store.PutAsync(key, stream =>
    {
        write(stream);
        return Task.CompletedTask;
    }, cancellationToken));

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        using (NpzArrayWriter<float> predictions = npz.Begin<float>("prediction", _plan.Sequences, 1 + _designs.Count))
        {
            await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
            {
                predictions.Write(finished.Predictions.Span);
                foreach (float prediction in finished.Predictions.Span)
                    if (!float.IsFinite(prediction)) _notFinite++;
                _statistics.Add(finished.Predictions.Span);
            }
        }

        if (_comparison is not null)
        {
            using NpzArrayWriter<float> sketched = npz.Begin<float>("sketch_prediction", _plan.Sequences, 1 + _designs.Count);
            await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
            {
                float[] predictions = _comparison.Predict(finished.Sequence);
                sketched.Write(predictions);
                _comparison.Add(finished.Predictions.Span, predictions);
            }
        }

        npz.Write<int>("motif", [.. _designs.SelectMany(static d => (int[])[d.First.Motif, d.Second?.Motif ?? -1])], _designs.Count, 2);
        npz.Write<int>("start", [.. _designs.SelectMany(static d => (int[])[d.First.Start, d.Second?.Start ?? -1])], _designs.Count, 2);
        npz.Write<byte>("reverse", [.. _designs.SelectMany(static d => (byte[])[d.First.Reverse ? (byte)1 : (byte)0, d.Second is { Reverse: true } ? (byte)1 : (byte)0])], _designs.Count, 2);
        npz.WriteText("motifs", [.. _options.Motifs.Select(static m => m.Name)]);
        await SequenceArrays.WriteOneHotAsync(npz, _context, _plan, cancellationToken);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        npz.Finish();
    }

    private TsvWriter TableOf(Stream stream, string sketched, params string[] columns) => new(stream, leaveOpen: true, _comparison is null ? columns : [.. columns, sketched]);

    private Task WriteAlone(Stream stream, InsertionEffect[] results)
    {
        using TsvWriter table = TableOf(stream, "sketch_effect", "motif", "strand", "start", "end", "backgrounds", "effect", "standard_error", "p_value", "q_value");
        foreach (InsertionEffect result in results)
        {
            PlacedMotif placed = result.Design.First;
            table.Text(_options.Motifs[placed.Motif].Name).Text(InsertionPictures.Strand(placed)).Number(placed.Start).Number(placed.Start + _options.Motifs[placed.Motif].Width)
                .Number(_statistics.Count).Number(result.Effect).Number(result.StandardError).Number(result.PValue).Number(result.QValue);
            if (_comparison is not null) table.Number(_sketched[result.Design].Effect);
            table.EndRow();
        }

        return Task.CompletedTask;
    }

    private Task WritePairs(Stream stream, InsertionEffect[] results)
    {
        using TsvWriter table = TableOf(stream, "sketch_interaction",
            "first", "first_strand", "first_start", "second", "second_strand", "second_start", "order", "gap", "distance", "backgrounds",
            "effect", "standard_error", "first_effect", "second_effect", "interaction", "interaction_standard_error", "additivity", "p_value", "q_value");
        foreach (InsertionEffect result in results)
        {
            (PlacedMotif first, PlacedMotif second) = (result.Design.First, result.Design.Second!);
            table.Text(_options.Motifs[0].Name).Text(InsertionPictures.Strand(first)).Number(first.Start)
                .Text(_options.Motifs[1].Name).Text(InsertionPictures.Strand(second)).Number(second.Start)
                .Text(second.Start > first.Start ? "first-second" : "second-first").Number(InsertionPictures.Gap(_options, result.Design)).Number(InsertionPictures.Distance(_options, result.Design))
                .Number(_statistics.Count).Number(result.Effect).Number(result.StandardError).Number(result.FirstEffect).Number(result.SecondEffect)
                .Number(result.Interaction).Number(result.InteractionError).Number(result.Additivity).Number(result.PValue).Number(result.QValue);
            if (_comparison is not null) table.Number(_sketched[result.Design].Interaction);
            table.EndRow();
        }

        return Task.CompletedTask;
    }
}

using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of a node ablation into <c>nodes.npz</c>, <c>nodes.tsv</c> (the ranking), <c>nodes_sequences.tsv</c> (the
/// strongest nodes of each sequence), a picture and <c>run.json</c>. Holds one chunk of sequences at a time.
/// </summary>
internal sealed class NodeMerge
{
    private const int MostBars = 20;
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly NodeAblationOptions _options;
    private readonly NodeAblationModel _model;
    private readonly NodeAblation _nodes;
    private readonly int _targets;
    private readonly List<ArtifactInfo> _files = [];
    private long _notFinite;

    private NodeMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _options, _model, _targets) = (context, plan, context.Request.Nodes!, NodeRows.ModelOf(context), context.Model.Targets.Count);
        _nodes = new NodeAblation(_model.Nodes, _targets);
    }

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) => new NodeMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        float[] means = await NodeRows.MeansAsync(_context, _plan, cancellationToken);
        _files.Add(await _context.Store.PutAsync("nodes_sequences.tsv", stream => WriteSequencesAsync(stream, cancellationToken), cancellationToken));
        int[] ranking = _nodes.Ranking();
        _files.Add(await _context.Store.PutAsync("nodes.tsv", stream => WriteTable(stream, ranking, means), cancellationToken));
        _files.Add(await _context.Store.PutAsync("nodes.npz", stream => WriteArraysAsync(stream, means, cancellationToken), cancellationToken));
        _files.Add(await _context.Store.PutAsync("nodes.svg", stream => Draw(stream, ranking), cancellationToken));
        RunRecord record = RunRecords.Begin(_context, _plan).Set("layer", _model.Tensor).Set("nodes", _model.Nodes).Set("replace", Value);
        string[] warnings = _notFinite == 0 ? [] : [$"{Counted.Of(_notFinite, "prediction is", "predictions are")} not finite (NaN or infinite); influences that rest on it are not numbers."];
        await RunRecords.FinishAsync(_context, _plan, record, warnings, _files, cancellationToken);
    }

    private string Value => _options.Replace == NodeAblationValue.Mean ? "mean" : "zero";

    /// <summary>Change of each target by each node, shape (nodes, targets).</summary>
    private float[] Changes(NodeSequence ablated)
    {
        ReadOnlySpan<float> predictions = ablated.Predictions.Span;
        var changes = new float[_model.Nodes * _targets];
        for (int i = 0; i < changes.Length; i++) changes[i] = predictions[_targets + i] - predictions[i % _targets];
        return changes;
    }

    private async Task WriteSequencesAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "rank", "node", "influence", "target", "change");
        await foreach (NodeSequence ablated in NodeRows.ReadAsync(_context, _plan, cancellationToken))
        {
            float[] changes = Changes(ablated);
            _notFinite += changes.Count(static change => !float.IsFinite(change));
            _nodes.Add(changes);
            double[] influences = [.. Enumerable.Range(0, _model.Nodes).Select(node => NodeAblation.Influence(changes.AsSpan(node * _targets, _targets)))];
            int rank = 1;
            foreach (int node in Enumerable.Range(0, _model.Nodes).OrderByDescending(node => double.IsNaN(influences[node]) ? -1 : influences[node]).Take(_options.Top))
            {
                int strongest = Enumerable.Range(0, _targets).MaxBy(target => Math.Abs(changes[node * _targets + target]));
                table.Text(ablated.Sequence.Id).Number(rank++).Number(node).Number(influences[node]).Text(_context.Model.Targets[strongest]).Number(changes[node * _targets + strongest]).EndRow();
            }
        }
    }

    private void WriteTable(Stream stream, int[] ranking, float[] means)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "rank", "node", "influence", "standard_error", "mean_activation", "target", "mean_change");
        for (int rank = 0; rank < ranking.Length; rank++)
        {
            int node = ranking[rank], strongest = Enumerable.Range(0, _targets).MaxBy(target => Math.Abs(_nodes.MeanChange(node, target)));
            table.Number(rank + 1).Number(node).Number(_nodes.Mean(node)).Number(_nodes.StandardError(node)).Number(means[node])
                .Text(_context.Model.Targets[strongest]).Number(_nodes.MeanChange(node, strongest)).EndRow();
        }
    }

    private async Task WriteArraysAsync(Stream stream, float[] means, CancellationToken cancellationToken)
    {
        int nodes = _model.Nodes;
        using var npz = new NpzWriter(stream, leaveOpen: true);
        var references = new List<float>();
        using (NpzArrayWriter<float> array = _targets == 1 ? npz.Begin<float>("change", _plan.Sequences, nodes) : npz.Begin<float>("change", _plan.Sequences, nodes, _targets))
        {
            await foreach (NodeSequence ablated in NodeRows.ReadAsync(_context, _plan, cancellationToken))
            {
                references.AddRange(ablated.Predictions.Span[.._targets]);
                array.Write(Changes(ablated));
            }
        }

        npz.Write<double>("influence", [.. Enumerable.Range(0, nodes).Select(_nodes.Mean)], nodes);
        npz.Write<double>("standard_error", [.. Enumerable.Range(0, nodes).Select(_nodes.StandardError)], nodes);
        npz.Write<float>("mean_activation", means, nodes);
        npz.Write<float>("reference_prediction", references.ToArray(), _targets == 1 ? [_plan.Sequences] : [_plan.Sequences, _targets]);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        if (_targets > 1) npz.WriteText("targets", _context.Model.Targets);
        npz.Finish();
    }

    private void Draw(Stream stream, int[] ranking) => new BarPicture
    {
        Title = $"Most influential nodes of {_context.Model.Manifest.Id}",
        Subtitle = string.Create(CultureInfo.InvariantCulture,
            $"{Math.Min(MostBars, ranking.Length)} of {ranking.Length} channels of \"{_model.Tensor}\", each set to {(_options.Replace == NodeAblationValue.Mean ? "its mean" : "0")}; {_plan.Sequences:N0} sequences, whiskers: standard error"),
        ValueName = _targets == 1 ? "mean squared change of the target" : $"squared change, summed over {_targets} targets, mean",
        Bars = [.. ranking.Take(MostBars).Select(node => new Bar($"node {node}", _nodes.Mean(node), Error: double.IsNaN(_nodes.StandardError(node)) ? 0 : _nodes.StandardError(node)))],
    }.Write(stream);
}

using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of a run of occlusion into <c>occlusion.npz</c>, <c>occlusion.tsv</c> (a line per sequence and
/// target), pictures and <c>run.json</c>. Goes through the chunks once for each; holds one sequence at a time.
/// </summary>
internal sealed class OcclusionMerge
{
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly OcclusionOptions _options;
    private readonly int _targets;
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];
    private long _notFinite, _uncovered;

    private OcclusionMerge(RunContext context, RunDocument plan) =>
        (_context, _plan, _options, _targets) = (context, plan, context.Request.Occlusion!, context.Model.Targets.Count);

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new OcclusionMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _files.Add(await _context.Store.PutAsync("occlusion.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken));
        _files.Add(await _context.Store.PutAsync("occlusion.tsv", stream => WriteTableAsync(stream, cancellationToken), cancellationToken));
        await RegionTrack.WriteAsync(_context, "occlusion.bedgraph", ValuesAsync(cancellationToken), _files, cancellationToken);
        await WritePicturesAsync(cancellationToken);
        if (_notFinite > 0) _warnings.Add($"{Counted.Of(_notFinite, "effect of a window is", "effects of windows are")} not finite (NaN or infinite) and in the files as computed.");
        if (_uncovered > 0) _warnings.Add($"{_uncovered} positions lie in no window of stride {_options.Stride}; their values are NaN.");
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("window", _options.Window)
            .Set("stride", _options.Stride)
            .Set("fill", _options.Fill.ToString().ToLowerInvariant());
        if (_options.Fill == OcclusionFill.Shuffle) record.Set("shuffles", _options.Shuffles);
        await RunRecords.FinishAsync(_context, _plan, record, _warnings, _files, cancellationToken);
    }

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        int most = _options.WindowsOf(_plan.MaxLength);
        var references = new List<float>();
        using var npz = new NpzWriter(stream, leaveOpen: true);
        using (NpzArrayWriter<float> array = Begin(npz, "windows", most))
        {
            await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
            {
                for (int target = 0; target < _targets; target++)
                {
                    float[] windows = Windows(finished, target, out float reference);
                    references.Add(reference);
                    _notFinite += windows.Count(static w => !float.IsFinite(w));
                    WritePadded(array, windows, most);
                }
            }
        }

        npz.Write<int>("starts", [.. Enumerable.Range(0, most).Select(window => window * _options.Stride)], most);
        using (NpzArrayWriter<float> array = Begin(npz, "values", _plan.MaxLength))
        {
            await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
                for (int target = 0; target < _targets; target++) WritePadded(array, Values(finished, target, out _), _plan.MaxLength);
        }

        npz.Write<float>("reference_prediction", references.ToArray(), _targets == 1 ? [_plan.Sequences] : [_plan.Sequences, _targets]);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        if (_targets > 1) npz.WriteText("targets", _context.Model.Targets);
        npz.Finish();
    }

    private async Task WriteTableAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            "id", "target", "length", "missing_letters", "reference_prediction", "strongest_start", "letters", "effect", "mean_absolute_effect");
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
        {
            NamedSequence sequence = finished.Sequence;
            _uncovered += sequence.Length - ((_options.WindowsOf(sequence.Length) - 1) * (long)Math.Min(_options.Stride, _options.Window) + _options.Window);
            for (int target = 0; target < _targets; target++)
            {
                float[] windows = Windows(finished, target, out float reference);
                table.Text(sequence.Id).Text(_context.Model.Targets[target]).Number(sequence.Length).Number(sequence.MissingCount).Number(reference);
                int strongest = -1;
                for (int window = 0; window < windows.Length; window++)
                    if (float.IsFinite(windows[window]) && (strongest < 0 || Math.Abs(windows[window]) > Math.Abs(windows[strongest]))) strongest = window;
                if (strongest < 0) table.Text("").Text("").Text("").Text("");
                else
                {
                    int start = strongest * _options.Stride;
                    table.Number(start).Text(_context.Model.Alphabet.Format(sequence.Letters.AsSpan(start, _options.Window))).Number(windows[strongest])
                        .Number(windows.Where(float.IsFinite).Average(static w => Math.Abs((double)w)));
                }

                table.EndRow();
            }
        }
    }

    private async Task WritePicturesAsync(CancellationToken cancellationToken)
    {
        int number = 0;
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
        {
            if (number >= _context.Request.Pictures) break;
            _files.Add(await _context.Store.PutAsync(PictureNames.Key(number++, finished.Sequence.Id), stream => Draw(stream, finished), cancellationToken));
        }

        if (_plan.Sequences > number && number > 0) _warnings.Add($"{number} of {_plan.Sequences} sequences have a picture; --pictures N draws more.");
    }

    private void Draw(Stream stream, FinishedSequence finished)
    {
        float[] values = Values(finished, 0, out float reference);
        Models.ResolvedTarget target = _context.Model.ResolvedTargets[0];
        string unit = target.Unit.Length > 0 ? $" ({target.Unit})" : "";
        LogoPicture.Write(stream, new LogoPictureContent
        {
            Title = finished.Sequence.Id,
            Subtitle = FormattableString.Invariant($"occlusion of {target.Name}, windows of {_options.Window}; reference prediction {reference:G5}{unit}"),
            Alphabet = _context.Model.Alphabet,
            Letters = finished.Sequence.Letters,
            Values = [.. values.Select(static v => (double)v)],
            ValueName = "loss when hidden" + unit,
        });
    }

    private async IAsyncEnumerable<(NamedSequence Sequence, float[] Values)> ValuesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken)) yield return (finished.Sequence, Values(finished, 0, out _));
    }

    private float[] Windows(FinishedSequence finished, int target, out float reference)
    {
        var windows = new float[_options.WindowsOf(finished.Sequence.Length)];
        reference = Occlusion.Windows(_options, finished.Predictions.Span, target, _targets, windows);
        return windows;
    }

    private float[] Values(FinishedSequence finished, int target, out float reference)
    {
        var values = new float[finished.Sequence.Length];
        Occlusion.Positions(_options, Windows(finished, target, out reference), values);
        return values;
    }

    private NpzArrayWriter<float> Begin(NpzWriter npz, string name, int size) =>
        _targets == 1 ? npz.Begin<float>(name, _plan.Sequences, size) : npz.Begin<float>(name, _plan.Sequences, _targets, size);

    /// <summary>A shorter sequence is left-aligned, NaN behind.</summary>
    private static void WritePadded(NpzArrayWriter<float> array, float[] row, int size)
    {
        array.Write(row);
        if (row.Length == size) return;
        var rest = new float[size - row.Length];
        rest.AsSpan().Fill(float.NaN);
        array.Write(rest);
    }
}

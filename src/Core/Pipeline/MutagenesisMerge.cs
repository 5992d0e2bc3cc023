using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of an ISM run into <c>ism.npz</c>, <c>ism.tsv</c> (a line per sequence and target),
/// pictures and <c>run.json</c>. Goes through the chunks once per file; holds one sequence at a time.
/// </summary>
internal sealed class MutagenesisMerge
{
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly int _targets;
    private readonly Alphabet _alphabet;
    private readonly List<string> _warnings = [];
    private readonly List<ArtifactInfo> _files = [];
    private long _notFinite;
    private string? _firstNotFinite;

    private MutagenesisMerge(RunContext context, RunDocument plan) =>
        (_context, _plan, _targets, _alphabet) = (context, plan, context.Model.Targets.Count, context.Model.Alphabet);

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new MutagenesisMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // Both files at once: each effect map is made once for them.
        ArtifactInfo? tableFile = null;
        ArtifactInfo npzFile = await _context.Store.PutAsync("ism.npz", async npz =>
            tableFile = await _context.Store.PutAsync("ism.tsv", table => WriteAsync(npz, table, cancellationToken), cancellationToken), cancellationToken);
        _files.AddRange([npzFile, tableFile!]);
        await RegionTrack.WriteAsync(_context, "ism.bedgraph", MeansAsync(cancellationToken), _files, cancellationToken);
        await WritePicturesAsync(cancellationToken);
        if (_notFinite > 0)
            _warnings.Add($"{Counted.Of(_notFinite, "prediction is", "predictions are")} not finite (NaN or infinite), first in sequence \"{_firstNotFinite}\"; effects that rest on it are NaN.");
        if (_plan.MissingLetters > 0)
            _warnings.Add($"{Counted.Of(_plan.MissingLetters, "letter is", "letters are")} missing (N or another ambiguity code): all {_alphabet.Count} substitutions are computed there, against the missing letter.");
        SaturationMutagenesisOptions options = _context.Request.Mutagenesis;
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("range", options.Range?.ToString())
            .Set("center", options.Center)
            .Set("effect", EffectScales.Name(options.Effect))
            .Set("both_strands", options.BothStrands);
        await RunRecords.FinishAsync(_context, _plan, record, _warnings, _files, cancellationToken);
    }

    private async Task WriteAsync(Stream npzStream, Stream tableStream, CancellationToken cancellationToken)
    {
        int q = _alphabet.Count, length = _plan.MaxLength;
        var references = new List<float>();
        using var table = new TsvWriter(tableStream, leaveOpen: true,
            "id", "target", "length", "missing_letters", "reference_prediction", "strongest_position", "reference_letter", "substitution", "effect", "mean_absolute_effect");
        using var npz = new NpzWriter(npzStream, leaveOpen: true);
        using (NpzArrayWriter<float> values = EffectMaps.Begin(npz, "values", _plan, _targets, q))
        {
            var row = new float[q * length];
            await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
            {
                CountNotFinite(finished);
                for (int target = 0; target < _targets; target++)
                {
                    Span<float> map = row.AsSpan(0, q * finished.Sequence.Length);
                    float reference = SaturationMutagenesis.Effects(
                        finished.Sequence, _alphabet, _context.Request.Mutagenesis, finished.Predictions.Span, target, _targets, map);
                    references.Add(reference);
                    WriteTableRow(table, finished.Sequence, target, reference, map);
                    values.Write(finished.Sequence.Length == length ? map : EffectMaps.Padded(map, q, finished.Sequence.Length, length));
                }
            }
        }

        npz.Write<float>("reference_prediction", references.ToArray(), _targets == 1 ? [_plan.Sequences] : [_plan.Sequences, _targets]);
        await SequenceArrays.WriteOneHotAsync(npz, _context, _plan, cancellationToken);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        if (_targets > 1) npz.WriteText("targets", _context.Model.Targets);
        npz.Finish();
    }

    /// <summary>A line per sequence and target: where and what the strongest substitution is.</summary>
    private void WriteTableRow(TsvWriter table, NamedSequence sequence, int target, float reference, ReadOnlySpan<float> map)
    {
        (int position, int letter, double mean) = EffectMaps.Strongest(sequence, map, _alphabet.Count, substitutionsOnly: true);
        table.Text(sequence.Id).Text(_context.Model.Targets[target]).Number(sequence.Length).Number(sequence.MissingCount).Number(reference);
        if (position < 0) table.Text("").Text("").Text("").Text("").Text("");
        else
        {
            table.Number(position).Text(_alphabet[sequence.Letters[position]].ToString()).Text(_alphabet[(byte)letter].ToString())
                .Number(map[letter * sequence.Length + position]).Number(mean);
        }

        table.EndRow();
    }

    private async Task WritePicturesAsync(CancellationToken cancellationToken)
    {
        int number = 0;
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
        {
            if (number >= _context.Request.Pictures) break;
            var map = new float[_alphabet.Count * finished.Sequence.Length];
            float reference = SaturationMutagenesis.Effects(finished.Sequence, _alphabet, _context.Request.Mutagenesis, finished.Predictions.Span, 0, _targets, map);
            string key = PictureNames.Key(number++, finished.Sequence.Id);
            _files.Add(await _context.Store.PutAsync(key,
                stream => AttributionPicture.Write(stream, finished.Sequence, _alphabet, map, reference, _context.Model.ResolvedTargets[0], "ISM"), cancellationToken));
        }

        if (_plan.Sequences > number && number > 0)
            _warnings.Add($"{number} of {_plan.Sequences} sequences have a picture; --pictures N draws more.");
    }

    /// <summary>Mean effect on the observed letter at each position, of the first target.</summary>
    private async IAsyncEnumerable<(NamedSequence Sequence, float[] Values)> MeansAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
        {
            float[] map = new float[_alphabet.Count * finished.Sequence.Length], mean = new float[finished.Sequence.Length];
            SaturationMutagenesis.Effects(finished.Sequence, _alphabet, _context.Request.Mutagenesis, finished.Predictions.Span, 0, _targets, map);
            SaturationMutagenesis.MeanEffect(finished.Sequence, map, _alphabet.Count, mean);
            yield return (finished.Sequence, mean);
        }
    }

    private void CountNotFinite(FinishedSequence finished)
    {
        foreach (float prediction in finished.Predictions.Span)
        {
            if (float.IsFinite(prediction)) continue;
            _notFinite++;
            _firstNotFinite ??= finished.Sequence.Id;
        }
    }
}

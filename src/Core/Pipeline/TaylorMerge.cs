using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of a Taylor ISM run into <c>taylor.npz</c>, <c>taylor.tsv</c>, the global table,
/// pictures and <c>run.json</c>; with a check also <c>taylor_check.tsv</c> and the exact maps.
/// </summary>
internal sealed class TaylorMerge
{
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly int _targets, _letters;
    private readonly GlobalEffects _global;
    private readonly TaylorCheck? _check;
    private readonly List<float> _references = [];
    private readonly NotFiniteMaps _notFinite = new();
    private long _forwardRows, _gradientRows;

    private TaylorMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _targets, _letters) = (context, plan, context.Model.Targets.Count, context.Model.Alphabet.Count);
        _global = new GlobalEffects(_targets, _letters, plan.MaxLength);
        if (context.Request.Check > 0) _check = new TaylorCheck(context.Request, _letters, _targets);
    }

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new TaylorMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var files = new List<ArtifactInfo> { await _context.Store.PutAsync("taylor.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken) };
        files.Add(await _context.Store.PutAsync("taylor.tsv", stream => WriteTableAsync(stream, cancellationToken), cancellationToken));
        files.Add(await _context.Store.PutAsync("taylor_global.tsv", stream => _global.Write(stream, _context.Model.Targets, _context.Model.Alphabet), cancellationToken));
        if (_check is not null) files.Add(await _context.Store.PutAsync("taylor_check.tsv", stream => WriteCheckAsync(stream, cancellationToken), cancellationToken));
        var warnings = new List<string>(_notFinite.Warnings(_context));
        await RegionTrack.WriteAsync(_context, "taylor.bedgraph", MeansAsync(cancellationToken), files, cancellationToken);
        files.AddRange(await WritePicturesAsync(warnings, cancellationToken));
        if (_plan.MissingLetters > 0)
            warnings.Add($"{Counted.Of(_plan.MissingLetters, "letter is", "letters are")} missing (N or another ambiguity code): Taylor ISM is taken against the missing letter there.");
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("model_rows", _forwardRows + _gradientRows)
            .Set("forward_rows", _forwardRows)
            .Set("gradient_rows", _gradientRows)
            .Set("range", _context.Request.Mutagenesis.Range?.ToString())
            .Set("center", _context.Request.Mutagenesis.Center)
            .Set("check_positions", _context.Request.Check);
        if (_check is not null)
        {
            record.Set("check_substitutions", _check.Substitutions);
            SetEach(record, "check_pearson", _check.Overall);
            SetEach(record, "check_pearson_sequence_mean", _check.Mean);
        }

        await RunRecords.FinishAsync(_context, _plan, record, warnings, files, cancellationToken);
    }

    /// <summary>A number for one target, a list for several.</summary>
    private static void SetEach(RunRecord record, string key, IReadOnlyList<double> values)
    {
        if (values.Count == 1) record.Set(key, values[0]);
        else record.Set(key, values);
    }

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        using (NpzArrayWriter<float> values = EffectMaps.Begin(npz, "values", _plan, _targets, _letters))
        {
            await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
            {
                _forwardRows += (long)result.ForwardRows;
                _gradientRows += (long)result.GradientRows;
                for (int target = 0; target < _targets; target++)
                {
                    _references.Add(result.Figures(target)[0]);
                    _global.Add(result.Sequence, target, result.Map(target));
                    _notFinite.Look(result, target, _context.Request.Mutagenesis);
                    Write(values, result, result.Map(target));
                }
            }
        }

        npz.Write<float>("reference_prediction", _references.ToArray(), _targets == 1 ? [_plan.Sequences] : [_plan.Sequences, _targets]);
        await SequenceArrays.WriteOneHotAsync(npz, _context, _plan, cancellationToken);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        if (_targets > 1) npz.WriteText("targets", _context.Model.Targets);
        if (_check is not null) await WriteExactAsync(npz, _check, cancellationToken);
        npz.Finish();
    }

    private async Task WriteExactAsync(NpzWriter npz, TaylorCheck check, CancellationToken cancellationToken)
    {
        var map = new float[_letters * _plan.MaxLength];
        using NpzArrayWriter<float> exact = EffectMaps.Begin(npz, "ism_check", _plan, _targets, _letters);
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            int[] positions = check.PositionsOf(result.Sequence);
            for (int target = 0; target < _targets; target++)
            {
                Span<float> own = map.AsSpan(0, _letters * result.Sequence.Length);
                check.Map(result.Sequence, positions, result.Check(target), own);
                Write(exact, result, own);
            }
        }
    }

    private void Write(NpzArrayWriter<float> array, GradientResult result, ReadOnlySpan<float> map) =>
        array.Write(result.Sequence.Length == _plan.MaxLength ? map : EffectMaps.Padded(map, _letters, result.Sequence.Length, _plan.MaxLength));

    private async Task WriteTableAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            "id", "target", "length", "missing_letters", "reference_prediction", "strongest_position", "reference_letter", "substitution", "effect", "mean_absolute_effect");
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            for (int target = 0; target < _targets; target++)
            {
                table.Text(result.Sequence.Id).Text(_context.Model.Targets[target]).Number(result.Sequence.Length).Number(result.Sequence.MissingCount).Number(result.Figures(target)[0]);
                (int position, int letter, double mean) = EffectMaps.Strongest(result.Sequence, result.Map(target), _letters, substitutionsOnly: true);
                if (position < 0) table.Text("").Text("").Text("").Text("").Text("");
                else
                {
                    table.Number(position).Text(_context.Model.Alphabet[result.Sequence.Letters[position]].ToString()).Text(_context.Model.Alphabet[(byte)letter].ToString())
                        .Number(result.Map(target)[letter * result.Sequence.Length + position]).Number(mean);
                }

                table.EndRow();
            }
        }
    }

    private async Task WriteCheckAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "target", "positions", "pearson");
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            int[] positions = _check!.PositionsOf(result.Sequence);
            for (int target = 0; target < _targets; target++)
            {
                table.Text(result.Sequence.Id).Text(_context.Model.Targets[target]).Number(positions.Length)
                    .Number(_check.Add(result.Sequence, positions, target, result.Map(target), result.Check(target))).EndRow();
            }
        }
    }

    /// <summary>Mean estimated effect on the observed letter at each position, of the first target.</summary>
    private async IAsyncEnumerable<(NamedSequence Sequence, float[] Values)> MeansAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            var mean = new float[result.Sequence.Length];
            SaturationMutagenesis.MeanEffect(result.Sequence, result.Map(0), _letters, mean);
            yield return (result.Sequence, mean);
        }
    }

    private async Task<List<ArtifactInfo>> WritePicturesAsync(List<string> warnings, CancellationToken cancellationToken)
    {
        var files = new List<ArtifactInfo>();
        int number = 0;
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            if (number >= _context.Request.Pictures) break;
            string key = PictureNames.Key(number++, result.Sequence.Id);
            files.Add(await PictureAsync(key, result, result.Map(0).ToArray(), "Taylor ISM", cancellationToken));
            if (_check is null) continue;
            var exact = new float[_letters * result.Sequence.Length];
            _check.Map(result.Sequence, _check.PositionsOf(result.Sequence), result.Check(0), exact);
            files.Add(await PictureAsync(Path.ChangeExtension(key, ".ism.svg"), result, exact, "ISM at the checked positions", cancellationToken));
        }

        if (_plan.Sequences > number && number > 0) warnings.Add($"{number} of {_plan.Sequences} sequences have a picture; --pictures N draws more.");
        return files;
    }

    private Task<ArtifactInfo> PictureAsync(string key, GradientResult result, float[] map, string method, CancellationToken cancellationToken) =>
        _context.Store.PutAsync(key, stream => AttributionPicture.Write(
            stream, result.Sequence, _context.Model.Alphabet, map, result.Figures(0)[0], _context.Model.ResolvedTargets[0], method), cancellationToken);
}

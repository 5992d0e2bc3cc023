using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of an attribution run into <c>attribute.npz</c>, <c>attribute.tsv</c>, the global
/// table, pictures and <c>run.json</c>; when asked also into the two files that TF-MoDISco reads.
/// </summary>
internal sealed class AttributionMerge
{
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly AttributionOptions _options;
    private readonly int _targets, _letters;
    private readonly GlobalEffects _global;
    private readonly NotFiniteMaps _notFinite = new();
    private readonly CompletenessSummary _completeness;
    private readonly List<float> _references = [], _baselines = [], _deltas = [];
    private long _forwardRows, _gradientRows;

    private AttributionMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _targets, _letters) = (context, plan, context.Model.Targets.Count, context.Model.Alphabet.Count);
        _options = context.Request.Attribution!;
        _global = new GlobalEffects(_targets, _letters, plan.MaxLength);
        _completeness = new CompletenessSummary(_options, new SequenceBaselines(_options, context.Model.Alphabet, 0, context.Request.Seed));
    }

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new AttributionMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        IArtifactStore store = _context.Store;
        var files = new List<ArtifactInfo> { await store.PutAsync("attribute.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken) };
        files.Add(await store.PutAsync("attribute.tsv", stream => WriteTableAsync(stream, cancellationToken), cancellationToken));
        files.Add(await store.PutAsync("attribute_global.tsv", stream => _global.Write(stream, _context.Model.Targets, _context.Model.Alphabet), cancellationToken));
        if (_options.Modisco) files.AddRange(await ModiscoFiles.WriteAsync(_context, _plan, cancellationToken));
        var warnings = new List<string>([.. _notFinite.Warnings(_context), .. _completeness.Warnings()]);
        await RegionTrack.WriteAsync(_context, "attribute.bedgraph", AtLettersAsync(cancellationToken), files, cancellationToken);
        files.AddRange(await WritePicturesAsync(warnings, cancellationToken));
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("attribution", AttributionNames.Of(_options.Method))
            .Set("model_rows", _forwardRows + _gradientRows)
            .Set("forward_rows", _forwardRows)
            .Set("gradient_rows", _gradientRows);
        _completeness.Describe(record);
        await RunRecords.FinishAsync(_context, _plan, record, warnings, files, cancellationToken);
    }

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        await WriteMapAsync(npz, "values", 0, Note, cancellationToken);
        WriteFigures(npz, "reference_prediction", _references);
        await SequenceArrays.WriteOneHotAsync(npz, _context, _plan, cancellationToken);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        if (_targets > 1) npz.WriteText("targets", _context.Model.Targets);
        if (_options.HasBaselines)
        {
            WriteFigures(npz, "baseline_prediction", _baselines);
            WriteFigures(npz, "completeness_delta", _deltas);
            if (_options.Method != AttributionMethod.Hypothetical) await WriteMapAsync(npz, "hypothetical", 1, null, cancellationToken);
        }

        npz.Finish();
    }

    private async Task WriteMapAsync(NpzWriter npz, string name, int map, Action<GradientResult>? note, CancellationToken cancellationToken)
    {
        using NpzArrayWriter<float> array = EffectMaps.Begin(npz, name, _plan, _targets, _letters);
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            note?.Invoke(result);
            for (int target = 0; target < _targets; target++)
            {
                Span<float> values = result.Map(target, map);
                array.Write(result.Sequence.Length == _plan.MaxLength ? values : EffectMaps.Padded(values, _letters, result.Sequence.Length, _plan.MaxLength));
            }
        }
    }

    private void WriteFigures(NpzWriter npz, string name, List<float> figures) =>
        npz.Write<float>(name, figures.ToArray(), _targets == 1 ? [_plan.Sequences] : [_plan.Sequences, _targets]);

    private void Note(GradientResult result)
    {
        _forwardRows += (long)result.ForwardRows;
        _gradientRows += (long)result.GradientRows;
        for (int target = 0; target < _targets; target++)
        {
            Span<float> figures = result.Figures(target);
            _references.Add(figures[0]);
            _baselines.Add(figures[1]);
            _deltas.Add(figures[2]);
            _completeness.Add(result.Sequence.Id, figures);
            _global.Add(result.Sequence, target, result.Map(target));
            _notFinite.Look(result, target, new SaturationMutagenesisOptions());
        }

        _completeness.AddSequence(result.Sequence);
    }

    private async Task WriteTableAsync(Stream stream, CancellationToken cancellationToken)
    {
        string[] columns = ["id", "target", "length", "missing_letters", "reference_prediction", "strongest_position", "reference_letter", "letter", "value", "mean_absolute_value"];
        using var table = new TsvWriter(stream, leaveOpen: true, _options.HasBaselines ? [.. columns, "baseline_prediction", "completeness_delta", "completeness_error", "nodes"] : columns);
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            for (int target = 0; target < _targets; target++)
            {
                float[] figures = result.Figures(target).ToArray();
                table.Text(result.Sequence.Id).Text(_context.Model.Targets[target]).Number(result.Sequence.Length).Number(result.Sequence.MissingCount).Number(figures[0]);
                (int position, int letter, double mean) = EffectMaps.Strongest(result.Sequence, result.Map(target), _letters, substitutionsOnly: false);
                if (position < 0) table.Text("").Text("").Text("").Text("").Text("");
                else
                {
                    table.Number(position).Text(_context.Model.Alphabet[result.Sequence.Letters[position]].ToString()).Text(_context.Model.Alphabet[(byte)letter].ToString())
                        .Number(result.Map(target)[letter * result.Sequence.Length + position]).Number(mean);
                }

                if (_options.HasBaselines) table.Number(figures[1]).Number(figures[2]).Number(figures[3]).Number((long)figures[4]);
                table.EndRow();
            }
        }
    }

    /// <summary>What the letter at each position gets, of the first target.</summary>
    private async IAsyncEnumerable<(NamedSequence Sequence, float[] Values)> AtLettersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken)) yield return (result.Sequence, AtLetters(result));
    }

    private static float[] AtLetters(GradientResult result)
    {
        var values = new float[result.Sequence.Length];
        Span<float> map = result.Map(0);
        for (int position = 0; position < values.Length; position++)
            values[position] = result.Sequence.Letters[position] is var letter and not Sequences.Alphabet.Missing ? map[letter * values.Length + position] : float.NaN;
        return values;
    }

    private async Task<List<ArtifactInfo>> WritePicturesAsync(List<string> warnings, CancellationToken cancellationToken)
    {
        var files = new List<ArtifactInfo>();
        await foreach (GradientResult result in GradientRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            if (files.Count >= _context.Request.Pictures) break;
            files.Add(await _context.Store.PutAsync(PictureNames.Key(files.Count, result.Sequence.Id), stream => Draw(stream, result), cancellationToken));
        }

        if (_plan.Sequences > files.Count && files.Count > 0) warnings.Add($"{files.Count} of {_plan.Sequences} sequences have a picture; --pictures N draws more.");
        return files;
    }

    /// <summary>The logo shows what a position's own letter gets; the heat map every letter (hypothetical contributions where there are any).</summary>
    private void Draw(Stream stream, GradientResult result)
    {
        bool hasHypothetical = _options.HasBaselines && _options.Method != AttributionMethod.Hypothetical;
        float[] heights = new float[result.Sequence.Length], map = result.Map(0, hasHypothetical ? 1 : 0).ToArray();
        for (int position = 0; position < heights.Length; position++)
            heights[position] = result.Sequence.Letters[position] is var letter and not Sequences.Alphabet.Missing ? map[letter * heights.Length + position] : float.NaN;
        LogoPicture.Write(stream, AttributionPicture.Content(result.Sequence, _context.Model.Alphabet, map, heights, result.Figures(0)[0], _context.Model.ResolvedTargets[0],
            AttributionNames.TitleOf(_options.Method), "value at the letter", hasHypothetical ? "hypothetical contribution" : "value of each letter"));
    }
}

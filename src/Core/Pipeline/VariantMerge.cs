using GenoXai.Core.Attribution;
using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of a run on variants into <c>variants.tsv</c>, <c>variants.npz</c>, <c>skipped.tsv</c> where alleles
/// were skipped, a picture of the strongest, and <c>run.json</c>. Goes through the chunks once for each file and array.
/// </summary>
internal sealed class VariantMerge
{
    private const int Strongest = 20;

    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly IReadOnlyList<string> _targets;
    private readonly List<ArtifactInfo> _files = [];
    private readonly PriorityQueue<Bar, (double Size, long Order)> _strongest = new();
    private readonly List<double> _effects = [], _measured = [];
    private PearsonCorrelation _pearson;
    private long _variants, _skipped, _notFinite;
    private string? _firstSkipped, _firstNotFinite;
    private int _nameWidth = 1;

    private VariantMerge(RunContext context, RunDocument plan) => (_context, _plan, _targets) = (context, plan, context.Model.Targets);

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new VariantMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _files.Add(await _context.Store.PutAsync("variants.tsv", stream => WriteTableAsync(stream, cancellationToken), cancellationToken));
        _files.Add(await _context.Store.PutAsync("variants.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken));
        if (_skipped > 0) _files.Add(await _context.Store.PutAsync("skipped.tsv", stream => WriteSkippedAsync(stream, cancellationToken), cancellationToken));
        string? unmeasured = await WriteMeasuredAsync(cancellationToken);
        if (_strongest.Count > 0) _files.Add(await _context.Store.PutAsync("variants.svg", Draw, cancellationToken));
        SaturationMutagenesisOptions options = _context.Request.Mutagenesis;
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("variants", _variants)
            .Set("skipped", _skipped)
            .Set("effect", EffectScales.Name(options.Effect))
            .Set("both_strands", options.BothStrands);
        if (_plan.SameLength) record.Set("window", _plan.MaxLength);
        if (_context.Request.Measured is { } column) record.Set("measured", column).Set("measured_variants", _pearson.Count).Set("measured_pearson", _pearson.Value).Set("measured_spearman", RankCorrelation.Spearman([.. _effects], [.. _measured]));
        await RunRecords.FinishAsync(_context, _plan, record, unmeasured is null ? Warnings() : Warnings().Append(unmeasured), _files, cancellationToken);
    }

    private IEnumerable<string> Warnings()
    {
        if (_skipped > 0) yield return $"{Counted.Of(_skipped, "allele was", "alleles were")} not shown to the model, see skipped.tsv. First {_firstSkipped}.";
        if (_notFinite > 0) yield return $"{Counted.Of(_notFinite, "prediction is", "predictions are")} not finite (NaN or infinite), first of {_firstNotFinite}; effects that rest on it are not either.";
        if (_plan.MissingLetters > 0) yield return $"{Counted.Of(_plan.MissingLetters, "letter of the windows is", "letters of the windows are")} missing (N or another ambiguity code).";
    }

    private async Task WriteTableAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            ["contig", "position", "id", "ref", "alt", "target", "reference_prediction", "alternative_prediction", "effect", .. _context.Request.Measured is null ? [] : new[] { "measured" }]);
        await foreach (FinishedVariant variant in FinishedVariants.ReadAsync(_context, _plan, cancellationToken))
        {
            Note(variant);
            if (variant.IsSkipped) continue;
            VariantLabel label = variant.Label;
            for (int target = 0; target < _targets.Count; target++)
            {
                table.Text(label.Contig).Number(label.Position).Text(label.Id).Text(label.Reference).Text(label.Alternative).Text(_targets[target])
                    .Number((float)variant.Reference[target]).Number((float)variant.Alternative[target]).Number((float)variant.Effect[target]);
                if (_context.Request.Measured is not null && double.IsNaN(label.Measured)) table.Text("");
                else if (_context.Request.Measured is not null) table.Number(label.Measured);
                table.EndRow();
            }
        }
    }

    private void Note(FinishedVariant variant)
    {
        if (variant.IsSkipped)
        {
            _skipped++;
            _firstSkipped ??= $"line {variant.Label.Line}: {variant.Label.Reason}";
            return;
        }

        _nameWidth = Math.Max(_nameWidth, NpzTextWriter.Width(variant.Label.Name));
        if (double.IsFinite(variant.Label.Measured) && double.IsFinite(variant.Effect[0]))
        {
            _effects.Add(variant.Effect[0]);
            _measured.Add(variant.Label.Measured);
            _pearson.Add(variant.Effect[0], variant.Label.Measured);
        }

        for (int target = 0; target < _targets.Count; target++)
        {
            if (double.IsFinite(variant.Reference[target]) && double.IsFinite(variant.Alternative[target])) continue;
            _notFinite++;
            _firstNotFinite ??= variant.Label.Name;
        }

        // Of equal effects the earlier stays.
        if (double.IsFinite(variant.Effect[0]))
            _strongest.Enqueue(new Bar(variant.Label.Name, variant.Effect[0]), (Math.Abs(variant.Effect[0]), -_variants));
        if (_strongest.Count > Strongest) _strongest.Dequeue();
        _variants++;
    }

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        await WriteArrayAsync(npz, "reference_prediction", static v => v.Reference, cancellationToken);
        await WriteArrayAsync(npz, "alternative_prediction", static v => v.Alternative, cancellationToken);
        await WriteArrayAsync(npz, "effect", static v => v.Effect, cancellationToken);
        using (NpzTextWriter ids = npz.BeginText("ids", _variants, _nameWidth))
            await foreach (VariantLabel label in LabelsAsync(cancellationToken)) ids.Write(label.Name);
        if (_targets.Count > 1) npz.WriteText("targets", _targets);
        npz.Finish();
    }

    private async Task WriteArrayAsync(NpzWriter npz, string name, Func<FinishedVariant, double[]> values, CancellationToken cancellationToken)
    {
        var row = new float[_targets.Count];
        using NpzArrayWriter<float> array = row.Length == 1 ? npz.Begin<float>(name, _variants) : npz.Begin<float>(name, _variants, row.Length);
        await foreach (FinishedVariant variant in FinishedVariants.ReadAsync(_context, _plan, cancellationToken))
        {
            if (variant.IsSkipped) continue;
            double[] all = values(variant);
            for (int target = 0; target < row.Length; target++) row[target] = (float)all[target];
            array.Write(row);
        }
    }

    private async IAsyncEnumerable<VariantLabel> LabelsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VariantLabel? reference = null;
        await foreach (NamedSequence sequence in FinishedSequences.SequencesAsync(_context, _plan, cancellationToken))
        {
            VariantLabel label = VariantLabel.Parse(sequence.Id, reference);
            if (label.Role == VariantRole.Reference) reference = label;
            else if (label.Role == VariantRole.Alternative) yield return label;
        }
    }

    private async Task WriteSkippedAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "line", "contig", "position", "id", "ref", "alt", "reason");
        await foreach (NamedSequence sequence in FinishedSequences.SequencesAsync(_context, _plan, cancellationToken))
        {
            if (sequence.Length > 0) continue;
            VariantLabel label = VariantLabel.Parse(sequence.Id, null);
            table.Number(label.Line).Text(label.Contig).Number(label.Position).Text(label.Id).Text(label.Reference).Text(label.Alternative).Text(label.Reason).EndRow();
        }
    }

    /// <summary>The picture of effects against measured values; a sentence where there is nothing to draw.</summary>
    private async Task<string?> WriteMeasuredAsync(CancellationToken cancellationToken)
    {
        if (_context.Request.Measured is not { } column) return null;
        if (_effects.Count < 2) return $"the column \"{column}\" has {_effects.Count} measured variants; two or more make a picture.";
        string unit = _context.Model.ResolvedTargets[0].Unit, scale = EffectScales.Name(_context.Request.Mutagenesis.Effect);
        double rank = RankCorrelation.Spearman([.. _effects], [.. _measured]);
        _files.Add(await _context.Store.PutAsync("measured.svg", stream => new ScatterPicture
        {
            Title = $"{column} measured and predicted",
            Subtitle = FormattableString.Invariant($"{_context.Model.Manifest.Id}, {_targets[0]}; Spearman ρ = {rank:0.000}").Replace('-', '−'),
            XName = "predicted effect, " + (scale == "difference" ? "ALT − REF" + (unit.Length > 0 ? $" ({unit})" : "") : scale),
            YName = $"measured {column}",
            X = [.. _effects],
            Y = [.. _measured],
            Identity = false,
        }.Write(stream), cancellationToken));
        return null;
    }

    private void Draw(Stream stream)
    {
        var bars = new List<Bar>();
        while (_strongest.Count > 0) bars.Add(_strongest.Dequeue());
        bars.Reverse();
        string unit = _context.Model.ResolvedTargets[0].Unit;
        new BarPicture
        {
            Title = bars.Count < _variants ? FormattableString.Invariant($"The {bars.Count} strongest of {_variants} variants") : FormattableString.Invariant($"{_variants} variants"),
            Subtitle = $"{_context.Model.Manifest.Id}, {_targets[0]}",
            ValueName = _context.Request.Mutagenesis.Effect == EffectScale.Difference ? "ALT − REF" + (unit.Length > 0 ? $" ({unit})" : "") : EffectScales.Name(_context.Request.Mutagenesis.Effect),
            Bars = bars,
        }.Write(stream);
    }
}

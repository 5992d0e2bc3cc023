using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of an ablation run into <c>ablate.npz</c>, <c>ablate.tsv</c> (a line per sequence and explanation),
/// <c>ablate_curves.tsv</c>, a picture and <c>run.json</c>. Goes through the chunks once; holds the curves.
/// </summary>
internal sealed class AblationMerge
{
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly AblationOptions _options;
    private readonly string[] _names;
    private readonly List<string> _ids = [];
    private readonly List<float> _references = [];

    /// <summary>Of each sequence the curves, shape (E + 1, K): the explanations', then the random orders' mean; and all areas, shape (E + R).</summary>
    private readonly List<(double[] Curves, double[] Areas)> _sequences = [];

    private AblationMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _options) = (context, plan, context.Request.Ablation!);
        _names = [.. _options.Explanations, "random order"];
    }

    private int Explanations => _options.Explanations.Count;

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) => new AblationMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        IArtifactStore store = _context.Store;
        ArtifactInfo[] files =
        [
            await store.PutAsync("ablate.npz", WriteArrays, cancellationToken),
            await store.PutAsync("ablate.tsv", WriteTable, cancellationToken),
            await store.PutAsync("ablate_curves.tsv", WriteCurves, cancellationToken),
            await store.PutAsync("ablate.svg", Draw, cancellationToken),
        ];
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("sequences", _ids.Count)
            .Set("explanations", _options.Explanations)
            .Set("fill", _options.Fill.ToString().ToLowerInvariant())
            .Set("signed", _options.BySign)
            .Set("shares", _options.Shares)
            .Set("random_orders", _options.RandomOrders)
            .Set("copies", _options.Copies)
            .Set("area", Explained(static (mean, _) => mean, e => s => s.Areas[e]))
            .Set("area_standard_error", Explained(static (_, error) => error, e => s => s.Areas[e]))
            .Set("random_area", Over(RandomArea).Mean)
            .Set("difference", Explained(static (mean, _) => mean, e => s => s.Areas[e] - RandomArea(s)))
            .Set("difference_standard_error", Explained(static (_, error) => error, e => s => s.Areas[e] - RandomArea(s)));
        int unknown = _sequences.Count(static s => s.Areas.Any(static a => !double.IsFinite(a)));
        string[] warnings = unknown > 0 ? [$"{Counted.Of(unknown, "sequence has", "sequences have")} predictions that are not finite and no part of the means."] : [];
        await RunRecords.FinishAsync(_context, _plan, record, warnings, files, cancellationToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        int rows = _options.RowsPerSequence, shares = _options.Shares.Count, filled = 0;
        var predictions = new float[rows];
        var curves = new double[_options.Orders * shares];
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
        {
            if (filled == 0) _ids.Add(finished.Sequence.Id);
            predictions[filled++] = finished.Predictions.Span[0];
            if (filled < rows) continue;
            filled = 0;
            Ablation.Curves(_options, predictions, curves);
            _references.Add(predictions[0]);
            var kept = new double[(Explanations + 1) * shares];
            curves.AsSpan(0, Explanations * shares).CopyTo(kept);
            for (int order = Explanations; order < _options.Orders; order++)
                for (int share = 0; share < shares; share++) kept[Explanations * shares + share] += curves[order * shares + share] / _options.RandomOrders;
            _sequences.Add((kept, [.. Enumerable.Range(0, _options.Orders).Select(order => Ablation.Area(_options.Shares, curves.AsSpan(order * shares, shares)))]));
        }
    }

    private double RandomArea((double[] Curves, double[] Areas) sequence) => sequence.Areas.Skip(Explanations).Average();

    private IEnumerable<double> Explained(Func<double, double, double> figure, Func<int, Func<(double[] Curves, double[] Areas), double>> of) =>
        Enumerable.Range(0, Explanations).Select(e => Over(of(e)) is var over ? figure(over.Mean, over.Error) : 0);

    /// <summary>Mean over the sequences and its standard error.</summary>
    private (double Mean, double Error) Over(Func<(double[] Curves, double[] Areas), double> of)
    {
        double[] values = [.. _sequences.Select(of).Where(double.IsFinite)];
        if (values.Length == 0) return (double.NaN, double.NaN);
        double mean = values.Average();
        return (mean, values.Length < 2 ? double.NaN : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length));
    }

    private void WriteArrays(Stream stream)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        npz.Write<double>("curves", [.. _sequences.SelectMany(static s => s.Curves)], _ids.Count, _names.Length, _options.Shares.Count);
        npz.Write<double>("areas", [.. _sequences.SelectMany(s => s.Areas.Take(Explanations).Append(RandomArea(s)))], _ids.Count, _names.Length);
        npz.Write<double>("random_areas", [.. _sequences.SelectMany(s => s.Areas.Skip(Explanations))], _ids.Count, _options.RandomOrders);
        npz.Write<double>("shares", [.. _options.Shares]);
        npz.Write<float>("reference_prediction", _references.ToArray());
        npz.WriteText("explanations", _names);
        npz.WriteText("ids", _ids);
        npz.Finish();
    }

    private void WriteTable(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "explanation", "reference_prediction", "area", "random_area", "difference", "random_orders_below");
        for (int n = 0; n < _ids.Count; n++)
        {
            double random = RandomArea(_sequences[n]);
            for (int e = 0; e < Explanations; e++)
            {
                double area = _sequences[n].Areas[e];
                table.Text(_ids[n]).Text(_names[e]).Number(_references[n]).Number(area).Number(random).Number(area - random)
                    .Number(_sequences[n].Areas.Skip(Explanations).Count(a => a < area)).EndRow();
            }
        }
    }

    private void WriteCurves(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "explanation", "share", "mean_change", "standard_error");
        for (int e = 0; e < _names.Length; e++)
        {
            for (int share = 0; share < _options.Shares.Count; share++)
            {
                (double mean, double error) = Over(s => s.Curves[e * _options.Shares.Count + share]);
                table.Text(_names[e]).Number(_options.Shares[share]).Number(mean).Number(error).EndRow();
            }
        }
    }

    private void Draw(Stream stream)
    {
        string unit = _context.Model.ResolvedTargets[0].Unit is { Length: > 0 } known ? $" ({known})" : "";
        new LinePicture
        {
            Title = "Ablation of the most important positions",
            Subtitle = FormattableString.Invariant($"{_context.Model.Manifest.Id}, {_context.Model.Targets[0]}; mean over {_ids.Count} sequences, {_options.RandomOrders} random orders"),
            XName = "part of the positions ablated",
            YName = (_options.BySign ? "loss of the prediction" : "size of the change") + unit,
            Lines = [.. _names.Select((name, e) => new ChartLine(name, [0, .. _options.Shares], [0, .. Enumerable.Range(0, _options.Shares.Count).Select(share => Over(s => s.Curves[e * _options.Shares.Count + share]).Mean)]))],
        }.Write(stream);
    }
}

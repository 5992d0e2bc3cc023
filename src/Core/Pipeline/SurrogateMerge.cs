using GenoXai.Core.Motifs;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of a run of predictions, scores the sequences against the motifs, fits the transparent surrogate,
/// and writes <c>surrogate.npz</c>, <c>surrogate.tsv</c> (units and pairs), <c>contributions.tsv</c>, <c>surrogate.meme</c>,
/// pictures and <c>run.json</c>. Holds the scores; goes through the sequences twice.
/// </summary>
internal sealed class SurrogateMerge
{
    private const int Block = 256, MostBars = 20;
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly SurrogateOptions _options;
    private readonly MotifScores _motifs;
    private readonly float[] _scores;
    private readonly double[] _values, _predicted;
    private TransparentSurrogate _fit = null!;

    private SurrogateMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _options) = (context, plan, context.Request.Surrogate!);
        _motifs = new MotifScores(_options, context.Model.Alphabet);
        int count = checked((int)plan.Sequences);
        (_scores, _values, _predicted) = (new float[checked(count * _motifs.Count)], new double[count], new double[count]);
    }

    private int Count => _values.Length;

    private int Units => _motifs.Count;

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) => new SurrogateMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await ScoreAsync(cancellationToken);
        int known = _values.Count(double.IsFinite);
        if (known < SurrogateOptions.LeastSequences)
            throw new InputException($"{_context.Source}: only {known} of {Count} predictions are finite; a surrogate needs {SurrogateOptions.LeastSequences} or more.", "bad-option");
        _fit = TransparentSurrogate.Fit(_options, _scores, _values, _context.Request.Seed);
        IArtifactStore store = _context.Store;
        List<ArtifactInfo> files = [await store.PutAsync("contributions.tsv", stream => WriteContributionsAsync(stream, cancellationToken), cancellationToken)];
        files.Insert(0, await store.PutAsync("surrogate.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken));
        files.Insert(1, await store.PutAsync("surrogate.tsv", WriteUnits, cancellationToken));
        Motif[] kept = [.. Ranked().Where(u => _fit.Weights[u] != 0).Select(u => _options.Units[u].ToMotif())];
        if (kept.Length > 0 && MemeWriter.Knows(kept[0].Alphabet)) files.Add(await store.PutAsync("surrogate.meme", stream => WriteMotifs(stream, kept), cancellationToken));
        files.Add(await store.PutAsync("surrogate.svg", DrawWeights, cancellationToken));
        files.Add(await store.PutAsync("surrogate_fit.svg", DrawFit, cancellationToken));
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("motifs", Units)
            .Set("score", _options.Feature.ToString().ToLowerInvariant())
            .Set("both_strands", _options.BothStrands)
            .Set("test_sequences", _fit.TestRows)
            .Set("r2", _fit.Quality.R2)
            .Set("r2_standard_error", _fit.Quality.StandardError)
            .Set("linear_r2", _fit.LinearQuality.R2)
            .Set("linear_r2_standard_error", _fit.LinearQuality.StandardError)
            .Set("base_value", _fit.Base)
            .Set("penalty", _fit.Penalty)
            .Set("units", kept.Length)
            .Set("pairs", _fit.Pairs.Count);
        await RunRecords.FinishAsync(_context, _plan, record, Warnings(known), files, cancellationToken);
    }

    private IEnumerable<string> Warnings(int known)
    {
        if (known < Count) yield return $"{Counted.Of(Count - known, "prediction is", "predictions are")} not finite and no part of the fit.";
        if (double.IsNaN(_fit.Quality.R2)) yield return "The model's predictions of the unseen sequences do not vary: R² is undefined.";
        if (PairsThatLower(_fit.Pairs.Count, _fit.LinearQuality.R2, _fit.Quality.R2) is { } lower) yield return lower;
        if (_fit.Quality.R2 < 0.5) yield return FormattableString.Invariant($"R² on unseen sequences is {_fit.Quality.R2:F2}: these motifs explain less than half of the model; read the weights accordingly.");
    }

    /// <summary>Pairs are chosen by cross-validation alone; where the unseen sequences say otherwise, a person should know.</summary>
    internal static string? PairsThatLower(int pairs, double linear, double both) => pairs > 0 && both < linear
        ? FormattableString.Invariant($"{Counted.Of(pairs, "pair was", "pairs were")} chosen by cross-validation, but R² on unseen sequences is lower with than without: {both:F3}, not {linear:F3}. --pair-units 0 leaves pairs out.")
        : null;

    private async Task ScoreAsync(CancellationToken cancellationToken)
    {
        var block = new List<byte[]>(Block);
        int first = 0;
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
        {
            _values[first + block.Count] = finished.Predictions.Span[0];
            block.Add(finished.Sequence.Letters);
            if (block.Count == Block) Flush();
        }

        Flush();

        void Flush()
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = _context.Threads, CancellationToken = cancellationToken };
            Parallel.For(0, block.Count, options, i => _motifs.Score(block[i], _scores.AsSpan((first + i) * Units, Units)));
            first += block.Count;
            block.Clear();
        }
    }

    /// <summary>Units by the size of their weight, the heaviest first.</summary>
    private int[] Ranked() => [.. Enumerable.Range(0, Units).OrderByDescending(u => Math.Abs(_fit.Weights[u]))];

    private string PairName(UnitPair pair) => $"{_options.Units[pair.First].Name} × {_options.Units[pair.Second].Name}";

    private void WriteUnits(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            "unit", "alternate_name", "kind", "weight", "weight_per_bit", "folds", "mean_score", "sd_score", "mean_absolute_contribution", "correlation", "consensus");
        foreach (int unit in Ranked())
        {
            SurrogateUnit own = _options.Units[unit];
            var correlation = default(Numerics.PearsonCorrelation);
            double size = 0;
            for (int n = 0; n < Count; n++)
            {
                float score = _scores[n * Units + unit];
                correlation.Add(score, _values[n]);
                if (_fit.Weights[unit] != 0) size += Math.Abs(_fit.Weights[unit] * (score - _fit.Means[unit]) / _fit.Deviations[unit]);
            }

            table.Text(own.Name).Text(own.AlternateName).Text("unit").Number(_fit.Weights[unit])
                .Number(_fit.Weights[unit] == 0 ? 0 : _fit.Weights[unit] / _fit.Deviations[unit]).Number(_fit.Folds[unit])
                .Number(_fit.Means[unit]).Number(_fit.Deviations[unit]).Number(size / Count).Number(correlation.Value).Text(own.ToMotif().Consensus).EndRow();
        }

        foreach (UnitPair pair in _fit.Pairs)
            table.Text(PairName(pair)).Text("").Text("pair").Number(pair.Weight).Text("").Number(pair.Folds).Number(pair.Mean).Number(pair.Deviation).Text("").Text("").Text("").EndRow();
    }

    private async Task WriteContributionsAsync(Stream stream, CancellationToken cancellationToken)
    {
        int[] units = [.. Ranked().Where(u => _fit.Weights[u] != 0)];
        double[] own = new double[Units], pairs = new double[_fit.Pairs.Count];
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "prediction", "surrogate", "unit", "score", "contribution", "start", "end", "strand");
        int n = 0;
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
        {
            _predicted[n] = _fit.Contributions(_scores.AsSpan(n * Units, Units), own, pairs);
            foreach (int unit in units)
            {
                Begin(finished.Sequence, n).Text(_options.Units[unit].Name).Number(_scores[n * Units + unit]).Number(own[unit]);
                if (_motifs.Best(unit, finished.Sequence.Letters) is { } hit) table.Number(hit.Start).Number(hit.Start + WidthOf(unit)).Text(hit.IsReverse ? "-" : "+");
                else table.Text("").Text("").Text("");
                table.EndRow();
            }

            for (int p = 0; p < pairs.Length; p++) Begin(finished.Sequence, n).Text(PairName(_fit.Pairs[p])).Text("").Number(pairs[p]).Text("").Text("").Text("").EndRow();
            n++;
        }

        TsvWriter Begin(NamedSequence sequence, int row) => table.Text(sequence.Id).Number((float)_values[row]).Number(_predicted[row]);
    }

    private int WidthOf(int unit) => _options.Units[unit].Probabilities.Count / _options.Units[unit].Letters.Length;

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        npz.Write<float>("scores", _scores, Count, Units);
        npz.Write<double>("weights", _fit.Weights, Units);
        npz.Write<double>("score_mean", _fit.Means, Units);
        npz.Write<double>("score_sd", _fit.Deviations, Units);
        npz.Write<int>("pairs", [.. _fit.Pairs.SelectMany(static p => new[] { p.First, p.Second })], _fit.Pairs.Count, 2);
        npz.Write<double>("pair_weights", [.. _fit.Pairs.Select(static p => p.Weight)], _fit.Pairs.Count);
        npz.Write<double>("pair_mean", [.. _fit.Pairs.Select(static p => p.Mean)], _fit.Pairs.Count);
        npz.Write<double>("pair_sd", [.. _fit.Pairs.Select(static p => p.Deviation)], _fit.Pairs.Count);
        npz.WriteScalar("base_value", _fit.Base);
        npz.Write<float>("prediction", [.. _values.Select(static v => (float)v)], Count);
        npz.Write<double>("surrogate", _predicted, Count);
        npz.Write<byte>("split", _fit.Split, Count);
        npz.WriteText("units", [.. _options.Units.Select(static u => u.Name)]);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        npz.Finish();
    }

    private void WriteMotifs(Stream stream, Motif[] motifs)
    {
        using var writer = new StreamWriter(stream, new System.Text.UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        int q = motifs[0].Alphabet.Count;
        MemeWriter.Write(writer, motifs[0].Alphabet, Enumerable.Repeat(1.0 / q, q).ToArray(), motifs);
    }

    private string Unit => _context.Model.ResolvedTargets[0].Unit is { Length: > 0 } unit ? $" ({unit})" : "";

    private string Fitted => double.IsNaN(_fit.Quality.R2) ? "R² undefined" : FormattableString.Invariant($"R² {_fit.Quality.R2:F3} ± {_fit.Quality.StandardError:F3} on {_fit.TestRows} unseen sequences");

    private void DrawWeights(Stream stream)
    {
        IEnumerable<(string Name, double Weight)> all = [.. Enumerable.Range(0, Units).Where(u => _fit.Weights[u] != 0).Select(u => (_options.Units[u] is { AlternateName: { } gene } own ? $"{own.Name} {gene}" : _options.Units[u].Name, _fit.Weights[u])), .. _fit.Pairs.Select(p => (PairName(p), p.Weight))];
        Bar[] bars = [.. all.OrderByDescending(static w => Math.Abs(w.Weight)).Take(MostBars).Select(static w => new Bar(w.Name, w.Weight))];
        new BarPicture
        {
            Title = "Weights of the transparent surrogate",
            Subtitle = $"{_context.Model.Manifest.Id}, {_context.Model.Targets[0]}; {Fitted}",
            ValueName = $"change of the prediction per standard deviation of the score{Unit}",
            Bars = bars.Length > 0 ? bars : [new Bar("no motif has a weight", 0)],
        }.Write(stream);
    }

    private void DrawFit(Stream stream)
    {
        int[] test = [.. Enumerable.Range(0, Count).Where(n => _fit.Split[n] == byte.MaxValue)];
        new ScatterPicture
        {
            Title = "Surrogate and model",
            Subtitle = $"{_context.Model.Manifest.Id}, {_context.Model.Targets[0]}; {Fitted}",
            XName = "the model's prediction" + Unit,
            YName = "the surrogate's" + Unit,
            X = [.. test.Select(n => _values[n])],
            Y = [.. test.Select(n => _predicted[n])],
        }.Write(stream);
    }
}

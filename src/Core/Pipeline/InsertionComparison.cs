using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>The same insertions into the same backgrounds, answered by a sketch: no model row.</summary>
internal sealed class InsertionComparison(Sketch sketch, RunContext context, IReadOnlyList<InsertionDesign> designs)
{
    private readonly InsertionOptions _options = context.Request.Insertion!;
    private readonly InsertionStatistics _statistics = new(designs);
    private readonly Dictionary<string, PearsonCorrelation> _byGroup = new(StringComparer.Ordinal);
    private readonly Dictionary<PlacedMotif, int> _alone = designs.Select(static (design, i) => (design, i)).Where(static d => d.design.Second is null).DistinctBy(static d => d.design.First).ToDictionary(static d => d.design.First, static d => d.i);
    private IReadOnlyList<InsertionEffect> _results = [];
    private InsertionEffect[] _model = [];

    /// <summary>f̂ of a background and of its designs; NaN where one holds letters that the sketch was never shown.</summary>
    public float[] Predict(NamedSequence background)
    {
        var rows = new InsertionRows([background], context.Model.Alphabet, _options, context.Request.Seed);
        var predictions = new float[rows.Count];
        Parallel.For(0, rows.Count, new ParallelOptions { MaxDegreeOfParallelism = context.Threads }, row =>
        {
            var letters = new byte[background.Length];
            rows.Fill(row, 1, letters);
            predictions[row] = (float)SketchPredictions.Of(sketch.Function, letters);
        });
        return predictions;
    }

    /// <summary>Takes the answers of both to one background.</summary>
    public void Add(ReadOnlySpan<float> model, ReadOnlySpan<float> predictions)
    {
        _statistics.Add(predictions);
        for (int d = 0; d < designs.Count; d++)
        {
            if (designs[d].Second is null == _options.Pair || !double.IsFinite(Figure(predictions, d))) continue;
            string group = GroupOf(designs[d]);
            PearsonCorrelation own = _byGroup.GetValueOrDefault(group);
            own.Add(Figure(model, d), Figure(predictions, d));
            _byGroup[group] = own;
        }
    }

    /// <summary>All backgrounds have come.</summary>
    /// <param name="model">What every design came to in the model.</param>
    /// <returns>The same of the sketch.</returns>
    public IReadOnlyList<InsertionEffect> End(IReadOnlyList<InsertionEffect> model)
    {
        _model = [.. model];
        return _results = _statistics.Results();
    }

    /// <summary>The figures of the record, and a warning where the sketch does not know all designs.</summary>
    public void Finish(RunRecord record, List<string> warnings)
    {
        PearsonCorrelation effects = default, interactions = default;
        for (int d = 0; d < designs.Count; d++)
        {
            if (designs[d].Second is null) effects.Add(_model[d].Effect, _results[d].Effect);
            else interactions.Add(_model[d].Interaction, _results[d].Interaction);
        }

        long known = effects.Count + interactions.Count;
        record.Set("sketch_id", _options.SketchId).Set("sketch_pearson", _options.Pair ? interactions.Value : effects.Value);
        if (_options.Pair) record.Set("sketch_effect_pearson", effects.Value);
        record.Set("sketch_designs", known);
        if (known < designs.Count) warnings.Add($"{designs.Count - known} of {designs.Count} designs put letters where the sketch was not made with them (or the model's answer is not finite); they are not compared.");
    }

    /// <summary>A line for each distance of a pair, or for each motif alone: means over its designs, and r over designs and backgrounds.</summary>
    public void WriteTable(Stream stream)
    {
        string figure = _options.Pair ? "interaction" : "effect";
        using var table = new TsvWriter(stream, leaveOpen: true, _options.Pair ? "distance" : "motif", "designs", figure, "sketch_" + figure, "pearson");
        foreach (IGrouping<string, int> group in Groups())
        {
            table.Text(group.Key).Number(group.Count()).Number(group.Average(d => Figure(_model[d]))).Number(group.Average(d => Figure(_results[d])))
                .Number(_byGroup.GetValueOrDefault(group.Key).Value).EndRow();
        }
    }

    /// <summary>Each design as a point; of a pair also both by distance.</summary>
    public IEnumerable<(string Key, Action<Stream> Draw)> Pictures(string subtitle, string unit)
    {
        int[] compared = [.. Groups().SelectMany(static g => g)];
        if (compared.Length == 0) yield break;
        string figure = _options.Pair ? "interaction" : "effect";
        yield return ("insert_sketch.svg", new ScatterPicture
        {
            Title = "Insertion into the model and into the sketch",
            Subtitle = $"{figure} of each design, {subtitle}",
            XName = "model" + unit,
            YName = "sketch",
            X = [.. compared.Select(d => Figure(_model[d]))],
            Y = [.. compared.Select(d => Figure(_results[d]))],
        }.Write);
        if (!_options.Pair) yield break;
        double[] distances = [.. Groups().Select(g => InsertionPictures.Distance(_options, designs[g.First()]))];
        yield return ("insert_sketch_distance.svg", new LinePicture
        {
            Title = $"{_options.Motifs[0].Name} with {_options.Motifs[1].Name}, model and sketch",
            Subtitle = $"interaction in {subtitle}, over orders and strands",
            XName = "distance of the centres (positions)",
            YName = "beyond both alone" + unit,
            Lines =
            [
                new ChartLine("model", distances, [.. Groups().Select(g => g.Average(d => Figure(_model[d])))]),
                new ChartLine("sketch", distances, [.. Groups().Select(g => g.Average(d => Figure(_results[d])))]),
            ],
        }.Write);
    }

    /// <summary>Designs that both sides know; means are over the same ones.</summary>
    private IEnumerable<IGrouping<string, int>> Groups()
    {
        IEnumerable<int> compared = Enumerable.Range(0, designs.Count)
            .Where(d => designs[d].Second is not null == _options.Pair && double.IsFinite(Figure(_model[d])) && double.IsFinite(Figure(_results[d])));
        if (_options.Pair) compared = compared.OrderBy(d => InsertionPictures.Distance(_options, designs[d]));
        return compared.GroupBy(d => GroupOf(designs[d]), StringComparer.Ordinal);
    }

    private string GroupOf(InsertionDesign design) => _options.Pair
        ? FormattableString.Invariant($"{InsertionPictures.Distance(_options, design)}")
        : _options.Motifs[design.First.Motif].Name;

    private double Figure(InsertionEffect effect) => _options.Pair ? effect.Interaction : effect.Effect;

    private double Figure(ReadOnlySpan<float> predictions, int design)
    {
        double f0 = predictions[0], f = predictions[1 + design];
        return designs[design].Second is { } second
            ? f - predictions[1 + _alone[designs[design].First]] - predictions[1 + _alone[second]] + f0
            : f - f0;
    }
}

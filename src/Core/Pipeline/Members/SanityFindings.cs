using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;

namespace GenoXai.Core.Pipeline.Members;

/// <summary>How far explanations of models with random weights agree with the model's own, per step and sequence.</summary>
internal sealed class SanityFindings
{
    private static readonly string[] Measures = ["pearson", "spearman", "size_spearman", "top_overlap"];
    private readonly List<string> _ids = [];

    /// <summary>Of each step and sequence the figures of <see cref="Measures"/>.</summary>
    private readonly List<double[]>[] _figures;

    private SanityFindings(int steps) => _figures = [.. Enumerable.Range(0, steps).Select(static _ => new List<double[]>())];

    public int Count => _ids.Count;

    public static SanityFindings Of(SourceRun original, IReadOnlyList<SourceRun> randomized, CancellationToken cancellationToken)
    {
        var findings = new SanityFindings(randomized.Count);
        for (int step = 0; step < randomized.Count; step++)
        {
            using ExplanationFile first = original.Open(null), second = randomized[step].Open(null);
            foreach ((ExplainedSequence[] runs, Agreement[] pairs) in new RunComparison([first, second]).Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (step == 0) findings._ids.Add(runs[0].Id);
                double sizes = RankCorrelation.Spearman(Array.ConvertAll(runs[0].Importance, Math.Abs), Array.ConvertAll(runs[1].Importance, Math.Abs));
                findings._figures[step].Add([pairs[0].Pearson, pairs[0].Spearman, sizes, pairs[0].TopOverlap]);
            }
        }

        return findings;
    }

    /// <summary>Median over the sequences of the rank correlation of sizes; NaN where it is defined of none.</summary>
    public double Median(int step) => Over(step, 2).Median;

    public IEnumerable<string> Warnings(IReadOnlyList<SanityStep> steps, IReadOnlyList<WeightLayer> layers)
    {
        if (layers.Count == 1) yield return $"The model has one layer, \"{layers[0].Name}\": cascading and independent are the same test, not two findings.";
        for (int step = 0; step < steps.Count; step++)
            if (Over(step, 2).Count is var defined && defined < Count)
                yield return $"With \"{steps[step].Name}\" random the explanations of {Count - defined} of {Count} sequences are constant or not finite; their rank correlation is undefined and left out.";
    }

    public void WriteTable(Stream stream, IReadOnlyList<SanityStep> steps)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, ["id", "step", "layer", "random_layers", .. Measures]);
        for (int n = 0; n < Count; n++)
        {
            for (int step = 0; step < steps.Count; step++)
            {
                table.Text(_ids[n]).Number(step + 1).Text(steps[step].Name).Number(steps[step].Layers.Count);
                foreach (double figure in _figures[step][n]) table.Number(figure);
                table.EndRow();
            }
        }
    }

    public void WriteSteps(Stream stream, IReadOnlyList<SanityStep> steps, IReadOnlyList<WeightLayer> layers)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "step", "layer", "operator", "random_layers", "random_weights", "measure", "sequences", "lower_quartile", "median", "upper_quartile");
        for (int step = 0; step < steps.Count; step++)
        {
            for (int measure = 0; measure < Measures.Length; measure++)
            {
                Quartiles over = Over(step, measure);
                table.Number(step + 1).Text(steps[step].Name).Text(layers[steps[step].Layers[0]].Operator).Number(steps[step].Layers.Count).Number(steps[step].Layers.Sum(l => layers[l].Weights))
                    .Text(Measures[measure]).Number(over.Count).Number(over.Lower).Number(over.Median).Number(over.Upper).EndRow();
            }
        }
    }

    public void WriteArrays(Stream stream, IReadOnlyList<SanityStep> steps)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        for (int measure = 0; measure < Measures.Length; measure++)
            npz.Write<double>(Measures[measure], [.. Enumerable.Range(0, Count).SelectMany(n => _figures.Select(step => step[n][measure]))], Count, steps.Count);
        npz.Write<int>("random_layers", [.. steps.Select(static s => s.Layers.Count)]);
        npz.WriteText("layers", [.. steps.Select(static s => s.Name)]);
        npz.WriteText("ids", _ids);
        npz.Finish();
    }

    public void Draw(Stream stream, SanityOptions request, string verdict)
    {
        double[] x = [.. Enumerable.Range(0, _figures.Length + 1).Select(static i => (double)i)];
        // Before the first step the explanation is the model's own.
        ChartLine Line(string name, Func<int, double> of) => new(name, x, [1, .. Enumerable.Range(0, _figures.Length).Select(of)]);
        new LinePicture
        {
            Title = $"{request.Explanation} of models with random weights",
            Subtitle = verdict,
            XName = request.Cascading ? "steps: layers made random, from the output on" : "which layer alone is random, from the output on",
            YName = "agreement with the model's own",
            Lines =
            [
                Line("ρ of sizes, median", s => Over(s, 2).Median),
                Line("upper quartile", s => Over(s, 2).Upper),
                Line("lower quartile", s => Over(s, 2).Lower),
                Line("ρ with signs", s => Over(s, 1).Median),
                Line("top overlap", s => Over(s, 3).Median),
            ],
        }.Write(stream);
    }

    private Quartiles Over(int step, int measure) => Quartiles.Of(_figures[step].Select(f => f[measure]));
}

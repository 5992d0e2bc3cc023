using GenoXai.Core.Pipeline;
using GenoXai.Core.Querying;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>What a decoder reached, with the squared error of every test row; or why it has no result.</summary>
internal sealed record PeersDecoded(string Name, long Rows, double R2, double R2Error, double Correlation, double Rmse, double[] Errors, string? Problem);

/// <summary>All decoders at one budget, on the same test rows.</summary>
internal sealed record PeersDecoders(PeersDecoded[] All, PeersDecoded BestOther, double Difference, double DifferenceError)
{
    public PeersDecoded Default => All[0];

    public static PeersDecoders Run(PeersRows rows, SampleSet uniform, int budget, byte[] sequences, double[] reference)
    {
        BudgetSplit split = BudgetSplit.Of(uniform.Slice(0, budget));
        (SampleSet unseen, SampleSet chosenBy, SampleSet fitted) = split;
        var domain = new SketchDomain(rows.Model.Alphabet, rows.Length);
        PeersDecoded[] all =
        [
            Try("default", () =>
            {
                (HybridResult result, int spent) = DefaultDecoder.Decode(domain, split, budget, letters => rows.Predict(new LetterRows(letters, rows.Length)));
                return (result.Function, spent);
            }),
            Try("ridge, order 1", () => (LowOrderRidgeDecoder.Decode(domain, fitted, chosenBy, new LowOrderRidgeOptions { Order = 1 }), budget)),
            Try("ridge, order ≤ 2", () => (LowOrderRidgeDecoder.Decode(domain, fitted, chosenBy, new LowOrderRidgeOptions { Order = 2 }), budget)),
            Try("qsft", () => Peel(rows, budget, domain, null)),
            Try("paper", () => Peel(rows, budget, domain, chosenBy)),
        ];
        PeersDecoded? best = all.Skip(1).Where(static d => d.Problem is null).MaxBy(static d => d.R2);
        if (best is null || all[0].Problem is not null) return new PeersDecoders(all, best ?? all[1], double.NaN, double.NaN);
        double mean = unseen.Values.Average(), scale = unseen.Values.Average(v => (v - mean) * (v - mean));
        double[] differences = [.. best.Errors.Zip(all[0].Errors, (o, d) => (o - d) / scale)];
        double difference = differences.Average();
        return new PeersDecoders(all, best, difference, Math.Sqrt(differences.Sum(d => (d - difference) * (d - difference)) / (unseen.Count - 1) / unseen.Count));

        PeersDecoded Try(string name, Func<(DecodedFunction Function, long Rows)> decode)
        {
            try
            {
                (DecodedFunction function, long spent) = decode();
                SketchQuality quality = SketchQuality.Measure(function, unseen);
                (double[] predicted, _) = Explain(function, unseen.Letters);
                (_, double[] phi) = Explain(function, sequences);
                (double correlation, double rmse) = PeersRows.Compare(phi, reference);
                double[] errors = [.. predicted.Zip(unseen.Values, static (p, v) => (p - v) * (p - v))];
                return new PeersDecoded(name, spent, quality.R2 ?? double.NaN, quality.R2StandardError ?? double.NaN, correlation, rmse, errors, null);
            }
            catch (InputException error) when (error.Problem == "budget-too-small")
            {
                return new PeersDecoded(name, 0, 0, 0, 0, 0, [], "does not fit");
            }
        }
    }

    /// <summary>
    /// The design that the command line would choose for the budget. The published decoder is told the best of seven
    /// noise_sd by R² on validation rows that are not counted to it: that favours it.
    /// </summary>
    private static (DecodedFunction Function, long Rows) Peel(PeersRows rows, int budget, SketchDomain domain, SampleSet? chosenBy)
    {
        SketchDecoder decoder = chosenBy is null ? SketchDecoder.Qsft : SketchDecoder.Paper;
        var request = new RunRequest { Method = RunMethod.Sketch, Seed = rows.Seed, Sketch = new SketchRequest { Budget = budget, Decoder = decoder } };
        SketchPlan plan = SketchPlan.Of(request, rows.Model);
        SubsamplingDesign design = plan.Design!;
        float[] values = rows.Predict(new SubsampleRows(design, 0, (int)design.RowCount));
        var source = new SubsampleArray(values);
        if (chosenBy is null) return (PeelingDecoder.Decode(design, source).ToDecodedFunction(domain), plan.RowCount);
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        DecodedFunction? best = null;
        double bestR2 = double.NegativeInfinity;
        foreach (double share in (double[])[0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5])
        {
            DecodedFunction function = PaperDecoder.Decode(design, source, share * deviation).ToDecodedFunction(domain);
            double r2 = SketchQuality.Measure(function, chosenBy).R2 ?? double.NegativeInfinity;
            if (r2 > bestR2 || best is null) (best, bestR2) = (function, r2);
        }

        return (best!, plan.RowCount);
    }

    internal static (double[] Predicted, double[] Phi) Explain(DecodedFunction function, byte[] letters)
    {
        int count = letters.Length / function.Domain.Length;
        double[] phi = new double[letters.Length], predicted = new double[count];
        var provenance = new SketchProvenance { ModelId = "peers", ModelSha256 = "", Target = "y", Decoder = "none", Seed = 1, Rows = new SketchRows(0, 0, 0), CreatedBy = "bench" };
        new SketchQuery(new Sketch(function, new SketchQuality(null, null, 0, 0, []), provenance)).Explain(letters, count, phi, predicted);
        return (predicted, phi);
    }
}

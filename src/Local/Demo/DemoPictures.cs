using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Local.Reports;

namespace GenoXai.Local.Demo;

/// <summary>The pictures of the demo's report.</summary>
internal sealed class DemoPictures(DemoResults results, DemoFindings findings)
{
    private const int Arcs = 10;

    private readonly string _unit = results.Sketch.Provenance.TargetUnit is { } unit ? $" ({unit})" : "";

    /// <summary>ISM of a sequence, planted words marked.</summary>
    public string Mutagenesis(MutatedSequence mutated) => LogoPicture.Render(new LogoPictureContent
    {
        Title = $"{mutated.Sequence.Id}: in-silico mutagenesis",
        Subtitle = $"exact, {findings.IsmRows} model rows; the model predicts {ReportText.Number(mutated.Prediction)}",
        Alphabet = results.Sketch.Function.Domain.Alphabet,
        Letters = mutated.Sequence.Letters,
        Values = Array.ConvertAll(mutated.MeanEffect, static v => (double)v),
        HeatMap = Array.ConvertAll(mutated.Map, static v => (double)v),
        ValueName = "mean effect" + _unit,
        HeatName = "effect of substitution" + _unit,
        Spans = Spans(mutated.Sequence.Id),
    });

    /// <summary>The same sequence explained from the sketch.</summary>
    public string Shapley(MutatedSequence mutated)
    {
        ExplainedSequence explained = results.ExplainedOf(mutated.Sequence.Id);
        var strongest = explained.Explanation with { Interactions = [.. explained.Explanation.Interactions.Where(static i => i.Order == 2).Take(Arcs)] };
        return LogoPicture.Render(QueryPicture.Content(explained.Sequence, results.Sketch, strongest) with
        {
            Title = $"{mutated.Sequence.Id}: SHAP zero",
            Subtitle = $"from the sketch, 0 model rows; base value {ReportText.Number(explained.Explanation.BaseValue)} + sum of all φ = {ReportText.Number(explained.Explanation.Prediction)}",
            ValueName = "φ" + _unit,
            Spans = Spans(mutated.Sequence.Id),
        });
    }

    /// <summary>Both methods' numbers for the same positions.</summary>
    public string Agreement() => new ScatterPicture
    {
        Title = "Two methods, the same positions",
        Subtitle = $"{results.Mutated.Count} sequences of {results.Length} positions",
        XName = "mutagenesis: mean effect" + _unit,
        YName = "SHAP zero: φ" + _unit,
        X = findings.MeanEffects,
        Y = findings.Phi,
    }.Render();

    /// <summary>How well the sketch repeats the model on sequences that are not random.</summary>
    public string Predictions() => new ScatterPicture
    {
        Title = "The sketch against the model",
        Subtitle = $"the demo's {results.Explained.Count} sequences, which are not random",
        XName = "model" + _unit,
        YName = "sketch" + _unit,
        X = [.. results.Explained.Select(static e => e.ModelPrediction)],
        Y = [.. results.Explained.Select(static e => e.Explanation.Prediction)],
    }.Render();

    /// <summary>How well it repeats the model on random rows that it never used.</summary>
    public static string Test(double[] model, double[] sketch) => new ScatterPicture
    {
        Title = "The sketch against the model",
        Subtitle = "random rows, never used for fitting",
        XName = "model",
        YName = "sketch",
        X = model,
        Y = sketch,
    }.Render();

    /// <summary>How much of the planted letters was found.</summary>
    public string Recovery() => new BarPicture
    {
        Title = "Planted letters among the strongest positions",
        Subtitle = "as many positions as letters were planted",
        ValueName = "share that are planted letters",
        Bars =
        [
            .. findings.Groups.Select(static g => new Bar($"{GroupName(g.Group)} ({g.Sequences})", g.Found, ReportText.Percent(g.Found), Emphasis: true)),
            new Bar("by chance", findings.Chance, ReportText.Percent(findings.Chance)),
        ],
    }.Render();

    /// <summary>What the two words do together at right and at wrong distances.</summary>
    public string Bonus() => new BarPicture
    {
        Title = "What the two words do together",
        Subtitle = "sum of the pair terms between them, mean over sequences",
        ValueName = "joint effect" + _unit,
        Bars = [.. findings.Bonuses.Select(static b => new Bar($"{GroupName(b.Group)} ({b.Sequences})", b.Mean, $"{ReportText.Signed(b.Mean)} ± {ReportText.Number(b.StandardError)}", b.StandardError, b.Group == "both"))],
    }.Render();

    /// <summary>Strength of all pairs, the strongest distant one ringed.</summary>
    public string Pairs()
    {
        FoundPair pair = findings.FarPairs[0];
        return SketchPictures.PairStrengths(results.Sketch, [new MatrixHighlight(pair.First, pair.Second, $"{pair.Letters[0]}{pair.First}, {pair.Letters[1]}{pair.Second}"), new MatrixHighlight(pair.Second, pair.First)]);
    }

    /// <summary>Average effects of single letters, with the words at their best places.</summary>
    public string MainEffects()
    {
        BonusPlace best = results.Truth.Places[0];
        PlantedMotif first = results.Truth.First, second = results.Truth.Second;
        return SketchPictures.MainEffects(results.Sketch,
        [
            new LogoSpan(best.First, best.First + first.Word.Length, $"{first.Name} {first.Word}"),
            new LogoSpan(best.Second, best.Second + second.Word.Length, $"{second.Name} {second.Word}"),
        ]);
    }

    /// <summary>Model rows over the number of sequences.</summary>
    public string Costs()
    {
        double[] sequences = [1, 10, 100, 1000, 10_000];
        ChartLine Line(string name, Func<double, double> rows) => new(name, sequences, Array.ConvertAll(sequences, n => rows(n)));
        long kernel = findings.BreakEven(findings.KernelShapRows), ism = findings.BreakEven(findings.IsmRows);
        return new LinePicture
        {
            Title = "Model rows to explain many sequences",
            Subtitle = "from the marked numbers of sequences on, the sketch is the cheapest way to Shapley values, or cheaper than mutagenesis",
            XName = "sequences",
            YName = "model rows",
            LogarithmicX = true,
            LogarithmicY = true,
            Lines =
            [
                Line("SHAP zero", _ => results.SketchRun.GetInt64("model_rows")),
                Line("KernelSHAP, usual", n => n * findings.KernelShapRows),
                Line("mutagenesis", n => n * findings.IsmRows),
            ],
            Marks = [new ChartMark(kernel, ReportText.Count(kernel)), new ChartMark(ism, ReportText.Count(ism))],
        }.Render();
    }

    /// <summary>A group's name for people.</summary>
    public static string GroupName(string group) => group switch
    {
        "both" => "both words, right distance",
        "wrong" => "both words, wrong distance",
        "a" => "first word alone",
        "b" => "second word alone",
        "random" => "neither word",
        _ => group,
    };

    private LogoSpan[] Spans(string id) => [.. results.Truth.Of(id).Words.Select(static w => new LogoSpan(w.Start, w.End, $"{w.Motif.Name} {w.Motif.Word}"))];
}

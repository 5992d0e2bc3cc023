using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Local.Reports;

namespace GenoXai.Local.Demo;

/// <summary>The end of the demo's page: limits, how to do it again, files, provenance.</summary>
internal static class DemoReportEnd
{
    public static void Append(HtmlReport page, DemoResults results, DemoFindings findings)
    {
        RunRecord sketch = results.SketchRun;
        IReadOnlyList<double> energy = sketch.GetDoubles("energy_by_order");
        page.Section("Limits");
        page.Paragraph($"The sketch holds tables of up to {energy.Count} positions. What more positions do only together is in its misses: {ReportText.Percent(1 - sketch.GetDouble("r2"))} of the variance on random sequences. There, single positions carry {ReportText.Percent(energy.Count > 0 ? energy[0] : double.NaN)} of the sketch's own variance and pairs {ReportText.Percent(energy.Count > 1 ? energy[1] : double.NaN)}.");
        page.Paragraph("Here a Shapley value compares with uniformly random sequences; another background (genoxai query --background) asks another question and gives other numbers.");
        page.Paragraph("KernelSHAP was not run. Its rows are those of its usual setting, 2,048 + 2L for L positions; with fewer rows it is cheaper and noisier.");
        page.Paragraph("The rule is invented and the sequences are synthetic: the demo shows that the methods recover what a model does, not that a model is right about biology.");

        page.Section("Do it yourself");
        page.Paragraph("The demo gave these commands, from this page's folder. Put your own model and sequences in their place.");
        string model = sketch.GetString("model");
        page.Code($"""
            genoxai model add input/model.onnx --home home
            genoxai predict --home home --model {model} --fasta input/sequences.fa --out predict
            genoxai ism --home home --model {model} --fasta input/ism.fa --out ism
            genoxai sketch --home home --model {model} --budget {ReportText.Plain(sketch.GetInt64("budget"))} --out sketch
            genoxai query --sketch sketch/sketch.gxs --fasta input/sequences.fa --out query
            genoxai report ism
            """);
        page.Files(
            ("ism/ism.npz", "all effects of all substitutions, for numpy"),
            ("sketch/sketch.gxs", "the sketch"),
            ("sketch/supports.tsv", "its tables, strongest first"),
            ("query/query.npz", "Shapley values of all sequences, for numpy"),
            ("query/interactions.tsv", "the strongest interactions of each sequence"),
            ("predict/predictions.tsv", "the model's predictions"),
            ("input/truth.json", "the rule, and what was planted where"),
            ("input/sequences.fa", "the sequences"),
            ("run.json", "this page's figures"));

        page.Section("What this rests on");
        page.Provenance(
            ("model", model),
            ("model sha256", sketch.GetString("model_sha256")),
            ("sketch", $"{sketch.GetString("sketch_id")}, decoder {sketch.GetString("decoder")}, seed {ReportText.Plain(sketch.GetInt64("seed"))}"),
            ("rows of the sketch", $"{ReportText.Count(sketch.GetInt64("training_rows"))} to fit, {ReportText.Count(sketch.GetInt64("validation_rows"))} to choose, {ReportText.Count(sketch.GetInt64("test_rows"))} to test"),
            ("sequences", $"{ReportText.Count(results.Explained.Count)}, of which {results.Mutated.Count} for mutagenesis"),
            ("sequences sha256", results.Predict.GetString("sequences_sha256")),
            ("program", $"genoxai {RunIdentity.Version}"),
            ("query time", $"{ReportText.Count(results.QueryTime.Sequences)} sequences timed on one core"));
    }
}

using System.Globalization;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline.Members;

/// <summary>How far explanations of a model with random weights agree with its own: the end of a weight-randomisation test.</summary>
public static class SanityJoin
{
    /// <summary>The method as <c>run.json</c> and requests call it.</summary>
    public const string Method = "sanity";

    internal static async Task<RunRecord> RunAsync(JoinContext context, CancellationToken cancellationToken)
    {
        SanityOptions test = context.Request.Sanity!;
        IReadOnlyList<WeightLayer> layers = RandomizedWeights.Layers(context.Model.Onnx);
        IReadOnlyList<SanityStep> steps = test.StepsOf(layers);
        (SourceRun original, SourceRun[] randomized) = (context.Runs[0], [.. context.Runs.Skip(1)]);
        SanityFindings findings = SanityFindings.Of(original, randomized, cancellationToken);
        string verdict = Verdict(test, findings, steps);
        context.IsRead();
        List<ArtifactInfo> files =
        [
            await context.Store.PutAsync("sanity.npz", stream => findings.WriteArrays(stream, steps), cancellationToken),
            await context.Store.PutAsync("sanity.tsv", stream => findings.WriteTable(stream, steps), cancellationToken),
            await context.Store.PutAsync("sanity_steps.tsv", stream => findings.WriteSteps(stream, steps, layers), cancellationToken),
            await context.Store.PutAsync("sanity.svg", stream => findings.Draw(stream, test, verdict), cancellationToken),
        ];
        return await context.FinishAsync(Record(context.Request, original, randomized, layers, findings, verdict), [.. findings.Warnings(steps, layers)], files, cancellationToken);
    }

    private static string Verdict(SanityOptions request, SanityFindings findings, IReadOnlyList<SanityStep> steps)
    {
        double rho = request.Cascading ? findings.Median(steps.Count - 1) : Enumerable.Range(0, steps.Count).Select(findings.Median).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        // With --steps 1 the one step may hold many layers.
        string what = request.Cascading
            ? steps[^1].Layers.Count == 1 ? "With the weights of its only layer random" : FormattableString.Invariant($"With all {steps[^1].Layers.Count} layers random")
            : "With the one layer random that changes it most";
        string number = rho.ToString("F2", CultureInfo.InvariantCulture);
        return double.IsNaN(rho) ? $"{request.Explanation}: {Lower(what)} the explanation vanishes; its ranks are undefined."
            : rho < request.Limit ? $"{request.Explanation} passes: {Lower(what)}, the importances' sizes keep ranks of ρ = {number} with the model's own (median over {findings.Count} sequences): the explanation depends on what the model learned."
            : $"{request.Explanation} does not pass: {Lower(what)}, the importances' sizes still keep ranks of ρ = {number} with the model's own (median over {findings.Count} sequences). The explanation shows the sequence or the architecture rather than what the model learned.";

        static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static RunRecord Record(RunRequest asked, SourceRun original, SourceRun[] randomized, IReadOnlyList<WeightLayer> layers, SanityFindings findings, string verdict)
    {
        SanityOptions request = asked.Sanity!;
        return new RunRecord()
            .Set("method", Method)
            .Set("model", original.Record.GetString("model"))
            .Set("model_sha256", original.Record.GetString("model_sha256"))
            .Set("targets", original.Targets)
            .Set("seed", asked.Seed)
            .Set("explanation", request.Explanation)
            .Set("order", request.Cascading ? "cascading" : "independent")
            .Set("draw", request.Draw == WeightDraw.Gaussian ? "gaussian" : "permutation")
            .Set("layers", layers.Select(static l => l.Name))
            .Set("source", original.Record.GetString("source"))
            .Set("sequences_sha256", original.Record.GetString("sequences_sha256"))
            .Set("sequences", findings.Count)
            .Set("model_rows", original.Record.GetInt64("model_rows") + randomized.Sum(static r => r.Record.GetInt64("model_rows")))
            .Set("median_size_spearman", Enumerable.Range(0, randomized.Length).Select(findings.Median))
            .Set("limit", request.Limit)
            .Set("verdict", verdict);
    }
}

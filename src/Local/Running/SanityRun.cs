using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Local.Commands;
using GenoXai.Local.Reports;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>What a test with random weights asks.</summary>
internal sealed record SanityRequest
{
    public required RunRequest Run { get; init; }

    public required string Method { get; init; }

    public bool Cascading { get; init; } = true;

    public WeightDraw Draw { get; init; }

    public int Steps { get; init; } = 12;

    public double Limit { get; init; } = 0.5;
}

/// <summary>A step: which layers are random.</summary>
/// <param name="Name">The layer that was made random last.</param>
/// <param name="Layers">Numbers of the random layers.</param>
internal sealed record SanityStep(string Name, int[] Layers);

/// <summary>
/// The weight-randomisation test: the method is run on the model, and on the model with more and more random layers;
/// each is a run of its own below <c>--out</c>, resumed as any other. Then the explanations are compared.
/// </summary>
internal static class SanityRun
{
    public const string Method = "sanity";
    private const string Original = "original";

    public static async Task<int> RunAsync(ParseResult parsed, CommonOptions common, SanityRequest request, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        string path = parsed.GetValue(common.Out)!;
        bool overwrite = parsed.GetValue(common.Overwrite);
        LoadedModel loaded = common.LoadModel(parsed);
        IReadOnlyList<WeightLayer> layers = RandomizedWeights.Layers(loaded.Onnx);
        SanityStep[] steps = [.. StepsOf(layers, request)];
        ModelOptions options = common.ModelOptionsOf(parsed);
        using (OnnxSequenceModel model = loaded.Open(request.Run.Targets, options))
        {
            SequenceInput source = SequenceInput.Of(parsed, common, model.Alphabet, model.Facts.FixedLength);
            source.RequireReadAgain("the test reads the sequences once for each step");
            if (parsed.GetValue(common.DryRun))
            {
                Console.WriteLine($"{steps.Length + 1} runs, of the model and of {steps.Length} models with random weights; each:");
                return await DryRun.PrintAsync(request.Run, model, source, options.Threads, cancellationToken);
            }

            ReplicaRun.CheckFolder(path, overwrite, Method);
            await RunLauncher.RunAsync(request.Run, model, source, new RunFolder(Path.Combine(path, Original), overwrite), options.Threads, cancellationToken);
            for (int i = 0; i < steps.Length; i++)
            {
                LoadedModel random = loaded.With(RandomizedWeights.Of(loaded.Onnx, steps[i].Layers, request.Draw, request.Run.Seed));
                using OnnxSequenceModel opened = random.Open(request.Run.Targets, options);
                await RunLauncher.RunAsync(request.Run, opened, source, new RunFolder(Path.Combine(path, FolderOf(i)), overwrite), options.Threads, cancellationToken);
            }
        }

        RunResults original = RunResults.Open(Path.Combine(path, Original));
        RunResults[] randomized = [.. steps.Select((_, i) => RunResults.Open(Path.Combine(path, FolderOf(i))))];
        var folder = new RunFolder(path, overwrite);
        string identity = ReplicaRun.IdentityOf([original, .. randomized], FormattableString.Invariant($"{Method} {request.Limit}"));
        if (await folder.PrepareAsync(identity, original.Record.GetString("sequences_sha256"), cancellationToken) is { } finished)
        {
            Console.WriteLine(finished.GetString("verdict"));
            Console.WriteLine($"{path} already holds this test's results; nothing was shown to the model.");
            return 0;
        }

        SanityFindings findings = SanityFindings.Of(original, randomized, cancellationToken);
        string verdict = Verdict(request, findings, steps);
        folder.ClearResults();
        var store = new FolderArtifactStore(path);
        List<ArtifactInfo> files =
        [
            await store.PutAsync("sanity.npz", stream => findings.WriteArrays(stream, steps), cancellationToken),
            await store.PutAsync("sanity.tsv", stream => findings.WriteTable(stream, steps), cancellationToken),
            await store.PutAsync("sanity_steps.tsv", stream => findings.WriteSteps(stream, steps, layers), cancellationToken),
            await store.PutAsync("sanity.svg", stream => findings.Draw(stream, request, verdict), cancellationToken),
        ];
        RunRecord record = Record(request, original, randomized, layers, findings, verdict).Set("identity", identity);
        QueryRun.Ended(record, watch, findings.Warnings(steps), files);
        await store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
        foreach (string warning in findings.Warnings(steps)) await Console.Error.WriteLineAsync($"warning: {warning}");
        Console.WriteLine(verdict);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sanity: {record.GetInt64("model_rows"):N0} model rows in {watch.Elapsed.TotalSeconds:F1} s. Results: {path}"));
        return 0;
    }

    /// <summary>Which layers are random at each step: from the output on, one more each, or one alone.</summary>
    internal static IEnumerable<SanityStep> StepsOf(IReadOnlyList<WeightLayer> layers, SanityRequest request)
    {
        int count = Math.Min(layers.Count, request.Steps);
        for (int i = 0; i < count; i++)
        {
            // Spread over the layers; the last step reaches the first layer.
            int depth = (int)Math.Round((i + 1) * layers.Count / (double)count, MidpointRounding.AwayFromZero), layer = layers.Count - depth;
            yield return new SanityStep(layers[layer].Name, request.Cascading ? [.. Enumerable.Range(layer, depth)] : [layer]);
        }
    }

    private static string FolderOf(int step) => FormattableString.Invariant($"random-{step + 1:D2}");

    private static string Verdict(SanityRequest request, SanityFindings findings, SanityStep[] steps)
    {
        double rho = request.Cascading ? findings.Median(steps.Length - 1) : Enumerable.Range(0, steps.Length).Select(findings.Median).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        // With --steps 1 the one step may hold many layers.
        string what = request.Cascading
            ? steps[^1].Layers.Length == 1 ? "With the weights of its only layer random" : FormattableString.Invariant($"With all {steps[^1].Layers.Length} layers random")
            : "With the one layer random that changes it most";
        string number = rho.ToString("F2", CultureInfo.InvariantCulture);
        return double.IsNaN(rho) ? $"{request.Method}: {Lower(what)} the explanation vanishes; its ranks are undefined."
            : rho < request.Limit ? $"{request.Method} passes: {Lower(what)}, the importances' sizes keep ranks of ρ = {number} with the model's own (median over {findings.Count} sequences): the explanation depends on what the model learned."
            : $"{request.Method} does not pass: {Lower(what)}, the importances' sizes still keep ranks of ρ = {number} with the model's own (median over {findings.Count} sequences). The explanation shows the sequence or the architecture rather than what the model learned.";

        static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static RunRecord Record(SanityRequest request, RunResults original, RunResults[] randomized, IReadOnlyList<WeightLayer> layers, SanityFindings findings, string verdict) => new RunRecord()
        .Set("method", Method)
        .Set("model", original.Record.GetString("model"))
        .Set("model_sha256", original.Record.GetString("model_sha256"))
        .Set("targets", original.Targets)
        .Set("seed", request.Run.Seed)
        .Set("explanation", request.Method)
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

using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;

namespace GenoXai.Local.Running;

/// <summary>Says what a run would cost without showing a row to the model or writing a file.</summary>
internal static class DryRun
{
    // Multiply-adds a second on one core: 3 to 7 ·10¹⁰ on a quiet machine (bench/results/ism.md), less on a busy one: rather too long than too short.
    private const double CoreSpeed = 2.5e10, SecondsPerRow = 3e-7;

    public static async Task<int> PrintAsync(RunRequest request, OnnxSequenceModel model, SequenceInput source, int threads, CancellationToken cancellationToken)
    {
        var context = new RunContext(request, model, new DiscardingStore(), source.Sequences, source.Name) { Sketch = source.Sketch };
        var activities = new RunActivities(context);
        await activities.RunAsync(new WorkItem(RunStage.Import), threads, cancellationToken);
        RunDocument plan = await activities.PlanAsync(cancellationToken);
        Print(plan, model.Facts, threads, Math.Max(1, plan.MaxLength));
        if (request.Method == RunMethod.Sketch)
        {
            SketchPlan sketch = SketchPlan.Of(request, model);
            foreach (string line in WindowText.Lines(request.Sketch!, sketch.Domain)) Console.WriteLine(line);
            Console.WriteLine(RoundText.Of(sketch));
        }

        return 0;
    }

    /// <summary>Prints what a plan costs.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="facts">Cost of a row.</param>
    /// <param name="threads">Processor threads.</param>
    /// <param name="length">Positions of a row.</param>
    public static int Print(RunDocument plan, ModelFacts facts, int threads, int length = 1)
    {
        double seconds = plan.Rows * (facts.MultiplyAddsAt(length) / CoreSpeed + SecondsPerRow) / threads;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sequences   {plan.Sequences:N0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"model rows  {plan.Rows:N0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chunks      {plan.Chunks.Count:N0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"batch       {plan.BatchRows:N0} rows"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time        about {Rounded(seconds)} on {threads} processor threads, from {facts.MultiplyAddsAt(length):N0} multiply-adds a row"));
        return 0;
    }

    private static string Rounded(double seconds) => seconds switch
    {
        < 1 => "1 s or less",
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:F0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:F0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:F1} h"),
    };

    /// <summary>Takes everything and keeps nothing.</summary>
    private sealed class DiscardingStore : IArtifactStore
    {
        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(false);

        public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default) => throw new FileNotFoundException(key);

        public async Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default)
        {
            await write(Stream.Null);
            return new ArtifactInfo(key, 0, "");
        }

        public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}

using System.CommandLine;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai reanalyse</c>: the server's results of models that have changed, computed again.</summary>
internal static class ReanalyseCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var common = new CommonOptions();
        var command = new Command("reanalyse", "Compute again exactly those of the server's results whose model or manifest has changed.") { common.Home, common.Threads, common.DryRun };
        command.SetAction(async (parsed, stop) =>
        {
            ModelHome home = ModelHome.Open(parsed.GetValue(common.Home));
            Directory.CreateDirectory(home.Path);
            var store = new FolderArtifactStore(home.Path);
            var book = new RunBook(home.Catalog, store, new SketchBook(home.Catalog, store), TimeProvider.System);
            var reanalysis = new Reanalysis(book, home, store);
            if (!parsed.GetValue(common.DryRun)) return await RunAsync(home, store, book, reanalysis, common.ThreadsOf(parsed), stop);
            Console.WriteLine("stale\tmodel\tmethod\tsequences");
            foreach (StaleRun stale in await reanalysis.PlanAsync(stop))
                Console.WriteLine($"{stale.Run.Id}\t{stale.Run.Submission.Model}\t{stale.Run.Submission.Method}\t{stale.Run.Sequences}");
            return 0;
        });
        return command;
    }

    private static async Task<int> RunAsync(ModelHome home, FolderArtifactStore store, RunBook book, Reanalysis reanalysis, int threads, CancellationToken stop)
    {
        await using FileStream held = ServeCommand.Hold(home.Path);
        using var queue = new LocalRunQueue(new ApiOptions { MostQueued = 100_000 });
        using var host = new LocalRunHost(queue, book, new LocalRunWork(home, store, book, new ModelOptions { Threads = threads }), NullLogger<LocalRunHost>.Instance);
        using var intake = new RunIntake(book, home, store, host, TimeProvider.System);
        // Whatever was waiting or interrupted goes on too.
        string[] waiting = [.. (await book.ListAsync(stop)).Where(static r => r.Phase is RunPhase.Queued or RunPhase.Running).Select(static r => r.Id)];
        ReanalysisReport report = await reanalysis.RunAsync(intake, stop);
        await host.StartAsync(stop);
        int failed = 0;
        try
        {
            foreach (string id in report.Started.Values.Concat(waiting).Distinct()) failed += await EndAsync(id, book, stop) ? 0 : 1;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }

        foreach ((string id, string why) in report.Refused) Console.Error.WriteLine($"run {id} cannot be done again: {why}");
        if (report.Started.Count + report.Refused.Count + waiting.Length == 0) Console.WriteLine("every result is current");
        return report.Refused.Count > 0 ? 2 : failed > 0 ? 1 : 0;
    }

    private static async Task<bool> EndAsync(string id, RunBook book, CancellationToken stop)
    {
        while (true)
        {
            if (await book.FindAsync(id, stop) is not { } run) return true;
            if (run.Phase is RunPhase.Done or RunPhase.Failed or RunPhase.Cancelled)
            {
                Console.WriteLine($"run {id}: {run.Submission.Method} of {run.Submission.Model}: {run.Phase.ToString().ToLowerInvariant()}{(run.Message is { } message ? $": {message}" : "")}");
                return run.Phase == RunPhase.Done;
            }

            await Task.Delay(Look, stop);
        }
    }
}

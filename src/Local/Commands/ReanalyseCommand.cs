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
        var command = new Command("reanalyse", "Compute again exactly those of the server's results whose model or manifest has changed, then the runs that read them.") { common.Home, common.Threads, common.DryRun };
        command.SetAction(async (parsed, stop) =>
        {
            ModelHome home = ModelHome.Open(parsed.GetValue(common.Home));
            Directory.CreateDirectory(home.Path);
            var store = new FolderArtifactStore(home.Path);
            var book = new RunBook(home.Catalog, store, new SketchBook(home.Catalog, store), TimeProvider.System);
            var reanalysis = new Reanalysis(book, home, store);
            if (!parsed.GetValue(common.DryRun)) return await RunAsync(home, store, book, reanalysis, common.ThreadsOf(parsed), stop);
            Console.WriteLine("stale\tmodel\tmethod\tsequences");
            RunEntry[] stale = [.. (await reanalysis.PlanAsync(stop)).Select(static s => s.Run)];
            HashSet<string> ids = [.. stale.Select(static run => run.Id)];
            // Runs that read a stale one are done again after it.
            IEnumerable<RunEntry> readers = (await book.ListAsync(stop)).Where(run => run.Phase == RunPhase.Done && !ids.Contains(run.Id) && run.Sources.Any(source => ids.Contains(source.Id)));
            foreach (RunEntry run in stale.Concat(readers)) Console.WriteLine($"{run.Id}\t{run.Models}\t{run.Submission.Method}\t{run.Sequences}");
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
        var refused = new Dictionary<string, string>();
        int started = 0, failed = 0;
        ReanalysisReport report = await reanalysis.RunAsync(intake, stop);
        await host.StartAsync(stop);
        try
        {
            failed += await EndAsync(report.Started.Values.Concat(waiting), book, stop);
            Note();
            if (report.Started.Count + waiting.Length > 0)
            {
                // Once more, for runs that read those which are done now.
                report = await reanalysis.RunAsync(intake, stop);
                failed += await EndAsync(report.Started.Values, book, stop);
                Note();
            }
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }

        foreach ((string id, string why) in refused) Console.Error.WriteLine($"run {id} cannot be done again: {why}");
        if (started + refused.Count + waiting.Length == 0) Console.WriteLine("every result is current");
        return refused.Count > 0 ? 2 : failed > 0 ? 1 : 0;

        void Note()
        {
            started += report.Started.Count;
            foreach ((string id, string why) in report.Refused) refused[id] = why;
        }
    }

    /// <summary>Waits for runs.</summary>
    /// <returns>How many failed.</returns>
    private static async Task<int> EndAsync(IEnumerable<string> ids, RunBook book, CancellationToken stop)
    {
        int failed = 0;
        foreach (string id in ids.Distinct()) failed += await EndAsync(id, book, stop) ? 0 : 1;
        return failed;
    }

    private static async Task<bool> EndAsync(string id, RunBook book, CancellationToken stop)
    {
        while (true)
        {
            if (await book.FindAsync(id, stop) is not { } run) return true;
            if (run.Phase is RunPhase.Done or RunPhase.Failed or RunPhase.Cancelled)
            {
                Console.WriteLine($"run {id}: {run.Submission.Method}{(run.Models is { Length: > 0 } model ? " of " + model : "")}: {run.Phase.ToString().ToLowerInvariant()}{(run.Message is { } message ? $": {message}" : "")}");
                return run.Phase == RunPhase.Done;
            }

            await Task.Delay(Look, stop);
        }
    }
}

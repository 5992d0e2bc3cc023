using System.Globalization;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Running;

/// <summary>
/// Executes a run's plan in this process: a few work items at once, each finished chunk noted in the
/// run's journal. A killed process resumes: what lies finished in the folder is not done again.
/// </summary>
internal sealed class LocalRunner(IRunActivities activities, string folder, int threads)
{
    // Of a baseline, and of a point of the domain, whose prediction is not finite.
    private const string BaselineRefusal = "bad-baseline", DomainRefusal = "bad-prediction";

    public LocalRunner(RunContext context, string folder, int threads)
        : this(new RunActivities(context), folder, threads)
    {
    }

    /// <summary>Runs to the end.</summary>
    /// <param name="planned">Told the plan once it is known.</param>
    /// <param name="cancellationToken">Stops cleanly between batches; finished chunks stay.</param>
    /// <exception cref="InputException">Bad input, or another process works on the folder.</exception>
    public async Task<RunState> RunAsync(Action<RunDocument>? planned, CancellationToken cancellationToken)
    {
        bool isNew = !Directory.Exists(Path.Combine(folder, RunKeys.Journal));
        try
        {
            return await RunPlanAsync(planned, cancellationToken);
        }
        catch (InputException) when (isNew && !HasPlan())
        {
            // Refused before there was a plan: nothing is worth keeping, and nothing half written may stay.
            RunJournal.Delete(folder);
            throw;
        }
        catch (InputException error) when (error.Problem is BaselineRefusal or DomainRefusal)
        {
            // Refused again however often it is tried, so its chunks are in the way of the command that the message asks for.
            RunJournal.Delete(folder);
            throw;
        }
    }

    /// <summary>Whether there is a plan, of the run or of one of the models that it is on.</summary>
    private bool HasPlan()
    {
        string journal = Path.Combine(folder, RunKeys.Journal);
        return Directory.Exists(journal) && Directory.EnumerateFiles(journal, Path.GetFileName(RunDocument.Key), SearchOption.AllDirectories).Any();
    }

    private async Task<RunState> RunPlanAsync(Action<RunDocument>? planned, CancellationToken cancellationToken)
    {
        string journal = Path.Combine(folder, RunKeys.Journal);
        Directory.CreateDirectory(journal);
        RunState state;
        await using (FileStream held = RunJournal.Hold(folder))
        await using (var log = new StreamWriter(Path.Combine(journal, "journal.log"), append: true))
        {
            state = new RunState();
            while (RunPlan.Next(state) is { Count: > 0 } items)
            {
                if (state is { Stage: RunStage.Rows, NextChunk: 0 }) planned?.Invoke(await activities.PlanAsync(cancellationToken));
                var results = new WorkResult[items.Count];
                int degree = Math.Min(threads, items.Count);
                var options = new ParallelOptions { MaxDegreeOfParallelism = degree, CancellationToken = cancellationToken };
                await Parallel.ForAsync(0, items.Count, options, async (i, token) =>
                {
                    results[i] = await activities.RunAsync(items[i], Math.Max(1, threads / degree), token);
                    Note(log, results[i]);
                });
                state = RunPlan.Apply(activities.Request, state, results);
            }
        }

        await activities.Store.DeleteAsync(RunKeys.Journal, CancellationToken.None);
        return state;
    }

    private static void Note(StreamWriter log, WorkResult result)
    {
        if (result.Item.Stage != RunStage.Rows) return;
        lock (log)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chunk {result.Item.Chunk} rows {result.Rows} {(result.Reused ? "reused" : "computed")}"));
            log.Flush();
        }
    }
}

using GenoXai.Api.Contracts;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>What a schedule does with old runs and lost ones.</summary>
/// <param name="book">The runs.</param>
/// <param name="models">The models as they are now.</param>
public sealed class Housekeeping(RunBook book, IModelLibrary models)
{
    /// <summary>Removes runs that ended before a time, with their files. A sketch of the model as it is registered now stays, since queries live on it.</summary>
    /// <param name="before">The time.</param>
    /// <param name="forget">Makes the host forget a run, before its record goes; a run that it cannot forget stays until next time.</param>
    /// <param name="cancellationToken">Stops between two runs.</param>
    /// <returns>Ids of the removed runs.</returns>
    public async Task<IReadOnlyList<string>> PurgeAsync(DateTimeOffset before, Func<string, CancellationToken, Task<bool>> forget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forget);
        var removed = new List<string>();
        foreach (RunEntry run in await book.ListAsync(cancellationToken))
        {
            if (run.Phase is RunPhase.Queued or RunPhase.Running || !(run.Finished < before) || await IsCurrentSketchAsync(run, cancellationToken)) continue;
            if (!await forget(run.Id, cancellationToken)) continue;
            await book.RemoveAsync(run, cancellationToken);
            removed.Add(run.Id);
        }

        return removed;
    }

    /// <summary>Hands every run that should be at work to the host again, which does nothing for one that is. A process may die between noting a run and starting it.</summary>
    /// <param name="host">Does the runs.</param>
    /// <param name="cancellationToken">Stops between two runs.</param>
    public async Task RestartAsync(IRunHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        foreach (RunEntry run in (await book.ListAsync(cancellationToken)).Where(static r => r.Phase is RunPhase.Queued or RunPhase.Running))
        {
            try
            {
                await host.StartAsync(run.Id, cancellationToken);
            }
            catch (InputException refused)
            {
                // One that this program version no longer understands must not be in the way of the others.
                await book.FailAsync(run.Id, refused.Problem, refused.Message, cancellationToken);
            }
        }
    }

    private async Task<bool> IsCurrentSketchAsync(RunEntry run, CancellationToken cancellationToken) =>
        run.SketchId is not null && run.Submission.Model is { } name
        && await models.FindAsync(name, cancellationToken) is { } model && ModelSummary.VersionOf(model.Manifest) == run.ModelVersion;
}

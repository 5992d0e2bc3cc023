using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline.Members;

/// <summary>Opens one model's part of a run on several.</summary>
/// <param name="member">Which one, from 0.</param>
/// <param name="cancellationToken">Stops the call.</param>
public delegate Task<OpenedMember> OpenMember(int member, CancellationToken cancellationToken);

/// <summary>A part ready to work, and what it holds meanwhile.</summary>
/// <param name="Activities">Does its work items; they know nothing of the other parts.</param>
/// <param name="Held">Given back at the end.</param>
public sealed record OpenedMember(IRunActivities Activities, IDisposable? Held = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Held?.Dispose();
}

/// <summary>
/// Does the work items of a run on several models: the same run on one after the other, each with files of its own, then
/// what they say together. Holds one part open at a time.
/// </summary>
/// <param name="request">What is run on each.</param>
/// <param name="store">Artifacts of the whole run.</param>
/// <param name="members">How many models.</param>
/// <param name="open">Opens a part.</param>
/// <param name="join">Writes the run's own files, the record last.</param>
public sealed class MembersActivities(RunRequest request, IArtifactStore store, int members, OpenMember open, Func<CancellationToken, Task<RunRecord>> join) : IRunActivities, IDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private OpenedMember? _opened;
    private int _at = -1;

    /// <inheritdoc/>
    public RunRequest Request => request;

    /// <inheritdoc/>
    public IArtifactStore Store => store;

    /// <inheritdoc/>
    public async Task<WorkResult> RunAsync(WorkItem item, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Stage == RunStage.Join)
        {
            await join(cancellationToken);
            return new WorkResult(item);
        }

        IRunActivities own = await OpenAsync(item.Member, cancellationToken);
        return (await own.RunAsync(item, threads, cancellationToken)) with { Item = item, Members = members };
    }

    /// <summary>The plan of the part at work, with the rows of all: they differ little.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<RunDocument> PlanAsync(CancellationToken cancellationToken)
    {
        RunDocument plan = await (_opened ?? throw new InvalidOperationException("The run has no plan: import comes first.")).Activities.PlanAsync(cancellationToken);
        return plan with { Rows = plan.Rows * members };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _opened?.Dispose();
        _opening.Dispose();
    }

    /// <summary>The plan hands out items of one part at a time, so that nobody is at work on the one that is closed.</summary>
    private async Task<IRunActivities> OpenAsync(int member, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_at != member)
            {
                _opened?.Dispose();
                (_opened, _at) = (null, -1);
                (_opened, _at) = (await open(member, cancellationToken), member);
            }

            return _opened!.Activities;
        }
        finally
        {
            _opening.Release();
        }
    }
}

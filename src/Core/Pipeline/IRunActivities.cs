namespace GenoXai.Core.Pipeline;

/// <summary>Does the work items of a run, whatever its method; every item is idempotent.</summary>
public interface IRunActivities
{
    /// <summary>What is computed.</summary>
    RunRequest Request { get; }

    /// <summary>Where the run's artifacts lie.</summary>
    IArtifactStore Store { get; }

    /// <summary>Does one work item.</summary>
    /// <param name="item">From <see cref="RunPlan.Next"/>.</param>
    /// <param name="threads">Batches in work at once.</param>
    /// <param name="cancellationToken">Stops the work between batches.</param>
    Task<WorkResult> RunAsync(WorkItem item, int threads, CancellationToken cancellationToken);

    /// <summary>The run's plan, once it is imported.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<RunDocument> PlanAsync(CancellationToken cancellationToken);
}

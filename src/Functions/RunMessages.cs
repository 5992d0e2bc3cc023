using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;

namespace GenoXai.Functions;

/// <summary>All that a run's orchestrator carries from one generation to the next: options and counts, never arrays.</summary>
/// <param name="RunId">The run's id, the prefix of its artifact keys.</param>
/// <param name="Request">What the plan goes by, see <see cref="RunPlan.Essence"/>; the activities read the whole request from the book.</param>
/// <param name="State">How far the run is.</param>
/// <param name="Attempt">Tells this attempt's waves from those of a failed one before it.</param>
public sealed record RunMessage(string RunId, RunRequest Request, RunState State, long Attempt = 0)
{
    /// <summary>The message that starts a run.</summary>
    /// <param name="runId">The run's id.</param>
    /// <param name="request">What is computed.</param>
    /// <param name="attempt">Tells this attempt's waves from those of one before it.</param>
    public static RunMessage Of(string runId, RunRequest request, long attempt = 0) => new(runId, RunPlan.Essence(request), new RunState(), attempt);
}

/// <summary>The input of a wave: work that may be done in any order and at once.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Items">At most <see cref="RunPlan.WaveSize"/> of them.</param>
public sealed record WaveMessage(string RunId, IReadOnlyList<WorkItem> Items);

/// <summary>The input of an activity.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Item">What to do; done twice, it overwrites its own artifact.</param>
public sealed record WorkMessage(string RunId, WorkItem Item);

/// <summary>What an activity came to. A refusal is an answer, not an exception: trying again would not change it.</summary>
/// <param name="Result">What was done; null when it was refused.</param>
/// <param name="Refusal">Why it was refused.</param>
public sealed record WorkReply(WorkResult? Result, Refusal? Refusal = null);

/// <summary>What a wave came to.</summary>
/// <param name="Results">One result per item, unless something failed.</param>
/// <param name="Refusal">Why the run cannot go on.</param>
public sealed record WaveReply(IReadOnlyList<WorkResult> Results, Refusal? Refusal = null);

/// <summary>Why a run cannot go on, in the words of problem details.</summary>
/// <param name="Problem">Kind of problem.</param>
/// <param name="Message">What a person should know.</param>
public sealed record Refusal(string Problem, string Message);

/// <summary>Notes a run's failure in the book.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Refusal">Why it failed.</param>
public sealed record FailureMessage(string RunId, Refusal Refusal);

/// <summary>Opens a run by its id for one work item: its request, model, sequences and artifact store.</summary>
public delegate Task<OpenedRun> OpenRun(string runId, WorkItem item, CancellationToken cancellationToken);

/// <summary>A run ready to work, and what it holds meanwhile.</summary>
/// <param name="Activities">Does its work items.</param>
/// <param name="Held">Given back at the end.</param>
public sealed record OpenedRun(IRunActivities Activities, IDisposable? Held = null) : IDisposable
{
    /// <summary>Where model rows are computed.</summary>
    public ExecutionProvider Provider { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Held?.Dispose();
}

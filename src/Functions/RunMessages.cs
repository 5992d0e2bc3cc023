using GenoXai.Core.Pipeline;

namespace GenoXai.Functions;

/// <summary>All that a run's orchestrator carries from one generation to the next: options and counts, never arrays.</summary>
/// <param name="RunId">The run's id, the prefix of its artifact keys.</param>
/// <param name="Request">What is computed.</param>
/// <param name="State">How far the run is.</param>
public sealed record RunMessage(string RunId, RunRequest Request, RunState State);

/// <summary>The input of an activity.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Item">What to do; done twice, it overwrites its own artifact.</param>
public sealed record WorkMessage(string RunId, WorkItem Item);

/// <summary>Opens a run by its id: its request, model, sequences and artifact store.</summary>
public delegate Task<RunActivities> OpenRun(string runId, CancellationToken cancellationToken);

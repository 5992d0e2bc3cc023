using System.Collections.Concurrent;
using GenoXai.Core.Pipeline;
using GenoXai.Functions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Functions;

/// <summary>A task hub of this process: what is scheduled is executed by the replaying driver, with the real activities.</summary>
internal sealed class DrivenHub(IServiceProvider services) : DurableTaskClient("driven")
{
    private readonly ConcurrentDictionary<string, Instance> _instances = new(StringComparer.Ordinal);

    /// <summary>Ids in the order they were scheduled; a repeated start of one at work is not among them.</summary>
    public ConcurrentQueue<string> Scheduled { get; } = [];

    /// <summary>What a start meets; null when it is taken.</summary>
    public Exception? Refuses { get; set; }

    /// <summary>Called before each activity, with its name.</summary>
    public Action<string> Before { get; set; } = static _ => { };

    /// <summary>Waits for a run to end, well or not.</summary>
    public async Task<OrchestrationRuntimeStatus> EndAsync(string id)
    {
        await Task.WhenAny(_instances[id].Work, Task.Delay(TimeSpan.FromMinutes(2)));
        return _instances[id].Status;
    }

    public Exception? FailureOf(string id) => _instances[id].Work.Exception?.InnerException;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        if (Refuses is { } refusal) throw refusal;
        string id = options!.InstanceId!;
        lock (_instances)
        {
            if (_instances.TryGetValue(id, out Instance? there) && options.DedupeStatuses?.Contains(there.Status.ToString()) == true)
                throw new InvalidOperationException($"{id} is at work.");
            Scheduled.Enqueue(id);
            _instances[id] = new Instance(Task.Run(() => Driver().RunAsync<RunState>(orchestratorName.Name, id, input!), CancellationToken.None));
        }

        return Task.FromResult(id);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(_instances.TryGetValue(instanceId, out Instance? there)
            ? new OrchestrationMetadata(nameof(RunOrchestrator), instanceId) { RuntimeStatus = there.Status }
            : null);

    /// <summary>Whether the hub still knows an instance.</summary>
    public bool Knows(string id) => _instances.ContainsKey(id);

    /// <summary>Whether the hub is away when it is asked to purge this instance.</summary>
    public Func<string, bool> RefusesToPurge { get; set; } = static _ => false;

    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        RefusesToPurge(instanceId) ? throw new IOException("the hub is away")
        : options is not { Recursive: true } ? throw new InvalidOperationException("the waves would stay")
        : Task.FromResult(new PurgeResult(_instances.TryRemove(instanceId, out _) ? 1 : 0));

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ReplayingDriver Driver()
    {
        var work = ActivatorUtilities.CreateInstance<RunWork>(services);
        var ledger = ActivatorUtilities.CreateInstance<RunLedger>(services);
        return new ReplayingDriver(seed: 3).RunOrchestrators()
            .Activity<WorkMessage, WorkReply>(RunWork.ModelRows, m => Noted(RunWork.ModelRows, () => work.RunModelRowsAsync(m, CancellationToken.None)))
            .Activity<WorkMessage, WorkReply>(RunWork.OtherWork, m => Noted(RunWork.OtherWork, () => work.RunOtherWorkAsync(m, CancellationToken.None)))
            .Activity<string, bool>(RunLedger.Begin, id => Noted(RunLedger.Begin, () => ledger.BeginAsync(id, CancellationToken.None)))
            .Activity<string, bool>(RunLedger.Finish, id => Noted(RunLedger.Finish, () => ledger.FinishAsync(id, CancellationToken.None)))
            .Activity<FailureMessage, bool>(RunLedger.Fail, f => Noted(RunLedger.Fail, () => ledger.FailAsync(f, CancellationToken.None)));
    }

    private Task<T> Noted<T>(string name, Func<Task<T>> activity)
    {
        Before(name);
        return activity();
    }

    private sealed record Instance(Task Work)
    {
        public OrchestrationRuntimeStatus Status => Work.IsCompletedSuccessfully ? OrchestrationRuntimeStatus.Completed
            : Work.IsCompleted ? OrchestrationRuntimeStatus.Failed : OrchestrationRuntimeStatus.Running;
    }
}

using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenoXai.Tests.Functions;

/// <summary>An orchestration did something else than when it was first executed.</summary>
internal sealed class NonDeterminismException(string message) : Exception(message);

/// <summary>One call an orchestration made, and what it came to, as its history has it.</summary>
internal sealed record ScheduledCall(bool IsActivity, string Name, string Input, TaskOptions? Options);

/// <summary>One execution of an orchestrator from its start: calls that the history knows get its answers, new ones are noted.</summary>
internal sealed class ReplayContext(string name, string instanceId, string input, List<ScheduledCall> history) : TaskOrchestrationContext
{
    private readonly List<(TaskCompletionSource<string> Source, string Name)> _open = [];

    public override TaskName Name { get; } = new(name);

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => DateTime.UnixEpoch;

    public override bool IsReplaying => _open.Count < history.Count;

    public string? CustomStatus { get; private set; }

    public string? NewInput { get; private set; }

    public int CallCount => _open.Count;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T GetInput<T>() => JsonSerializer.Deserialize<T>(input)!;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallAsync<TResult>(new ScheduledCall(true, name.Name, JsonSerializer.Serialize(input), options));

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallAsync<TResult>(new ScheduledCall(false, orchestratorName.Name, JsonSerializer.Serialize(input), options));

    public override void SetCustomStatus(object? customStatus) => CustomStatus = JsonSerializer.Serialize(customStatus);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => NewInput = JsonSerializer.Serialize(newInput);

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    /// <summary>Gives a call its answer; what waits for it goes on before this returns.</summary>
    public void Answer(int call, string? result, TaskFailureDetails? failure)
    {
        if (call >= _open.Count) throw new NonDeterminismException($"{instanceId}: call {call} was made before and is not made now.");
        (TaskCompletionSource<string> source, string name) = _open[call];
        if (failure is null) source.SetResult(result!);
        else source.SetException(new TaskFailedException(name, call, failure));
    }

    private async Task<TResult> CallAsync<TResult>(ScheduledCall call)
    {
        int number = _open.Count;
        if (number == history.Count) history.Add(call);
        else if (history[number] is var before && (before.IsActivity, before.Name, before.Input) != (call.IsActivity, call.Name, call.Input))
            throw new NonDeterminismException($"{instanceId}: call {number} was {before.Name}({before.Input}) and is now {call.Name}({call.Input}).");
        var source = new TaskCompletionSource<string>();
        _open.Add((source, call.Name));
        return JsonSerializer.Deserialize<TResult>(await source.Task)!;
    }
}

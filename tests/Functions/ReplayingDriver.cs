using System.Text.Json;
using GenoXai.Functions;
using Microsoft.DurableTask;

namespace GenoXai.Tests.Functions;

/// <summary>
/// Executes orchestrations as a task hub does: after some finished calls the orchestrator is executed again from
/// its start against the history, and only what it newly asks for is done. Calls finish in a random order.
/// </summary>
internal sealed class ReplayingDriver(int seed = 1)
{
    private const int MostPayload = 1 << 20, MostStatus = 1 << 10, MostAtOnce = 16;
    private readonly Random _order = new(seed);
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<string>>> _orchestrators = [];
    private readonly Dictionary<string, Func<string, Task<string>>> _activities = [];

    /// <summary>Most entries that any one history came to.</summary>
    public int LongestHistory { get; private set; }

    /// <summary>Ids of all instances, in the order they began.</summary>
    public List<string> Instances { get; } = [];

    public string? CustomStatus { get; private set; }

    /// <summary>Whether the worker dies after this activity's work and before its answer is kept.</summary>
    public Func<string, string, bool> Dies { get; set; } = static (_, _) => false;

    /// <summary>Whether the run is terminated before the next turn.</summary>
    public Func<bool> Terminated { get; set; } = static () => false;

    public ReplayingDriver Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> run)
    {
        _orchestrators[name] = async context => JsonSerializer.Serialize(await run(context));
        return this;
    }

    public ReplayingDriver Activity<TIn, TOut>(string name, Func<TIn, Task<TOut>> run)
    {
        _activities[name] = async input => JsonSerializer.Serialize(await run(JsonSerializer.Deserialize<TIn>(input)!));
        return this;
    }

    public ReplayingDriver RunOrchestrators() => Orchestrator(nameof(RunOrchestrator), RunOrchestrator.RunAsync).Orchestrator(nameof(WaveOrchestrator), WaveOrchestrator.RunAsync);

    /// <summary>Runs an orchestration to its end.</summary>
    public async Task<T> RunAsync<T>(string name, string instanceId, object input) =>
        // Without the caller's synchronisation context, so that an answer's continuation runs at once.
        JsonSerializer.Deserialize<T>(await Task.Run(() => InstanceAsync(name, instanceId, JsonSerializer.Serialize(input))))!;

    private async Task<string> InstanceAsync(string name, string instanceId, string input)
    {
        Instances.Add(instanceId);
        while (true)
        {
            (string output, string? next) = await GenerationAsync(name, instanceId, Checked(input));
            if (next is null) return Checked(output);
            input = next;
        }
    }

    private async Task<(string Output, string? NewInput)> GenerationAsync(string name, string instanceId, string input)
    {
        var calls = new List<ScheduledCall>();
        var answers = new List<(int Call, string? Result, TaskFailureDetails? Failure)>();
        var waiting = new List<int>();
        while (true)
        {
            if (Terminated()) throw new OperationCanceledException($"{instanceId} was terminated.");
            int known = calls.Count;
            var context = new ReplayContext(name, instanceId, input, calls);
            Task<string> turn = _orchestrators[name](context);
            foreach ((int call, string? result, TaskFailureDetails? failure) in answers) context.Answer(call, result, failure);
            if (context.CallCount < known) throw new NonDeterminismException($"{instanceId}: {known} calls were made before and {context.CallCount} now.");
            for (int call = known; call < calls.Count; call++) waiting.Add(call);
            LongestHistory = Math.Max(LongestHistory, calls.Count + answers.Count);
            if (context.CustomStatus is { } status) CustomStatus = status.Length < MostStatus ? status : throw new InvalidOperationException($"custom status of {status.Length} characters");
            if (turn.IsCompleted) return (await turn, context.NewInput);
            if (waiting.Count == 0) throw new NonDeterminismException($"{instanceId} waits for something that is not in its history.");
            // A hub hands over together what has finished meanwhile.
            for (int finished = 1 + _order.Next(MostAtOnce); finished > 0 && waiting.Count > 0 && !Terminated(); finished--)
            {
                int at = _order.Next(waiting.Count), chosen = waiting[at];
                waiting.RemoveAt(at);
                answers.Add(await DoAsync(chosen, calls[chosen]));
            }
        }
    }

    private async Task<(int Call, string? Result, TaskFailureDetails? Failure)> DoAsync(int number, ScheduledCall call)
    {
        int attempts = call.Options?.Retry?.Policy?.MaxNumberOfAttempts ?? 1;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                string result = call.IsActivity
                    ? await ActivityAsync(call.Name, Checked(call.Input))
                    : await InstanceAsync(call.Name, ((SubOrchestrationOptions)call.Options!).InstanceId!, call.Input);
                return (number, Checked(result), null);
            }
            catch (Exception error) when (error is not (NonDeterminismException or OperationCanceledException))
            {
                if (attempt == attempts) return (number, null, new TaskFailureDetails(error.GetType().FullName!, error.Message, null, null, null));
            }
        }
    }

    private async Task<string> ActivityAsync(string name, string input)
    {
        string result = await _activities[name](input);
        // The hub never heard of it, and gives the same work to another worker.
        return Dies(name, input) ? await _activities[name](input) : result;
    }

    private static string Checked(string payload) => payload.Length <= MostPayload ? payload : throw new InvalidOperationException($"payload of {payload.Length} characters");
}

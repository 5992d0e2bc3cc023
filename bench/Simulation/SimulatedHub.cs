using System.Text.Json;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Functions;
using GenoXai.Tests.Functions;
using Microsoft.DurableTask;

namespace GenoXai.Bench.Simulation;

/// <summary>
/// A task hub in virtual time. The orchestrators are the real ones and are really replayed from their history at
/// every turn; only what activities do is replaced by how long it takes.
/// </summary>
internal sealed class SimulatedHub
{
    private sealed class Instance
    {
        public required string Name { get; init; }

        public required string Id { get; init; }

        public required string Input { get; set; }

        public required Action<string> Done { get; init; }

        public List<ScheduledCall> Calls { get; private set; } = [];

        public List<(int Call, string? Result, TaskFailureDetails? Failure)> Answers { get; private set; } = [];

        public bool TurnIsDue { get; set; }

        public void Restart(string input)
        {
            Input = input;
            Calls = [];
            Answers = [];
        }
    }

    // What a chunk's activity asks of storage: catalog entry, plan and sequences; blocks, their commit.
    private const int ReadsOfChunk = 3, WritesOfChunk = 2;
    private const double RowBytes = 8, BlockBytes = 4 << 20;

    private readonly EventClock _clock = new();
    private readonly SimulationOptions _options;
    private readonly SimulationFigures _figures = new();
    private readonly GpuPool _gpus;
    private SeededRandom _random;
    private double _nextAction;

    public SimulatedHub(SimulationOptions options)
    {
        _options = options;
        _gpus = new GpuPool(_clock, options, _figures);
        _random = SeededRandom.Stream(options.Seed, "failures");
    }

    public static SimulationFigures Run(SimulationOptions options)
    {
        var hub = new SimulatedHub(options);
        var request = new RunRequest { Method = RunMethod.Ism };
        bool done = false;
        hub.Start(nameof(RunOrchestrator), "simulated", JsonSerializer.Serialize(RunMessage.Of("simulated", request)), _ => done = true);
        hub._clock.Run(() => done);
        hub._gpus.Close();
        hub._figures.WallSeconds = hub._clock.Now;
        hub._figures.Chunks = hub.Chunks;
        return hub._figures;
    }

    private void Start(string name, string id, string input, Action<string> done)
    {
        var instance = new Instance { Name = name, Id = id, Input = Weighed(input), Done = done };
        Act(() => TurnSoon(instance));
    }

    /// <summary>One more action of the scheduler; it takes so many a second.</summary>
    private void Act(Action action)
    {
        _figures.Actions++;
        _nextAction = Math.Max(_nextAction, _clock.Now) + 1 / _options.ActionsPerSecond;
        _clock.After(_nextAction - _clock.Now + _options.MessageSeconds, action);
    }

    /// <summary>Answers that arrive before the turn begins are handed over together.</summary>
    private void TurnSoon(Instance instance)
    {
        if (instance.TurnIsDue) return;
        instance.TurnIsDue = true;
        _clock.After(_options.TurnSeconds, () => Turn(instance));
    }

    private void Turn(Instance instance)
    {
        instance.TurnIsDue = false;
        int known = instance.Calls.Count;
        var context = new ReplayContext(instance.Name, instance.Id, instance.Input, instance.Calls);
        Task<string> turn = Execute(instance.Name, context);
        foreach ((int call, string? result, TaskFailureDetails? failure) in instance.Answers) context.Answer(call, result, failure);
        _figures.LongestHistory = Math.Max(_figures.LongestHistory, instance.Calls.Count + instance.Answers.Count);
        if (context.CustomStatus is { } status) Weighed(status);
        if (!turn.IsCompleted)
        {
            for (int call = known; call < instance.Calls.Count; call++) Schedule(instance, call, attempt: 1);
            return;
        }

        string output = Weighed(turn.Result);
        if (context.NewInput is not { } input) Act(() => instance.Done(output));
        else
        {
            instance.Restart(Weighed(input));
            Act(() => TurnSoon(instance));
        }
    }

    private static async Task<string> Execute(string name, ReplayContext context) => name == nameof(RunOrchestrator)
        ? JsonSerializer.Serialize(await RunOrchestrator.RunAsync(context))
        : JsonSerializer.Serialize(await WaveOrchestrator.RunAsync(context));

    private void Schedule(Instance instance, int number, int attempt)
    {
        ScheduledCall call = instance.Calls[number];
        List<(int Call, string? Result, TaskFailureDetails? Failure)> answers = instance.Answers;
        if (!call.IsActivity)
        {
            Start(call.Name, ((SubOrchestrationOptions)call.Options!).InstanceId!, call.Input, output => Answer(instance, answers, number, output));
            return;
        }

        Weighed(call.Input);
        Act(() => Do(call, finished: () =>
        {
            RetryPolicy? policy = call.Options?.Retry?.Policy;
            if (policy is not null && attempt < policy.MaxNumberOfAttempts && _random.NextDouble() < _options.FailureShare)
            {
                _figures.Retries++;
                _clock.After(policy.FirstRetryInterval.TotalSeconds * Math.Pow(policy.BackoffCoefficient, attempt - 1), () => Schedule(instance, number, attempt + 1));
                return;
            }

            Act(() => Answer(instance, answers, number, Weighed(ResultOf(call))));
        }));
    }

    private void Answer(Instance instance, List<(int Call, string? Result, TaskFailureDetails? Failure)> answers, int number, string result)
    {
        answers.Add((number, result, null));
        TurnSoon(instance);
    }

    private void Do(ScheduledCall call, Action finished)
    {
        if (call.Name == RunWork.ModelRows)
        {
            int rows = RowsOf(JsonSerializer.Deserialize<WorkMessage>(call.Input)!.Item.Chunk);
            _figures.StorageReads += ReadsOfChunk;
            _figures.StorageWrites += WritesOfChunk;
            _gpus.Add(_options.ChunkOverheadSeconds + rows / _options.RowsPerSecond, finished);
            return;
        }

        double seconds = 0.1;
        if (call.Name == RunWork.OtherWork)
        {
            bool import = JsonSerializer.Deserialize<WorkMessage>(call.Input)!.Item.Stage == RunStage.Import;
            seconds = _options.Rows / (import ? _options.ImportRowsPerSecond : _options.MergeRowsPerSecond);
            _figures.SerialSeconds += seconds;
            _figures.StorageWrites += Chunks + (long)Math.Ceiling(_options.Rows * RowBytes / BlockBytes);
            _figures.StorageReads += import ? 0 : 2L * Chunks;
        }
        else
        {
            _figures.StorageReads++;
            _figures.StorageWrites++;
        }

        _clock.After(seconds, finished);
    }

    private string ResultOf(ScheduledCall call)
    {
        if (call.Name is not (RunWork.ModelRows or RunWork.OtherWork)) return "true";
        WorkItem item = JsonSerializer.Deserialize<WorkMessage>(call.Input)!.Item;
        return JsonSerializer.Serialize(new WorkReply(item.Stage switch
        {
            RunStage.Import => new WorkResult(item, Chunks, _options.Rows),
            RunStage.Rows => new WorkResult(item, Rows: RowsOf(item.Chunk)),
            _ => new WorkResult(item),
        }));
    }

    private int Chunks => (int)((_options.Rows + _options.ChunkRows - 1) / _options.ChunkRows);

    private int RowsOf(int chunk) => (int)Math.Min(_options.ChunkRows, _options.Rows - (long)chunk * _options.ChunkRows);

    private string Weighed(string payload)
    {
        _figures.LargestPayload = Math.Max(_figures.LargestPayload, payload.Length);
        return payload;
    }
}

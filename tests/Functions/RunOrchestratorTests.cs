using System.Collections.Concurrent;
using System.Text.Json;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Functions;

namespace GenoXai.Tests.Functions;

public sealed class RunOrchestratorTests
{
    private static readonly RunRequest Ism = new() { Method = RunMethod.Ism };

    [Fact]
    public async Task Run_OfSomeChunks_DoesEachOnceAndFinishes()
    {
        var work = new CountedWork(chunks: 250);
        RunState state = await work.RunAsync();
        Assert.Equal((RunStage.Done, 250, 2500L), (state.Stage, state.NextChunk, state.Rows));
        Assert.All(Enumerable.Range(0, 250), chunk => Assert.Equal(1, work.Done[new WorkItem(RunStage.Rows, chunk)]));
        Assert.Equal(["begin", "finish"], work.Ledger);
        Assert.Equal(work.Driver.Instances.Count, work.Driver.Instances.Distinct().Count());
    }

    [Fact]
    public async Task Run_OfTenThousandChunks_KeepsEveryHistoryAndStatusShort()
    {
        var work = new CountedWork(chunks: 10_000);
        RunState state = await work.RunAsync();
        Assert.Equal(100_000, state.Rows);
        // A wave is 100 calls and 100 answers; a generation of the run is at most 22 of each.
        Assert.Equal(2 * RunPlan.WaveSize, work.Driver.LongestHistory);
        Assert.NotNull(work.Driver.CustomStatus);
    }

    [Fact]
    public async Task Run_WhoseActivityFailsTwice_TriesAgain()
    {
        int failures = 0;
        var work = new CountedWork(chunks: 5) { Before = item => item is { Stage: RunStage.Rows, Chunk: 3 } && ++failures <= 2 ? throw new IOException("the disk is away") : null };
        Assert.Equal(RunStage.Done, (await work.RunAsync()).Stage);
        Assert.Equal(3, failures);
    }

    [Fact]
    public async Task Run_WhoseActivityAlwaysFails_FailsWithTheReasonAndKeepsTheOtherChunks()
    {
        int attempts = 0;
        var work = new CountedWork(chunks: 5) { Before = item => item is { Stage: RunStage.Rows, Chunk: 3 } ? throw new IOException($"the disk is away {++attempts}") : null };
        RunFailedException error = await Assert.ThrowsAsync<RunFailedException>(work.RunAsync);
        Assert.Contains("the disk is away 5", error.Message);
        Assert.Equal(5, attempts);
        Assert.Equal([0, 1, 2, 4], work.Done.Keys.Where(static i => i.Stage == RunStage.Rows).Select(static i => i.Chunk).Order());
        Assert.Equal(2, work.Ledger.Count);
        Assert.StartsWith("fail unexpected", work.Ledger[^1]);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(130)]
    [InlineData(449)]
    public async Task Run_OfWhichOneOfSeveralWavesFails_KeepsAllOtherChunks_SaysWhyOnce_AndTheNextAttemptGoesOn(int bad)
    {
        bool away = true;
        var work = new CountedWork(chunks: 900) { Before = item => away && item.Stage == RunStage.Rows && item.Chunk == bad ? throw new IOException("the disk is away") : null };
        RunFailedException error = await Assert.ThrowsAsync<RunFailedException>(work.RunAsync);
        Assert.Contains("the disk is away", error.Message);
        // Five waves were at work; what is behind them was not begun.
        Assert.Equal(Enumerable.Range(0, 500).Where(chunk => chunk != bad), work.Chunks);
        Assert.Equal(2, work.Ledger.Count);
        Assert.Contains("the disk is away", work.Ledger[1], StringComparison.Ordinal);
        // Posted again: an attempt of its own, whose instances are none of the first's.
        int before = work.Driver.Instances.Count;
        away = false;
        RunState state = await work.RunAsync(attempt: 1);
        Assert.Equal((RunStage.Done, 900), (state.Stage, state.NextChunk));
        Assert.Empty(work.Driver.Instances.Take(before).Intersect(work.Driver.Instances.Skip(before)).Except(["run"]));
        Assert.Equal(1, work.Done[new WorkItem(RunStage.Rows, bad)]);
        Assert.Equal("finish", work.Ledger[^1]);
    }

    [Fact]
    public async Task Run_OfWhichSeveralWavesAreRefused_SaysTheFirstOfTheirReasons_WhateverEndsFirst()
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            var work = new CountedWork(chunks: 500, seed) { Before = item => item is { Stage: RunStage.Rows, Chunk: 120 or 320 } ? new Refusal("bad-sequence", $"chunk {item.Chunk}") : null };
            Assert.Contains("chunk 120", (await Assert.ThrowsAsync<RunFailedException>(work.RunAsync)).Message);
            Assert.Equal(["begin", "fail bad-sequence chunk 120"], work.Ledger);
            Assert.Equal(498, work.Chunks.Length);
        }
    }

    [Fact]
    public async Task Run_WhoseWorkersDieInSeveralWaves_HasEveryChunkOnce()
    {
        var work = new CountedWork(chunks: 730);
        int calls = 0;
        work.Driver.Dies = (name, _) => name == "RunModelRows" && ++calls % 3 == 0;
        Assert.Equal(7300, (await work.RunAsync()).Rows);
        Assert.Equal(Enumerable.Range(0, 730), work.Chunks);
    }

    [Fact]
    public async Task Run_ThatIsRefused_IsNotTriedAgainAndSaysWhy()
    {
        int attempts = 0;
        var refusal = new Refusal("bad-sequence", "sequences: line 3: 'J' is no letter.");
        var work = new CountedWork(chunks: 5) { Before = item => item.Stage == RunStage.Import && ++attempts > 0 ? refusal : null };
        await Assert.ThrowsAsync<RunFailedException>(work.RunAsync);
        Assert.Equal(1, attempts);
        Assert.Equal(["begin", "fail bad-sequence sequences: line 3: 'J' is no letter."], work.Ledger);
    }

    [Fact]
    public async Task Run_WhoseWorkerDiesBeforeReporting_CountsTheWorkOnce()
    {
        var work = new CountedWork(chunks: 20);
        work.Driver.Dies = static (name, _) => name == "RunModelRows";
        RunState state = await work.RunAsync();
        Assert.Equal(200, state.Rows);
        Assert.All(Enumerable.Range(0, 20), chunk => Assert.Equal(2, work.Done[new WorkItem(RunStage.Rows, chunk)]));
    }

    [Fact]
    public async Task Run_ThatTheBookHasAsEnded_DoesNothing()
    {
        var work = new CountedWork(chunks: 5) { MayBegin = false };
        await work.RunAsync();
        Assert.Empty(work.Done);
    }

    [Theory]
    [InlineData(50, 10)]
    // In the third of five waves at work, and in the second generation.
    [InlineData(480, 260)]
    [InlineData(2500, 2222)]
    public async Task Run_Terminated_StopsBetweenTwoChunks(int chunks, int finished)
    {
        var work = new CountedWork(chunks);
        work.Driver.Terminated = () => work.Done.Count >= finished;
        await Assert.ThrowsAsync<OperationCanceledException>(work.RunAsync);
        Assert.Equal(finished, work.Done.Count);
        Assert.DoesNotContain("finish", work.Ledger);
    }

    [Fact]
    public async Task Driver_OfAnOrchestratorThatChangesItsMind_SaysSo()
    {
        int executions = 0;
        ReplayingDriver driver = new ReplayingDriver().Activity<int, int>("Echo", Task.FromResult)
            .Orchestrator("Fickle", async context => await context.CallActivityAsync<int>("Echo", executions++) + await context.CallActivityAsync<int>("Echo", 7));
        await Assert.ThrowsAsync<NonDeterminismException>(() => driver.RunAsync<int>("Fickle", "x", 0));
    }

    [Fact]
    public async Task Driver_OfAnOrchestratorThatWaitsOutsideItsHistory_SaysSo()
    {
        ReplayingDriver driver = new ReplayingDriver().Orchestrator("Sleepy", async _ =>
        {
            await Task.Delay(Timeout.Infinite);
            return 1;
        });
        await Assert.ThrowsAsync<NonDeterminismException>(() => driver.RunAsync<int>("Sleepy", "x", 0));
    }

    /// <summary>The task hub takes messages of at most 1 MB, and every generation sends one.</summary>
    [Fact]
    public void Message_OfARequestWithMegabytesOfText_IsSmall_AndPlansTheSame()
    {
        string text = new('A', 2_000_000);
        RunRequest[] requests =
        [
            new() { Method = RunMethod.Filters, Filters = new FilterOptions { MotifText = text } },
            new() { Method = RunMethod.Motifs, Discovery = new DiscoveryRequest { KnownText = text } },
            new() { Method = RunMethod.Sketch, Sketch = new SketchRequest { Budget = 20_000, TargetR2 = 0.9, Sequence = text, Letters = text } },
        ];
        foreach (RunRequest request in requests)
        {
            RunMessage message = RunMessage.Of("run", request);
            Assert.True(JsonSerializer.Serialize(message).Length < 5000);
            var state = new RunState(RunStage.Decode, 4, 2) { RoundEnds = [2, 4] };
            WorkResult[] results = [new WorkResult(new WorkItem(RunStage.Decode)) { ValidationR2 = 0.95 }];
            if (request.Method == RunMethod.Motifs) state = state with { Stage = RunStage.Merge };
            RunState expected = RunPlan.Apply(request, state, results), planned = RunPlan.Apply(message.Request, state, results);
            Assert.Equal(expected with { RoundEnds = [], RoundR2 = [] }, planned with { RoundEnds = [], RoundR2 = [] });
            Assert.Equal(expected.RoundR2, planned.RoundR2);
        }
    }

    private sealed class CountedWork
    {
        private readonly int _chunks;

        public CountedWork(int chunks, int seed = 1)
        {
            _chunks = chunks;
            Driver = new ReplayingDriver(seed).RunOrchestrators()
                .Activity<WorkMessage, WorkReply>("RunModelRows", DoAsync).Activity<WorkMessage, WorkReply>("RunOtherWork", DoAsync)
                .Activity<string, bool>("BeginRun", _ => Noted("begin", MayBegin)).Activity<string, bool>("FinishRun", _ => Noted("finish", true))
                .Activity<FailureMessage, bool>("FailRun", f => Noted($"fail {f.Refusal.Problem} {f.Refusal.Message}", true));
        }

        public ReplayingDriver Driver { get; }

        public bool MayBegin { get; init; } = true;

        public Func<WorkItem, Refusal?> Before { get; init; } = static _ => null;

        public ConcurrentDictionary<WorkItem, int> Done { get; } = [];

        public List<string> Ledger { get; } = [];

        /// <summary>Numbers of the chunks that were done, in order.</summary>
        public int[] Chunks => [.. Done.Keys.Where(static i => i.Stage == RunStage.Rows).Select(static i => i.Chunk).Order()];

        public Task<RunState> RunAsync() => RunAsync(attempt: 0);

        public Task<RunState> RunAsync(long attempt) => Driver.RunAsync<RunState>(nameof(RunOrchestrator), "run", RunMessage.Of("run", Ism, attempt));

        private Task<bool> Noted(string what, bool answer)
        {
            Ledger.Add(what);
            return Task.FromResult(answer);
        }

        private Task<WorkReply> DoAsync(WorkMessage work)
        {
            if (Before(work.Item) is { } refusal) return Task.FromResult(new WorkReply(null, refusal));
            Done.AddOrUpdate(work.Item, 1, static (_, n) => n + 1);
            bool rows = work.Item.Stage == RunStage.Rows;
            return Task.FromResult(new WorkReply(new WorkResult(work.Item, _chunks, rows ? 10 : 0)));
        }
    }
}

using GenoXai.Core.Pipeline;

namespace GenoXai.Tests.Pipeline;

public sealed class RunPlanTests
{
    private static readonly RunRequest Ism = new() { Method = RunMethod.Ism };

    [Fact]
    public void Plan_OfARun_ImportsThenDoesEveryChunkOnceThenMerges()
    {
        List<WorkItem> done = Drive(Ism, chunks: 250, out RunState last);
        Assert.Equal(RunStage.Import, done[0].Stage);
        Assert.Equal(Enumerable.Range(0, 250), done.Where(static i => i.Stage == RunStage.Rows).Select(static i => i.Chunk));
        Assert.Equal(RunStage.Merge, done[^1].Stage);
        Assert.Equal(RunStage.Done, last.Stage);
        Assert.Equal(2500, last.Rows);
    }

    [Fact]
    public void Plan_OfARunWithoutRows_ImportsThenMerges() =>
        Assert.Equal([RunStage.Import, RunStage.Merge], Drive(new RunRequest { Method = RunMethod.Compare }, chunks: 0, out _).Select(static i => i.Stage));

    [Fact]
    public void Plan_OfASketch_EndsInDecoding() =>
        Assert.Equal(RunStage.Decode, Drive(new RunRequest { Method = RunMethod.Sketch }, 3, out _)[^1].Stage);

    [Fact]
    public void Plan_OfASketchWhoseDecoderAsksForRows_ComputesThemAndDecodesAgain()
    {
        var request = new RunRequest { Method = RunMethod.Sketch };
        var state = new RunState(RunStage.Decode, ChunkCount: 3, NextChunk: 3, Rows: 30);
        var done = new List<WorkItem>();
        while (RunPlan.Next(state) is { Count: > 0 } items)
        {
            WorkItem item = Assert.Single(items);
            done.Add(item);
            state = RunPlan.Apply(request, state, [new WorkResult(item, Rows: item.Stage == RunStage.Probe ? 7 : 0, Reused: item is { Stage: RunStage.Probe, Chunk: 1 })
            {
                ProbeRows = item is { Stage: RunStage.Decode, ProbeSets: < 2 } ? 7 : 0,
                ValidationR2 = 0.5,
            }]);
        }

        Assert.Equal([("Decode", 0), ("Probe", 0), ("Decode", 1), ("Probe", 1), ("Decode", 2)], done.Select(static i => (i.Stage.ToString(), i.Stage == RunStage.Probe ? i.Chunk : i.ProbeSets)));
        Assert.Equal((RunStage.Done, 44L, 7L), (state.Stage, state.Rows, state.ReusedRows));
        Assert.Equal([0.5], state.RoundR2);
    }

    [Fact]
    public void Next_NeverHandsOutMoreThanAWave_HoweverLargeTheRun()
    {
        // 10⁹ rows in chunks of 65,536: the state stays a few numbers.
        var state = new RunState(RunStage.Rows, 15_259);
        int waves = 0;
        while (state.Stage == RunStage.Rows)
        {
            IReadOnlyList<WorkItem> items = RunPlan.Next(state);
            Assert.InRange(items.Count, 1, RunPlan.WaveSize);
            state = RunPlan.Apply(Ism, state, [.. items.Select(static i => new WorkResult(i, Rows: 65_536))]);
            waves++;
        }

        Assert.Equal(153, waves);
    }

    [Fact]
    public void Next_IsPure() => Assert.Equal(RunPlan.Next(new RunState(RunStage.Rows, 9, 4)), RunPlan.Next(new RunState(RunStage.Rows, 9, 4)));

    [Fact]
    public void Apply_CountsReusedRowsApart()
    {
        RunState state = RunPlan.Apply(Ism, new RunState(RunStage.Rows, 2),
            [new WorkResult(new WorkItem(RunStage.Rows, 0), Rows: 10, Reused: true), new WorkResult(new WorkItem(RunStage.Rows, 1), Rows: 7)]);
        Assert.Equal((17, 10), (state.Rows, state.ReusedRows));
    }

    private static List<WorkItem> Drive(RunRequest request, int chunks, out RunState state)
    {
        var done = new List<WorkItem>();
        state = new RunState();
        while (RunPlan.Next(state) is { Count: > 0 } items)
        {
            done.AddRange(items);
            state = RunPlan.Apply(request, state, [.. items.Select(i => new WorkResult(i, chunks, i.Stage == RunStage.Rows ? 10 : 0))]);
        }

        return done;
    }
}

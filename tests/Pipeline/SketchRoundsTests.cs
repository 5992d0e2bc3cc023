using GenoXai.Core.Pipeline;

namespace GenoXai.Tests.Pipeline;

public sealed class SketchRoundsTests
{
    private static readonly RunRequest Sketch = new() { Method = RunMethod.Sketch, Sketch = new SketchRequest { Budget = 100_000 } };

    [Theory]
    [InlineData(1000, 200, new long[] { 1000 })]
    [InlineData(20_000, 4000, new long[] { 9216, 20_000 })]
    [InlineData(200_000, 7000, new long[] { 12_288, 24_576, 49_152, 99_328, 200_000 })]
    public void RowsOf_ABudget_AboutDoublesUpToExactlyTheBudget(long budget, long setApart, long[] expected)
    {
        IReadOnlyList<long> rows = SketchRounds.RowsOf(budget, setApart);
        Assert.Equal(expected, rows);
        Assert.All(rows, r => Assert.True(r == budget || r - setApart >= Math.Max(2000, r / 4)));
        // All decodes together cost at most about twice the last.
        Assert.True(rows.Sum() <= 2 * budget);
    }

    [Theory]
    [InlineData(new[] { 0.9, 0.95, 0.96, 0.97 }, null, 4, SketchStop.Budget)]
    [InlineData(new[] { 0.9, 0.99, 0.9919 }, null, 3, SketchStop.Gain)]
    [InlineData(new[] { 0.9, 0.85 }, null, 2, SketchStop.Gain)]
    [InlineData(new[] { 0.46, 0.461 }, null, 2, SketchStop.Gain)]
    [InlineData(new[] { 0.46, 0.463, 0.84, 0.86 }, null, 4, SketchStop.Budget)]
    [InlineData(new[] { 0.9, 0.95 }, 0.94, 2, SketchStop.Target)]
    [InlineData(new[] { 0.9 }, 0.9, 1, SketchStop.Target)]
    [InlineData(new[] { 0.992, 0.993 }, 0.999, 2, SketchStop.Gain)]
    [InlineData(new[] { 0.9, 0.901 }, 0.99, 2, SketchStop.Gain)]
    public void Plan_OfASketch_StopsByGainTargetOrBudget_AndShowsNoRowOfALaterRound(double[] r2, double? target, int rounds, SketchStop reason)
    {
        RunRequest request = Sketch with { Sketch = Sketch.Sketch! with { TargetR2 = target } };
        int[] ends = [150, 300, 600, 1200];
        var state = new RunState();
        var chunks = new List<int>();
        while (RunPlan.Next(state) is { Count: > 0 } items)
        {
            Assert.InRange(items.Count, 1, RunPlan.WaveSize);
            chunks.AddRange(items.Where(static i => i.Stage == RunStage.Rows).Select(static i => i.Chunk));
            if (items[0].Stage == RunStage.Decode) Assert.Equal(r2.Take(state.RoundR2.Count).Select(static v => (double?)v), items[0].EarlierR2);
            state = RunPlan.Apply(request, state, [.. items.Select(i => i.Stage switch
            {
                RunStage.Import => new WorkResult(i, ends[^1]) { RoundEnds = ends },
                RunStage.Decode => new WorkResult(i) { ValidationR2 = r2[state.RoundR2.Count] },
                _ => new WorkResult(i, Rows: 10),
            })]);
        }

        Assert.Equal(reason, state.Stop);
        Assert.Equal(rounds, state.RoundR2.Count);
        Assert.Equal(Enumerable.Range(0, ends[rounds - 1]), chunks);
        Assert.Equal(10 * ends[rounds - 1], state.Rows);
    }

    [Fact]
    public void Decide_WithoutAnR2_GoesOnToTheEndOfTheBudget()
    {
        Assert.Null(SketchRounds.Decide(Sketch.Sketch, [null, 0.5], 3));
        Assert.Null(SketchRounds.Decide(Sketch.Sketch, [0.5, null], 3));
        Assert.Equal(SketchStop.Budget, SketchRounds.Decide(Sketch.Sketch, [null, null, null], 3));
    }
}

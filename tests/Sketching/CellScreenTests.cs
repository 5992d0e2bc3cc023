using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class CellScreenTests
{
    [Theory]
    [InlineData(300, 1, 8)]
    [InlineData(30_000, 2, 8)]
    [InlineData(30_000, 2, 9)]
    [InlineData(2000, 1, 11)]
    public void Strongest_WithSmallOrLargeTables_FindsTheScoresOfSumsOverRows(int count, int blockSize, int length)
    {
        SketchDomain domain = SketchSamples.Domain(4, length);
        SampleSet set = SketchSamples.Draw(domain, count, 3, SketchSamples.RandomTables(domain, 3, 4));
        SampleColumns rows = SampleColumns.Of(domain, set);
        var problem = new HybridProblem(domain, rows, rows, new(), null, new ParallelOptions());
        Assert.Equal(blockSize, SupportBlocks.ForScreening(domain, 4, count).Size);
        List<TermCandidate> found = CellScreen.Strongest(problem, problem.Target, 4, 40, out _);
        double variance = problem.Target.Sum(value => value * value) / count;
        var scores = new List<double>();
        for (int order = 2; order <= 4; order++)
        {
            double cells = Math.Pow(4, order);
            foreach (Support support in Support.AllOfOrder(length, order))
            {
                var sums = new double[(int)cells];
                for (int r = 0; r < count; r++)
                {
                    int cell = 0;
                    for (int i = 0; i < order; i++) cell = (cell * 4) + set.Row(r)[support[i]];
                    sums[cell] += problem.Target[r];
                }

                scores.AddRange(sums.Select(sum => Math.Abs(sum) / Math.Sqrt(variance * count / cells)));
            }
        }

        double[] expected = [.. scores.OrderDescending().Take(40)];
        Assert.Equal(40, found.Count);
        for (int i = 0; i < 40; i++) Assert.Equal(expected[i], Math.Abs(found[i].Score), 1e-9);
    }
}

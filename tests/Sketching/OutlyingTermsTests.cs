using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

/// <summary>Functions of single terms, most of which few rows hold: how many rows tell which they are.</summary>
public class OutlyingTermsTests
{
    private const int Length = 24, Rows = 1200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_AFitWithWrongRareTerms_FindsEveryTermThatFourRowsHold(long seed)
    {
        AndNetwork network = Network(seed);
        (HybridProblem problem, HybridFit wrong) = WrongFit(network, noise: 0);
        HybridFit? found = new OutlyingTerms(problem, new HybridSolver(problem)).Of(wrong);

        Assert.NotNull(found);
        Assert.InRange(found.TrainingError, 0, 1e-10);
        int told = 0;
        foreach ((int[] positions, byte[] letters, double weight) in network.Terms.Where(static t => t.Positions.Length > 1))
        {
            int[] rows = Holding(problem, positions, letters);
            if (rows.Length is < 4 or > 12) continue;
            // Slow twin: other terms that exactly these rows hold, by listing all smaller and equal sets of the letters that they share.
            if (Alternatives(problem, rows, positions.Length) > 1) continue;
            told++;
            int at = found.Terms.ToList().FindIndex(t => t.Support.ToArray().AsSpan().SequenceEqual(positions) && t.Letters.AsSpan().SequenceEqual(letters));
            Assert.True(at >= 0, $"{string.Join(',', positions)} of {rows.Length} rows was not found");
            Assert.Equal(weight, found.Coefficients[found.Basis.Count + at] * found.Terms[at].Scale * problem.Deviation, 1e-3);
        }

        Assert.True(told >= 5, $"only {told} terms were told apart");
        Assert.True(wrong.TrainingError > 1e-3, $"the fit was right before: {wrong.TrainingError}");
    }

    [Fact]
    public void Of_AFitWhoseErrorIsSpreadOverAllRows_IsNothing()
    {
        (HybridProblem problem, HybridFit wrong) = WrongFit(Network(3), noise: 1);
        Assert.Null(new OutlyingTerms(problem, new HybridSolver(problem)).Of(wrong));
    }

    private static AndNetwork Network(long seed)
    {
        // About five of the rows hold a term of order 4.
        var low = new AndNetwork(Length, 12, seed, highestOrder: 2);
        var high = new AndNetwork(Length, 20, seed + 100, highestOrder: 4, lowestOrder: 4);
        return new AndNetwork(low.Domain, [.. low.Terms, .. high.Terms]);
    }

    // Order 1 and 2 right, and instead of the rare terms as many others that two rows hold.
    private static (HybridProblem Problem, HybridFit Fit) WrongFit(AndNetwork network, double noise)
    {
        SeededRandom random = SeededRandom.Stream(5, "outlying-terms-tests");
        SampleSet drawn = network.Draw(Rows, 9);
        if (noise > 0) drawn = new SampleSet(Length, drawn.Letters, [.. drawn.Values.Select(value => (float)(value + (noise * random.NextGaussian())))]);
        SampleColumns rows = SampleColumns.Of(network.Domain, drawn);
        var problem = new HybridProblem(network.Domain, rows, SampleColumns.Of(network.Domain, drawn.Slice(0, 100)), new HybridOptions(), null, new ParallelOptions());
        var terms = new List<AndTerm>();
        foreach ((int[] positions, byte[] letters, _) in network.Terms.Where(static t => t.Positions.Length <= 2))
            terms.Add(new AndTerm(Support.Of(positions), Cell(letters), network.Domain));
        for (int t = 0; t < 30; t++)
        {
            int row = random.NextInt(Rows);
            var all = Enumerable.Range(0, Length).ToArray();
            random.Shuffle<int>(all);
            terms.Add(AndTerm.HeldBy(rows, row, [.. all.Take(4).Order()], network.Domain));
        }

        var basis = new SupportBasis(network.Domain, Support.AllOfOrder(Length, 1));
        var variances = new double[basis.Count + terms.Count];
        Array.Fill(variances, 0.01);
        HybridFit fit = new HybridSolver(problem).Fit(basis, SupportCover.Of(basis, Rows), terms, variances, new double[variances.Length], 1e-4, 1e-6, levels: 1);
        return (problem, fit);
    }

    private static int Cell(byte[] letters) => letters.Aggregate(0, static (cell, letter) => (cell * 4) + letter);

    private static int[] Holding(HybridProblem problem, int[] positions, byte[] letters) =>
        [.. Enumerable.Range(0, Rows).Where(row => positions.Zip(letters).All(p => problem.Training.Column(p.First)[row] == p.Second))];

    private static int Alternatives(HybridProblem problem, int[] rows, int order)
    {
        int[] shared = [.. Enumerable.Range(0, Length).Where(i => rows.All(row => problem.Training.Column(i)[row] == problem.Training.Column(i)[rows[0]]))];
        int found = 0;
        for (int mask = 1; mask < 1 << shared.Length; mask++)
        {
            int[] chosen = [.. shared.Where((_, i) => (mask >> i & 1) == 1)];
            if (chosen.Length <= order && Holding(problem, chosen, [.. chosen.Select(i => problem.Training.Column(i)[rows[0]])]).Length == rows.Length) found++;
        }

        return found;
    }
}

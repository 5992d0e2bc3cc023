using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Attribution;

public sealed class AblationTests
{
    private static readonly NamedSequence Sequence = new("a", Alphabet.Dna.Parse("ACGTTGCATCACGTTGCATC"));
    private static readonly double[] Importance = [.. Enumerable.Range(0, 20).Select(static l => l % 2 == 0 ? l : -l)];

    [Theory]
    [InlineData(AblationFill.Shuffle)]
    [InlineData(AblationFill.Composition)]
    [InlineData(AblationFill.Uniform)]
    public void Rows_ReplaceThePositionsOfLargestSizeByOneBackground(AblationFill fill)
    {
        AblationOptions options = new() { Explanations = ["e"], Shares = [0.1, 0.5, 1], RandomOrders = 2, Copies = 2, Fill = fill };
        NamedSequence[] rows = [.. Ablation.Rows(Sequence, [Importance], options, 4, 7)];
        Assert.Equal(options.RowsPerSequence, rows.Length);
        Assert.Equal(1 + 3 * 3 * 2, rows.Length);
        Assert.Same(Sequence, rows[0]);
        // With all positions ablated every order shows the background itself.
        byte[][] backgrounds = [rows[5].Letters, rows[6].Letters];
        Assert.NotEqual(backgrounds[0], backgrounds[1]);
        foreach (int order in new[] { 1, 2 })
            for (int copy = 0; copy < 2; copy++) Assert.Equal(backgrounds[copy], rows[1 + order * 6 + 4 + copy].Letters);
        for (int copy = 0; copy < 2; copy++)
            for (int l = 0; l < 20; l++)
            {
                // The largest sizes are at the end.
                Assert.Equal(l >= 18 ? backgrounds[copy][l] : Sequence.Letters[l], rows[1 + copy].Letters[l]);
                Assert.Equal(l >= 10 ? backgrounds[copy][l] : Sequence.Letters[l], rows[3 + copy].Letters[l]);
            }

        if (fill == AblationFill.Shuffle) Assert.Equal(Sequence.Letters.Order(), backgrounds[0].Order());
    }

    [Fact]
    public void Rows_Signed_GoByTheHighestImportance()
    {
        Assert.Equal([18, 16, 14], Ablation.Ranked(Importance, signed: true)[..3]);
        Assert.Equal([19, 18, 17], Ablation.Ranked(Importance, signed: false)[..3]);
        Assert.Equal([1, 2, 0], Ablation.Ranked([double.NaN, 3, -3], signed: false));
    }

    [Fact]
    public void CurvesAndAreas_AreThoseOfTheSums()
    {
        AblationOptions options = new() { Explanations = ["e"], Shares = [0.25, 0.75], RandomOrders = 1, Copies = 2 };
        float[] predictions = [10, 9, 11, 6, 4, 10, 10, 12, 10];
        var curves = new double[4];
        Ablation.Curves(options, predictions, curves);
        // Sizes: (1 + 1)/2, (4 + 6)/2; 0, (2 + 0)/2.
        Assert.Equal([1, 5, 0, 1], curves);
        Ablation.Curves(options with { BySign = true }, predictions, curves);
        Assert.Equal([0, 5, 0, -1], curves);
        // (0.25 · 1/2 + 0.5 · (1 + 5)/2) / 0.75.
        Assert.Equal((0.125 + 1.5) / 0.75, Ablation.Area(options.Shares, [1, 5]), 1e-12);
    }

    [Fact]
    public void Check_NamesTheOption()
    {
        AblationOptions options = new() { Explanations = ["e"] };
        options.Check();
        foreach ((AblationOptions wrong, string name) in new[] { (options with { Shares = [0.5, 0.2] }, "--shares"), (options with { Shares = [0, 1] }, "--shares"), (options with { RandomOrders = 0 }, "--random"), (options with { Copies = 0 }, "--copies"), (options with { Explanations = [] }, "--from") })
            Assert.StartsWith(name, Assert.Throws<InputException>(wrong.Check).Message, StringComparison.Ordinal);
    }
}

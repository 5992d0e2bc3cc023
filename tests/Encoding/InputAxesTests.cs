using GenoXai.Core.Encoding;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Encodings;

public sealed class InputAxesTests
{
    [Theory]
    [InlineData("NLC", new long[] { 3, 5, 4 })]
    [InlineData("ncl", new long[] { 3, 4, 5 })]
    [InlineData("N1LC", new long[] { 3, 1, 5, 4 })]
    [InlineData("NC1L", new long[] { 3, 4, 1, 5 })]
    [InlineData("NLC1", new long[] { 3, 5, 4, 1 })]
    [InlineData("N(LC)", new long[] { 3, 20 })]
    [InlineData("N1(CL)", new long[] { 3, 1, 20 })]
    public void Shape_OfEveryOrder_FollowsTheSigns(string text, long[] expected)
    {
        var axes = InputAxes.Parse(text);
        Assert.Equal(expected, axes.Shape(3, 5, 4));
        Assert.Equal(text.ToUpperInvariant(), axes.Text);
        Assert.Equal(expected.Length, axes.Rank);
        Assert.True(axes.HasBatch);
    }

    [Theory]
    [InlineData("LC", new long[] { 5, 4 })]
    [InlineData("CL", new long[] { 4, 5 })]
    [InlineData("1LC", new long[] { 1, 5, 4 })]
    [InlineData("(LC)", new long[] { 20 })]
    public void Shape_WithoutABatchAxis_TakesOneRow(string text, long[] expected)
    {
        var axes = InputAxes.Parse(text);
        Assert.Equal(expected, axes.Shape(1, 5, 4));
        Assert.False(axes.HasBatch);
        Assert.Throws<ArgumentOutOfRangeException>(() => axes.Shape(2, 5, 4));
    }

    [Theory]
    [InlineData("NLC")]
    [InlineData("NCL")]
    [InlineData("N1LC")]
    [InlineData("NC1L")]
    [InlineData("N(LC)")]
    [InlineData("N(CL)")]
    public void Offset_OfEveryElement_IsItsRowMajorIndexInTheShape(string text)
    {
        const int rows = 3, length = 5, letters = 4;
        var axes = InputAxes.Parse(text);
        InputStrides strides = axes.Strides(length, letters);
        for (int n = 0; n < rows; n++)
            for (int l = 0; l < length; l++)
                for (int c = 0; c < letters; c++)
                {
                    // The obvious way: walk the signs from left to right.
                    int index = 0;
                    foreach (char sign in text.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal))
                        (index, _) = sign switch
                        {
                            'N' => (index * rows + n, 0),
                            'L' => (index * length + l, 0),
                            'C' => (index * letters + c, 0),
                            _ => (index, 0),
                        };
                    Assert.Equal(index, strides.Offset(n, l, c));
                }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("N")]
    [InlineData("NL")]
    [InlineData("NLLC")]
    [InlineData("LNC")]
    [InlineData("NNLC")]
    [InlineData("NLX")]
    [InlineData("N(LC")]
    [InlineData("N(LC)C")]
    [InlineData("BLC")]
    public void Parse_OfAnythingElse_SaysHowToWriteOne(string? text)
    {
        Assert.False(InputAxes.TryParse(text, out _, out string? problem));
        Assert.Contains("NLC", problem, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => InputAxes.Parse(text!));
    }

    [Theory]
    [InlineData("NLC", new long[] { -1, 18, 4 }, 18)]
    [InlineData("NLC", new long[] { -1, -1, 4 }, null)]
    [InlineData("NCL", new long[] { 1, 4, 600 }, 600)]
    [InlineData("N(LC)", new long[] { -1, 72 }, 18)]
    [InlineData("N(CL)", new long[] { -1, -1 }, null)]
    public void TryFit_OfMatchingSizes_GivesTheLength(string text, long[] sizes, int? expected)
    {
        Assert.True(InputAxes.Parse(text).TryFit(Open(sizes), 4, out int? length, out _));
        Assert.Equal(expected, length);
    }

    [Theory]
    [InlineData("NLC", new long[] { -1, 4 }, "rank 3, but the model's input has rank 2, shape (any, 4)")]
    [InlineData("NLC", new long[] { -1, 4, 600 }, "axis 2 has size 600")]
    [InlineData("N1LC", new long[] { -1, 2, 50, 4 }, "axis 1 has size 2")]
    [InlineData("N(LC)", new long[] { -1, 71 }, "axis 1 has size 71")]
    public void TryFit_OfOtherSizes_SaysWhichAxis(string text, long[] sizes, string expected)
    {
        Assert.False(InputAxes.Parse(text).TryFit(Open(sizes), 4, out _, out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    private static long?[] Open(long[] sizes) => [.. sizes.Select(static s => s < 0 ? (long?)null : s)];
}

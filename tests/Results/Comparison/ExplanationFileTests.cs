using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Results.Comparison;

public sealed class ExplanationFileTests
{
    [Fact]
    public void Read_OfSequencesOfSeveralLengths_LeavesThePaddingOut()
    {
        // Cell (letter, position) of sequence n holds 100 n + 10 letter + position; the first sequence ends at 3.
        float[][] maps = [.. Enumerable.Range(0, 2).Select(n => Enumerable.Range(0, 20).Select(i => n == 0 && i % 5 > 2 ? float.NaN : 100f * n + 10 * (i / 5) + i % 5).ToArray())];
        using ExplanationFile file = RunComparisonTests.Write("f", "attribute", ["ACG", "TTGCA"], maps);
        ExplainedSequence first = file.Read()!, second = file.Read()!;
        Assert.Null(file.Read());
        Assert.Equal([0.0, 11, 22], first.Importance);
        Assert.Equal([0f, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32], first.Map!);
        Assert.Equal([130.0, 131, 122, 113, 104], second.Importance);
        Assert.Equal(Alphabet.Dna.Parse("TTGCA"), second.Letters!);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("a", 0)]
    [InlineData("b", 100)]
    public void Read_OfATarget_TakesItsOwn(string? target, double expected)
    {
        using ExplanationFile file = Open(target);
        Assert.Equal(target ?? "a", file.Target);
        Assert.Equal([expected, expected + 1], file.Read()!.Importance);
        Assert.Equal([expected + 2, expected + 3], file.Read()!.Importance);
    }

    [Fact]
    public void Open_OfAnUnknownTarget_ListsThoseThereAre() =>
        Assert.Equal("f: has no target \"c\"; it has a, b.", Assert.Throws<InputException>(() => Open("c")).Message);

    [Fact]
    public void Top_TakesTheLargestSizes_TheEarlierOfEqualOnes()
    {
        var sequence = new ExplainedSequence { Id = "a", Importance = [1, -3, 3, double.NaN, 2] };
        Assert.Equal([1], sequence.Top(0.1));
        Assert.Equal([1, 2], sequence.Top(0.4));
        Assert.Equal([0, 1, 2, 4], sequence.Top(1));
    }

    private static ExplanationFile Open(string? target)
    {
        var stream = new MemoryStream();
        using (var npz = new NpzWriter(stream, leaveOpen: true))
        {
            npz.Write<float>("values", [0, 1, 100, 101, 2, 3, 102, 103], 2, 2, 2);
            npz.WriteText("ids", ["s", "t"]);
            npz.WriteText("targets", ["a", "b"]);
            npz.Finish();
        }

        stream.Position = 0;
        return ExplanationFile.Open("f", new RunRecord().Set("method", "occlusion").Set("targets", ["a", "b"]), stream, target);
    }
}

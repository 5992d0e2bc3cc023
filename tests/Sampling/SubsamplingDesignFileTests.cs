using System.Globalization;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Sampling;

public sealed class SubsamplingDesignFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"design-{Environment.ProcessId}-{Path.GetRandomFileName()}.txt");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(4, 6, 3)]
    [InlineData(20, 5, 2)]
    public void Read_OfAWrittenDesign_GivesItBack(int q, int length, int dimension)
    {
        SubsamplingDesign design = SubsamplingDesign.Create(q, length, new SubsamplingOptions { Dimension = dimension, Groups = 2, Offsets = 4 }, seed: 1);
        using (var writer = new StreamWriter(_path)) SubsamplingDesignFile.Write(design, writer);
        SubsamplingDesign read = SubsamplingDesignFile.Read(_path, q);
        Assert.Equal((design.RowCount, dimension, length, 4), (read.RowCount, read.Dimension, read.Length, read.OffsetCount));
        for (int c = 0; c < 2; c++) Assert.Equal(design.Matrix(c).ToArray(), read.Matrix(c).ToArray());
        for (int p = 0; p < 4; p++) Assert.Equal(design.Offset(p).ToArray(), read.Offset(p).ToArray());
    }

    [SharedFact("data/dna_example/dna_MD.txt")]
    public void Read_OfThePublishedExample_FindsItsShape()
    {
        SubsamplingDesign design = SubsamplingDesignFile.Read(SharedFactAttribute.Path("data/dna_example/dna_MD.txt"), 4);
        Assert.Equal((10, 4, 3, 3, 25344L), (design.Length, design.Dimension, design.GroupCount, design.OffsetCount, design.RowCount));
        Assert.Equal([2, 3, 0, 2], design.Matrix(0)[..4].ToArray());
    }

    [Theory]
    [InlineData("M 0 2 1\n1\n4\nD 0 3 2\n0 0\n3 0\n0 3\n", "line 3", "\"4\"")]
    [InlineData("M 0 2 1\n1 2\n3\nD 0 3 2\n0 0\n3 0\n0 3\n", "line 2", "2 digits")]
    [InlineData("M 0 2 1\n1\n3\nD 0 3 2\n0 0\n3 0\n0 2\n", "line 7", "not 3")]
    [InlineData("M 0 2 1\n1\n3\nD 0 3 2\n0 0\n3 0\n", "line 7", "ends")]
    [InlineData("M 0 2 1\n1\n3\n", "line 4", "no delays")]
    [InlineData("M 0 2 1\n1\n3\nM 2 2 1\n1\n1\n", "line 4", "M 1")]
    [InlineData("M 0 2 1\n1\n3\nD 0 4 3\n", "line 4", "does not fit")]
    [InlineData("M 0 2 1\n1\nx\n", "line 3", "\"x\"")]
    [InlineData("hello\n", "line 1", "no header")]
    [InlineData("D 0 3 2\n", "line 1", "before")]
    [InlineData("", "line 1", "no matrix")]
    public void Read_OfABrokenFile_NamesTheLine(string text, string line, string what)
    {
        File.WriteAllText(_path, text);
        InputException error = Assert.Throws<InputException>(() => SubsamplingDesignFile.Read(_path, 4));
        Assert.Contains(line + ":", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAMissingFile_NamesIt() =>
        Assert.Contains(_path, Assert.Throws<InputException>(() => SubsamplingDesignFile.Read(_path, 4)).Message, StringComparison.Ordinal);

    [Fact]
    public void SavedSamples_OfAnotherSize_AreRefusedWithBothNumbers()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 3, new SubsamplingOptions { Dimension = 2 }, seed: 0);
        File.WriteAllBytes(_path, new byte[80]);
        InputException error = Assert.Throws<InputException>(() => SavedSampleFile.Open(_path, design));
        Assert.Contains("80 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains(design.RowCount.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SavedSamples_ReadInPieces_AreTheFile()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, 3, new SubsamplingOptions { Dimension = 2 }, seed: 0);
        double[] values = [.. Enumerable.Range(0, (int)design.RowCount).Select(i => Math.Sqrt(i))];
        File.WriteAllBytes(_path, [.. values.SelectMany(BitConverter.GetBytes)]);
        using SavedSampleFile file = SavedSampleFile.Open(_path, design);
        var piece = new double[31];
        file.Read(17, piece);
        Assert.Equal(values.AsSpan(17, 31).ToArray(), piece);
    }
}

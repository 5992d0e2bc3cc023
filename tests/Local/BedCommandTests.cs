using System.Globalization;
using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>Regions of a genome in place of a FASTA file: the same results, in every command that takes sequences.</summary>
public sealed class BedCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BedCommandTests()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        SeededRandom random = SeededRandom.Stream(1, "genome");
        var letters = new char[200];
        for (int i = 0; i < letters.Length; i++) letters[i] = "ACGT"[random.NextInt(4)];
        string contig = new(letters);
        _folder.Write("g.fa", $">c\n{string.Join('\n', contig.Chunk(60).Select(static l => new string(l)))}\n");
        _folder.Write("r.bed", string.Concat(Enumerable.Range(0, 12).Select(static i => string.Create(CultureInfo.InvariantCulture, $"c\t{8 + 10 * i}\t{8 + 10 * i + i + 1}\n"))));
        _folder.Write("s.fa", string.Concat(Enumerable.Range(0, 12).Select(i =>
        {
            int start = 8 + 10 * i + (i + 1) / 2 - 5;
            return string.Create(CultureInfo.InvariantCulture, $">c:{start}-{start + 10}\n{contig.AsSpan(start, 10)}\n");
        })));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("predict")]
    [InlineData("ism")]
    [InlineData("taylor")]
    [InlineData("attribute", "--method", "gradient")]
    [InlineData("sensx", "--walks", "20", "--samples", "20", "--curve-samples", "0")]
    public void Regions_GiveWhatTheirSequencesGive(string command, params string[] options)
    {
        string[] rest = ["--model", _folder.Path("m.onnx"), .. options, "--out"];
        ProcessResult fasta = GenoXaiProcess.Run([command, "--fasta", _folder.Path("s.fa"), .. rest, _folder.Path("fasta")]);
        Assert.True(fasta.ExitCode == 0, fasta.Error);
        ProcessResult bed = GenoXaiProcess.Run([command, "--bed", _folder.Path("r.bed"), "--genome", _folder.Path("g.fa"), .. rest, _folder.Path("bed")]);
        Assert.True(bed.ExitCode == 0, bed.Error);
        Assert.Equal(File.ReadAllBytes(_folder.Path($"fasta/{command}.npz")), File.ReadAllBytes(_folder.Path($"bed/{command}.npz")));
        ProcessResult again = GenoXaiProcess.Run([command, "--bed", _folder.Path("r.bed"), "--genome", _folder.Path("g.fa"), .. rest, _folder.Path("bed")]);
        Assert.Contains("nothing was shown", again.Output, StringComparison.Ordinal);
    }

    /// <summary>Of a linear model every method gives the weights of the letters, wherever the region and whichever the strand.</summary>
    [Theory]
    [InlineData("ism")]
    [InlineData("taylor")]
    [InlineData("occlusion", "--window", "1")]
    [InlineData("attribute", "--method", "gradient-input")]
    public void Regions_GiveATrackOfTheGenome(string command, params string[] options)
    {
        _folder.Write("r.bed", "c\t20\t30\nc\t60\t70\tx\t0\t-\n");
        ProcessResult result = GenoXaiProcess.Run([command, "--bed", _folder.Path("r.bed"), "--genome", _folder.Path("g.fa"), "--model", _folder.Path("m.onnx"), .. options, "--out", _folder.Path("out")]);
        Assert.True(result.ExitCode == 0, result.Error);
        string contig = string.Concat(File.ReadAllLines(_folder.Path("g.fa"))[1..]);
        string[] lines = File.ReadAllLines(_folder.Path($"out/{command}.bedgraph"));
        Assert.Equal(20, lines.Length);
        for (int i = 0; i < 20; i++)
        {
            int place = i < 10 ? 20 + i : 50 + i, position = i < 10 ? i : 19 - i;
            char letter = i < 10 ? contig[place] : "TGCA"["ACGT".IndexOf(contig[place], StringComparison.Ordinal)];
            int index = "ACGT".IndexOf(letter, StringComparison.Ordinal);
            // Mean effect on the letter is its weight less the mean of the others; a hidden or multiplied letter gives its weight.
            double weight = ToyOnnx.Weight(position, index), others = Enumerable.Range(0, 4).Where(b => b != index).Average(b => ToyOnnx.Weight(position, b));
            string[] cells = lines[i].Split('\t');
            Assert.Equal(["c", $"{place}", $"{place + 1}"], cells[..3]);
            Assert.Equal(command is "ism" or "taylor" ? weight - others : weight, double.Parse(cells[3], CultureInfo.InvariantCulture), 1e-4);
        }
    }

    [Fact]
    public void Query_OfRegions_IsThatOfTheirSequences()
    {
        Assert.Equal(0, GenoXaiProcess.Run("sketch", "--model", _folder.Path("m.onnx"), "--budget", "600", "--out", _folder.Path("sketch")).ExitCode);
        string[] query = ["query", "--sketch", _folder.Path("sketch/sketch.gxs")];
        Assert.Equal(0, GenoXaiProcess.Run([.. query, "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("fasta")]).ExitCode);
        ProcessResult bed = GenoXaiProcess.Run([.. query, "--bed", _folder.Path("r.bed"), "--genome", _folder.Path("g.fa"), "--out", _folder.Path("bed")]);
        Assert.True(bed.ExitCode == 0, bed.Error);
        Assert.Equal(File.ReadAllBytes(_folder.Path("fasta/query.npz")), File.ReadAllBytes(_folder.Path("bed/query.npz")));
    }

    [Fact]
    public void Regions_OfAModelOfAnyLength_AreTheRegionsThemselves_OrAsLongAsIsAsked()
    {
        ToyOnnx.AnyLength().Save(_folder.Path("m.onnx"));
        string[] predict = ["predict", "--bed", _folder.Path("r.bed"), "--genome", _folder.Path("g.fa"), "--model", _folder.Path("m.onnx"), "--out"];
        Assert.Equal(0, GenoXaiProcess.Run([.. predict, _folder.Path("own")]).ExitCode);
        using (var npz = new NpzReader(File.OpenRead(_folder.Path("own/predict.npz")), "predict.npz")) Assert.Equal(Enumerable.Range(1, 12), npz.Read<int>("lengths").Values);
        Assert.Equal(0, GenoXaiProcess.Run([.. predict, _folder.Path("ten"), "--length", "6"]).ExitCode);
        Assert.Contains("c:5-11", File.ReadAllText(_folder.Path("ten/predictions.tsv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("say which sequences")]
    [InlineData("say with --genome", "--bed", "r.bed")]
    [InlineData("instead", "--bed", "r.bed", "--genome", "g.fa", "--fasta", "s.fa")]
    [InlineData("10 letters are needed", "--bed", "r.bed", "--genome", "g.fa", "--length", "12")]
    [InlineData("no such file", "--bed", "none.bed", "--genome", "g.fa")]
    public void Regions_WithWrongOptions_EndWithTwoAndSayWhy(string expected, params string[] options)
    {
        ProcessResult result = GenoXaiProcess.Run(["ism", "--model", _folder.Path("m.onnx"), "--out", _folder.Path("out"), .. options.Select(o => o.Contains('.', StringComparison.Ordinal) ? _folder.Path(o) : o)]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}

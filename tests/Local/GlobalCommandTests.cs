using System.Globalization;
using System.Xml.Linq;
using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Tests.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai query --global</c> as a process, on the pairwise toy: additive weights (l + 1)(b + 1)/10 and 3·[A at 2][T at 7].</summary>
public sealed class GlobalCommandTests : IDisposable
{
    private const double Pure = 3 * 0.75 * 0.75, First = 3 * 0.25 * 0.75;
    private readonly TemporaryFolder _folder = new();

    public GlobalCommandTests()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _folder.Write("s.fa", ">a\nCCACCCCTCC\n>b\nGGGGGGGGGN\n>c\nACATACGTAC\n");
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--budget", "1000", "--decoder", "ridge", "--out", "@k");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Global_WithoutSequences_IsWhatTheModelWasMadeOf()
    {
        Assert.Contains("0 model rows", Ok("query", "--sketch", "@k/sketch.gxs", "--global", "--out", "@g", "--top", "3").Output, StringComparison.Ordinal);
        RunRecord record = Record("g");
        Assert.Equal(("global", 0, 16_384, true), (record.GetString("method"), record.GetInt64("model_rows"), record.GetInt64("sequences"), record.GetBoolean("mean_phi_is_exact")));
        Assert.Equal(1, record.GetDoubles("energy_by_order").Sum(), 1e-9);

        string[][] pair = [.. Rows("g/interactions.tsv").Where(static r => r[2] == "2")];
        Assert.Equal(3, pair.Length);
        Assert.Equal(["2,7", "A,T", "2", "dividend"], pair[0][..4]);
        Assert.Equal(Pure, Number(pair[0][4]), 0.02);
        string[] support = Rows("g/supports.tsv").First(static r => r[0] == "2,7");
        Assert.Equal("A,T", support[5]);
        // The pair's table is 3·u·v with u, v of values 3/4, −1/4 ×3: variance (3·3/16)².
        Assert.Equal(9 * 9.0 / 256, Number(support[3]), 0.01);
        Assert.Equal(1, Rows("g/supports.tsv").Sum(static r => Number(r[4])), 1e-9);

        // Mean φ of A at 2 is its own table: its weight, and the bonus where T stands by chance.
        Assert.Equal(3 * (0.1 - 0.25) + First, Number(Cell("g", 2, "A")[3]), 0.02);
        Assert.Equal(10 * (0.3 - 0.25), Number(Cell("g", 9, "G")[3]), 0.02);
        // |φ| there: with T (1/4) half the pair's own value more, without T (3/4) a third of that less.
        double alone = 3 * (0.1 - 0.25) + First;
        Assert.Equal(Math.Abs(alone + Pure / 2) / 4 + Math.Abs(alone - Pure / 6) * 3 / 4, Number(Cell("g", 2, "A")[4]), 0.03);
        Assert.Equal(16_384, Rows("g/position_letter.tsv").Where(static r => r[0] == "4").Sum(static r => Number(r[2])));
        AssertPictures("g");
        Assert.Contains("MOTIF positions_", File.ReadAllText(_folder.Path("g/motifs.meme")), StringComparison.Ordinal);
    }

    [Fact]
    public void Global_OverAFasta_AveragesItsShapleyValues()
    {
        Ok("query", "--sketch", "@k/sketch.gxs", "--global", "--fasta", "@s.fa", "--background", "@s.fa", "--out", "@g");
        Sketch sketch = SketchFile.Read(_folder.Path("k/sketch.gxs"));
        NamedSequence[] sequences = [.. FastaReader.ReadFile(_folder.Path("s.fa"), Alphabet.Dna)];
        Explanation[] explained = new SketchQuery(sketch, new SequenceBackground(sequences)).Explain(sequences);
        // Position 2: A in the first and the third sequence.
        string[] cell = Cell("g", 2, "A");
        Assert.Equal("2", cell[2]);
        Assert.Equal((explained[0].Phi[2] + explained[2].Phi[2]) / 2, Number(cell[3]), 1e-9);
        Assert.Equal((Math.Abs(explained[0].Phi[2]) + Math.Abs(explained[2].Phi[2])) / 2, Number(cell[4]), 1e-9);
        Assert.Equal(("0", "NaN"), (Cell("g", 2, "C")[2], Cell("g", 2, "C")[3]));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("g/global.npz")), "global.npz");
        Assert.Equal(explained.Average(static e => Math.Abs(e.Phi[5])), npz.Read<double>("mean_absolute_phi_by_position").Values[5], 1e-9);
        Assert.Equal([10, 10], npz.Read<double>("pair_energy").Shape);
        Assert.Equal(explained[0].BaseValue, npz.Read<double>("base_value").Values[0], 1e-12);
        RunRecord record = Record("g");
        Assert.Equal((3, 1, "sequences", false), (record.GetInt64("sequences"), record.GetInt64("missing_letters"), record.GetString("background"), record.GetBoolean("mean_phi_is_exact")));
        Assert.Contains(record.GetStrings("warnings"), static w => w.Contains("missing", StringComparison.Ordinal));
        AssertPictures("g");

        ProcessResult piped = GenoXaiProcess.RunWithInput(File.ReadAllText(_folder.Path("s.fa")),
            "query", "--sketch", _folder.Path("k/sketch.gxs"), "--global", "--fasta", "-", "--background", _folder.Path("s.fa"), "--out", _folder.Path("p"));
        Assert.True(piped.ExitCode == 0, piped.Error);
        Assert.Equal(File.ReadAllBytes(_folder.Path("g/global.npz")), File.ReadAllBytes(_folder.Path("p/global.npz")));
    }

    [Fact]
    public void Global_OfAWindow_KeepsTheHeldLettersOut()
    {
        _folder.Write("one.fa", ">one\nCCACCCCTCC\n");
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--fasta", "@one.fa", "--range", "5:9", "--budget", "1000", "--decoder", "ridge", "--out", "@w");
        Ok("query", "--sketch", "@w/sketch.gxs", "--global", "--out", "@g");
        Assert.Equal(("16384", 0.0), (Cell("g", 0, "C")[2], Number(Cell("g", 0, "C")[3])));
        Assert.Equal("0", Cell("g", 0, "A")[2]);
        // A stands at 2, so T at 7 is worth the whole bonus.
        Assert.Equal(8 * 0.15 + 3 * 0.75, Number(Cell("g", 7, "T")[3]), 0.02);
        AssertPictures("g");
    }

    [Fact]
    public void Report_OfAGlobalView_ShowsItsPicturesAndTables()
    {
        Ok("query", "--sketch", "@k/sketch.gxs", "--global", "--out", "@g");
        Ok("report", "@g");
        XDocument page = PageChecks.Check(_folder.Path("g/report.html"));
        Assert.Equal(
            ["What each letter contributes", "Where the letters matter", "How many positions act together", "Which positions act together"],
            PageChecks.Pictures(page).Select(static name => name.Split(':')[0]));
        Assert.Contains("2, 7", page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Global_OfAConstantModel_SaysThatNothingMatters()
    {
        ToyOnnx.Constant().Save(_folder.Path("c.onnx"));
        Ok("sketch", "--model", "@c.onnx", "--budget", "500", "--out", "@c");
        Ok("query", "--sketch", "@c/sketch.gxs", "--global", "--out", "@g");
        Assert.Equal(0, Record("g").GetInt64("supports"));
        Assert.Empty(Rows("g/supports.tsv"));
        AssertPictures("g");
        Ok("report", "@g");
        Assert.Contains("The sketch is constant", PageChecks.Check(_folder.Path("g/report.html")).Root!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check", "--check", "100")]
    [InlineData("--index", "--index", "stii")]
    [InlineData("--pictures", "--pictures", "3")]
    [InlineData("--top many", "--top", "many")]
    [InlineData("no such file", "--fasta", "none.fa")]
    public void Global_WithAnOptionOfSingleSequences_IsRefused(string said, params string[] options)
    {
        ProcessResult result = GenoXaiProcess.Run(["query", "--sketch", _folder.Path("k/sketch.gxs"), "--global", "--out", _folder.Path("g"), .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("g/run.json")));
    }

    [Fact]
    public void Query_WithoutSequences_SaysThatItTakesThemOrGlobal()
    {
        ProcessResult result = GenoXaiProcess.Run("query", "--sketch", _folder.Path("k/sketch.gxs"), "--out", _folder.Path("g"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--global", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Global_OfASequenceThatDoesNotFit_NamesIt_AndWritesNothing()
    {
        _folder.Write("bad.fa", ">a\nCCACCCCTCC\n>short\nACGT\n");
        ProcessResult result = GenoXaiProcess.Run("query", "--sketch", _folder.Path("k/sketch.gxs"), "--global", "--fasta", _folder.Path("bad.fa"), "--out", _folder.Path("g"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("\"short\"", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(_folder.Path("g")) ? Directory.GetFiles(_folder.Path("g")) : []);
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private string[][] Rows(string table) => [.. File.ReadAllLines(_folder.Path(table)).Skip(1).Select(static line => line.Split('\t'))];

    private string[] Cell(string run, int position, string letter) =>
        Rows(run + "/position_letter.tsv").Single(r => r[0] == position.ToString(CultureInfo.InvariantCulture) && r[1] == letter);

    private void AssertPictures(string run)
    {
        foreach (string name in new[] { "letters", "importance", "energy_by_order", "pairs" }) PictureChecks.Parse(File.ReadAllText(_folder.Path($"{run}/{name}.svg")));
    }

    private ProcessResult Ok(params string[] arguments)
    {
        ProcessResult result = GenoXaiProcess.Run([.. arguments.Select(a => a.StartsWith('@') ? _folder.Path(a[1..]) : a)]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private RunRecord Record(string run)
    {
        using FileStream stream = File.OpenRead(_folder.Path(run + "/run.json"));
        return RunRecordFile.Read(stream, "run.json");
    }
}

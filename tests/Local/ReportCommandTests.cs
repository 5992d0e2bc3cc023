using System.Xml.Linq;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai report</c> as a process, on every kind of run.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private const string Hostile = "<script>alert('x')</script>&\"1";
    private readonly TemporaryFolder _folder = new();

    public ReportCommandTests()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _folder.Write("s.fa", $">{Hostile}\nCCACCCCTCC\n>b\nGGGGGGGGGN\n>c\nACGTACGTAC\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Report_OfAnIsmRun_LeadsWithTheStrongestSubstitutionAndEscapesIds()
    {
        Ok("ism", "--model", "@p.onnx", "--target", "y[0]", "--fasta", "@s.fa", "--out", "@ism");
        XDocument page = Report("ism");
        // Leaving A at 2 loses the bonus of 3; to T it gains W[2, T] − W[2, A] = 0.9, so C (+0.3) is worst. T at 7 to A loses 3 + 8·0.3.
        Assert.Contains("T→A at position 7 of " + Hostile + " changes y[0] by −5.400", page.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("1 letter is missing", page.Root.Value, StringComparison.Ordinal);
        Assert.Equal([Hostile, "7", "T", "A", "−5.400"], Rows(page, "from")[0]);
        Assert.Equal(5, PageChecks.Pictures(page).Count);
        Assert.Contains("c: ISM of y[0]", PageChecks.Pictures(page)[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfAnIsmRunOfTwoTargets_NamesTheTargetOfEachSubstitution()
    {
        Ok("ism", "--model", "@p.onnx", "--target", "y[0]", "--target", "y[1]", "--fasta", "@s.fa", "--out", "@ism");
        Assert.Equal([Hostile, "7", "T", "A", "−10.80", "y[1]"], Rows(Report("ism"), "from")[0]);
    }

    [Fact]
    public void Report_OfIsmOnSeveralLengths_LeavesOutTheProfile()
    {
        ToyOnnx.AnyLength().Save(_folder.Path("any.onnx"));
        _folder.Write("any.fa", ">a\nACG\n>b\nAC\n");
        Ok("ism", "--model", "@any.onnx", "--fasta", "@any.fa", "--out", "@ism");
        XDocument page = Report("ism");
        // In "AC" a letter is half of the mean: A to T is 3/2.
        Assert.Equal(["b", "0", "A", "T", "+1.500"], Rows(page, "from")[0]);
        Assert.Equal(3, PageChecks.Pictures(page).Count);
    }

    [Fact]
    public void Report_OfPredictions_ShowsTheirSpread()
    {
        Ok("predict", "--model", "@p.onnx", "--target", "y[0]", "--target", "y[1]", "--fasta", "@s.fa", "--out", "@predict");
        XDocument page = Report("predict");
        string[][] rows = Rows(page, "mean");
        Assert.Equal(["y[0]", "y[1]"], rows.Select(static r => r[0]));
        // CCACCCCTCC: 11 − 0.3 + 1.6 + 3 by weights 0.1(l + 1)(b + 1) and the bonus.
        Assert.Equal("15.30", rows[0][4]);
        Assert.Equal([Hostile, "15.30"], Rows(page, "y[0]")[0]);
        Assert.Single(PageChecks.Pictures(page));
    }

    [Fact]
    public void Report_OfASketchAndItsQuery_SaysHowFarToTrustIt()
    {
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--budget", "2000", "--out", "@sketch");
        XDocument sketch = Report("sketch");
        Assert.Contains("explain 100.0 % of the variance", sketch.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("1.000 ± 0.000", sketch.Root.Value, StringComparison.Ordinal);
        // Position 7 has weights 0.8 apart and the bonus of its T on top; position 9 has weights 1.0 apart.
        Assert.Equal(["7", "1"], Rows(sketch, "root mean square")[0][..2]);
        Assert.Contains(Rows(sketch, "root mean square"), static row => row[0] == "2, 7" && row[1] == "2" && row[3] == "A, T");
        Assert.Equal(
            ["The sketch against the model", "Where the variance is", "What each letter does on average", "Which pairs of positions act together"],
            PageChecks.Pictures(sketch).Select(static name => name.Split(':')[0]));

        Ok("query", "--sketch", "@sketch/sketch.gxs", "--fasta", "@s.fa", "--out", "@query");
        XDocument query = Report("query");
        Assert.Contains("3 sequences explained without a model row", query.Root!.Value, StringComparison.Ordinal);
        string[] strongest = Rows(query, "dividend")[0];
        Assert.Equal(["2, 7", "A, T", "2"], strongest[..3]);
        Assert.Equal(3 * 0.75 * 0.75, double.Parse(strongest[3], System.Globalization.CultureInfo.InvariantCulture), 0.01);
        Assert.Equal(Hostile, strongest[4]);
    }

    [Fact]
    public void Report_OfAConstantModel_SaysThatThereIsNothingToExplain()
    {
        ToyOnnx.Constant().Save(_folder.Path("constant.onnx"));
        Ok("sketch", "--model", "@constant.onnx", "--budget", "1000", "--out", "@sketch");
        Assert.Contains("there is nothing to explain", Report("sketch").Root!.Value, StringComparison.Ordinal);
        Ok("query", "--sketch", "@sketch/sketch.gxs", "--fasta", "@s.fa", "--out", "@query");
        Report("query");
    }

    [Fact]
    public void Report_IntoAnotherFolder_LinksBack()
    {
        Ok("predict", "--model", "@p.onnx", "--target", "y[0]", "--fasta", "@s.fa", "--out", "@run");
        _folder.Write("pages/x.txt", "");
        Ok("report", "@run", "--out", "@pages/page.html");
        Assert.Contains("href=\"../run/predict.npz\"", File.ReadAllText(_folder.Path("pages/page.html")), StringComparison.Ordinal);
        PageChecks.Check(_folder.Path("pages/page.html"));
        Assert.False(File.Exists(_folder.Path("run/report.html")));
        Refused("run.json", "report", "@run", "--out", "@run/run.json");
        Refused("cannot be written", "report", "@run", "--out", "@nowhere/page.html");
    }

    [Fact]
    public void Report_OfWhatIsNoFinishedRun_EndsWithTwoAndNamesTheFile()
    {
        Refused("no such folder", "report", "@nothing");
        _folder.Write("empty/x.txt", "");
        Refused("run.json: is missing", "report", "@empty");
        _folder.Write("stopped/journal/journal.log", "");
        Refused("not finished", "report", "@stopped");
        _folder.Write("broken/run.json", "{ \"method\": ");
        Refused("run.json, line 1", "report", "@broken");
        _folder.Write("outside/run.json", "{ \"method\": \"predict\", \"targets\": [], \"warnings\": [], \"files\": [\"00  ../s.fa\"] }");
        Refused("no checksum with a file name", "report", "@outside");

        Ok("predict", "--model", "@p.onnx", "--target", "y[0]", "--fasta", "@s.fa", "--out", "@run");
        File.AppendAllText(_folder.Path("run/predictions.tsv"), "x");
        Refused("predictions.tsv: is damaged", "report", "@run");
        File.Delete(_folder.Path("run/predictions.tsv"));
        Refused("predictions.tsv: is missing", "report", "@run");
        Assert.False(File.Exists(_folder.Path("run/report.html")));
    }

    private void Ok(params string[] arguments)
    {
        ProcessResult result = Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private void Refused(string message, params string[] arguments)
    {
        ProcessResult result = Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    private ProcessResult Run(string[] arguments) => GenoXaiProcess.Run([.. arguments.Select(a => a.StartsWith('@') ? _folder.Path(a[1..]) : a)]);

    private XDocument Report(string run)
    {
        Ok("report", "@" + run);
        return PageChecks.Check(_folder.Path(run + "/report.html"));
    }

    /// <summary>The cells of the table that has a column of a name.</summary>
    private static string[][] Rows(XDocument page, string column)
    {
        XElement table = page.Descendants("table").First(t => t.Descendants("th").Any(h => h.Value == column));
        return [.. table.Element("tbody")!.Elements("tr").Select(static row => row.Elements("td").Select(static cell => cell.Value).ToArray())];
    }
}

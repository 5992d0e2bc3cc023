using System.Diagnostics;
using System.Runtime.InteropServices;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Demo;

namespace GenoXai.Tests.Local;

/// <summary>One demo, run as a process, for all tests that look at what it left.</summary>
public sealed class FinishedDemo : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FinishedDemo() => Result = GenoXaiProcess.Run("demo", "--out", _folder.Path("demo"));

    internal ProcessResult Result { get; }

    public string Path(string name) => _folder.Path("demo/" + name);

    public RunRecord Record(string name)
    {
        using FileStream stream = File.OpenRead(Path(name));
        return RunRecordFile.Read(stream, name);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary><c>genoxai demo</c> as a process.</summary>
public sealed class DemoCommandTests(FinishedDemo demo) : IClassFixture<FinishedDemo>
{
    // The budget of 5,000 less the twentieth that is kept for questions; here the decoder has none.
    private const long SketchRows = 4_750;

    [Fact]
    public void Demo_EndsWithThePathOfItsReport()
    {
        Assert.True(demo.Result.ExitCode == 0, demo.Result.Error);
        string last = demo.Result.Output.TrimEnd('\n').Split('\n')[^1];
        Assert.Equal(demo.Path("report.html"), last);
        Assert.False(Directory.Exists(demo.Path("journal")));
        System.Xml.Linq.XDocument page = PageChecks.Check(last);
        Assert.Equal(12, PageChecks.Pictures(page).Count);
        Assert.Empty(page.Descendants("aside"));
    }

    [Fact]
    public void Demo_LeavesItsRunsBelowItsFolder()
    {
        Assert.Equal("ism", demo.Record("ism/run.json").GetString("method"));
        Assert.Equal(12 * (1 + 3 * 48), demo.Record("ism/run.json").GetInt64("model_rows"));
        Assert.Equal(SketchRows, demo.Record("sketch/run.json").GetInt64("model_rows"));
        Assert.Equal(240, demo.Record("query/run.json").GetInt64("sequences"));
        Assert.Equal(0, demo.Record("query/run.json").GetInt64("model_rows"));
        foreach (string run in new[] { "predict", "ism", "sketch", "query" })
        {
            Assert.Equal("demo-promoter", demo.Record(run + "/run.json").GetString("model"));
            Assert.True(File.Exists(demo.Path($"{run}/{run}.npz")));
        }

        Assert.True(File.Exists(demo.Path("home/models/demo-promoter/model.onnx")));
    }

    [Fact]
    public void CommandsOfTheReport_FindTheDemosResults()
    {
        string[] commands = [.. File.ReadLines(demo.Path("report.html")).Select(static line => line.Trim()).Where(static line => line.StartsWith("genoxai ", StringComparison.Ordinal))];
        foreach (string method in new[] { "predict", "ism", "sketch" })
        {
            string[] words = Assert.Single(commands, c => c.Split(' ')[1] == method).Split(' ');
            for (int i = 3; i < words.Length; i++)
                if (words[i - 1] is "--home" or "--fasta" or "--out") words[i] = demo.Path(words[i]);
            ProcessResult again = GenoXaiProcess.Run(words[1..]);
            Assert.True(again.ExitCode == 0, again.Error);
            Assert.Contains("already holds", again.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Demo_FindsWhatWasPlanted()
    {
        RunRecord record = demo.Record("run.json");
        // Measured: R² 0.956, r 0.961, 89.6 % of the strongest positions where both words are in place, 74 of 80 pairs.
        Assert.InRange(record.GetDouble("r2"), 0.94, 1);
        Assert.InRange(record.GetDouble("r2_on_the_sequences"), 0.9, 1);
        Assert.InRange(record.GetDouble("agreement_of_phi_and_ism"), 0.92, 1);
        Assert.InRange(record.GetDouble("planted_letters_found_in_place"), 0.85, 1);
        Assert.InRange(record.GetDouble("planted_letters_found"), 0.6, 1);
        Assert.True(record.GetBoolean("interaction_is_planted"));
        Assert.InRange(record.GetInt64("sequences_with_planted_pair"), 65, 80);
        Assert.Equal(SketchRows / (2048 + 2 * 48) + 1, record.GetInt64("break_even_kernel_shap"));
        Assert.Equal(SketchRows / 145 + 1, record.GetInt64("break_even_ism"));
        Assert.InRange(record.GetDouble("query_microseconds"), 0, 1000);
        Assert.Equal(240 + 12 * 145 + SketchRows, record.GetInt64("model_rows"));
    }

    [Fact]
    public void Demo_SaysTheAgreementThatItsArraysHave()
    {
        using var ism = new NpzReader(File.OpenRead(demo.Path("ism/ism.npz")), "ism.npz");
        using var query = new NpzReader(File.OpenRead(demo.Path("query/query.npz")), "query.npz");
        float[] values = ism.Read<float>("values").Values;
        byte[] letters = ism.Read<byte>("one_hot").Values;
        double[] phi = query.Read<double>("phi").Values;
        string[] few = ism.ReadText("ids").Values, all = query.ReadText("ids").Values;
        var x = new List<double>();
        var y = new List<double>();
        for (int n = 0; n < few.Length; n++)
        {
            for (int l = 0; l < 48; l++)
            {
                // Effects are 0 at the observed letter: the mean over the other three, its sign turned.
                double sum = 0;
                for (int b = 0; b < 4; b++) sum += letters[(n * 4 + b) * 48 + l] == 0 ? values[(n * 4 + b) * 48 + l] : 0;
                x.Add(-sum / 3);
                y.Add(phi[Array.IndexOf(all, few[n]) * 48 + l]);
            }
        }

        double mx = x.Average(), my = y.Average();
        double r = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
        Assert.Equal(r, demo.Record("run.json").GetDouble("agreement_of_phi_and_ism"), 1e-6);
    }

    [Fact]
    public void Report_OfTheDemosRuns_ShowsThem_AndOfTheDemoItselfPointsToThem()
    {
        foreach (string run in new[] { "predict", "ism", "sketch", "query" })
        {
            Assert.Equal(0, GenoXaiProcess.Run("report", demo.Path(run)).ExitCode);
            PageChecks.Check(demo.Path(run + "/report.html"));
        }

        ProcessResult refused = GenoXaiProcess.Run("report", demo.Path(""));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("demo", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_Interrupted_GoesOn_AndGivenAgainReplacesOnlyItsOwn()
    {
        using var folder = new TemporaryFolder();
        string own = folder.Write("demo/notes.txt", "mine"), record = folder.Path("demo/run.json");
        using (Process process = GenoXaiProcess.Start("demo", "--out", folder.Path("demo")))
        {
            while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("4/6", StringComparison.Ordinal))
            {
            }

            Assert.Equal(0, SendSignal(process.Id, 2));
            Assert.Equal(3, GenoXaiProcess.Wait(process).ExitCode);
        }

        Assert.False(File.Exists(record));
        byte[] before = File.ReadAllBytes(folder.Path("demo/ism/run.json"));
        ProcessResult resumed = GenoXaiProcess.Run("demo", "--out", folder.Path("demo"));
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("Going on", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.Path("demo/ism/run.json")));
        Assert.True(File.Exists(record));

        ProcessResult again = GenoXaiProcess.Run("demo", "--out", folder.Path("demo"));
        Assert.Equal(0, again.ExitCode);
        Assert.DoesNotContain("already holds", again.Output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(own));
    }

    [Fact]
    public void Demo_IntoSomebodyElsesResults_IsRefusedAndTouchesNothing()
    {
        using var folder = new TemporaryFolder();
        string theirs = folder.Write("demo/report.html", "theirs");
        ProcessResult result = GenoXaiProcess.Run("demo", "--out", folder.Path("demo"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("not from a demo", result.Error, StringComparison.Ordinal);
        Assert.Equal("theirs", File.ReadAllText(theirs));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path("demo")));
        Assert.Equal(2, GenoXaiProcess.Run("demo", "--out", theirs).ExitCode);
    }

    [Fact]
    public void Folder_OfAnotherVersionsInterruptedDemo_IsBegunAgain()
    {
        using var folder = new TemporaryFolder();
        DemoFolder first = DemoFolder.Open(folder.Path("demo"), "one");
        Assert.False(first.Resumed);
        Assert.True(DemoFolder.Open(folder.Path("demo"), "one") is { Resumed: true, ReplaceRuns: false });
        Assert.True(DemoFolder.Open(folder.Path("demo"), "two") is { Resumed: false, ReplaceRuns: true });
        Assert.Throws<InputException>(() => DemoFolder.Open(folder.Write("file", ""), "one"));
    }

    [Fact]
    public void Truth_SaysWherePairsBelong()
    {
        DemoTruth truth = DemoTruth.Read(DemoContent.Read(DemoContent.Truth));
        Assert.Equal(240, truth.Sequences.Count);
        Assert.Equal("TTGACA", truth.First.Word);
        Assert.Equal(new BonusPlace(8, 31, 1), truth.Places[0]);
        Assert.Equal(new BonusPlace(8, 31, 1), truth.PlaceOf(8, 36));
        Assert.Null(truth.PlaceOf(0, 36));
        Assert.Null(truth.PlaceOf(8, 40));
        PlantedSequence both = truth.Of("both_001");
        Assert.Equal(12, both.PlantedLetters);
        Assert.True(both.IsPlanted(both.Words[0].Start) && both.IsPlanted(both.Words[0].End - 1) && !both.IsPlanted(both.Words[0].End));
        Assert.Throws<InputException>(() => truth.Of("nobody"));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}

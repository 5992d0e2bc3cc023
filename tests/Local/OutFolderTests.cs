using System.Diagnostics;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>What happens to the folder of <c>--out</c> when runs are refused, killed, repeated or overwritten.</summary>
public sealed class OutFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OutFolderTests()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", ">a\nACGTACGTAC\n");
        _folder.Write("bad.fa", ">a\nACGTACGTAC\n>b\nACGT\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ism_OverwritingWithABadFasta_KeepsTheEarlierResults()
    {
        Assert.Equal(0, Ism("s.fa").ExitCode);
        string[] before = Files();
        Assert.Equal(2, Ism("bad.fa", "--overwrite").ExitCode);
        Assert.Equal(before, Files());
        Assert.Contains("nothing was shown", Ism("s.fa").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Ism_RefusedBeforeItHasAPlan_LeavesNoJournal()
    {
        Assert.Equal(2, Ism("bad.fa").ExitCode);
        Assert.False(Directory.Exists(_folder.Path("out/journal")));
    }

    [Fact]
    public void Ism_OverADamagedRecord_IsPossibleWhenTold()
    {
        Assert.Equal(0, Ism("s.fa").ExitCode);
        _folder.Write("out/run.json", "{");
        ProcessResult refused = Ism("s.fa");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("holds a damaged record of a run", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, Ism("s.fa", "--overwrite").ExitCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"method\": 3}")]
    [InlineData("")]
    public async Task Folder_WithADamagedRecord_SaysHowToReplaceIt(string record)
    {
        _folder.Write("out/run.json", record);
        var folder = new RunFolder(_folder.Path("out"), overwrite: false);
        foreach (InputException error in new[]
        {
            await Assert.ThrowsAsync<InputException>(() => folder.PrepareAsync("identity", "data", CancellationToken.None)),
            Assert.Throws<InputException>(() => folder.RequireOwn("replicas")),
        })
        {
            Assert.Contains("holds a damaged record of a run", error.Message, StringComparison.Ordinal);
            Assert.EndsWith("or say --overwrite to replace what is there.", error.Message, StringComparison.Ordinal);
        }

        new RunFolder(_folder.Path("out"), overwrite: true).RequireOwn("replicas");
    }

    [Fact]
    public void Ism_KilledBeforeItsLastStep_IsTidiedUpByTheSameCommand()
    {
        Assert.Equal(0, Ism("s.fa").ExitCode);
        _folder.Write("out/journal/chunk-000000.part", "left behind");
        Assert.Contains("nothing was shown", Ism("s.fa").Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out/journal")));
    }

    [Fact]
    public void Ism_Overwriting_ResumesItsOwnInterruptedRun()
    {
        _folder.Write("many.fa", string.Concat(Enumerable.Range(0, 4000).Select(static i => $">s{i}\nACGTACGTAC\n")));
        string[] slow = ["--overwrite", "--chunk-rows", "310", "--batch", "31", "--threads", "1"];
        Assert.Equal(0, Ism("s.fa").ExitCode);
        using (Process process = GenoXaiProcess.Start([.. Command("many.fa"), .. slow]))
        {
            var watch = Stopwatch.StartNew();
            while (!File.Exists(_folder.Path("out/journal/chunk-000002.part")))
            {
                Assert.False(process.HasExited, "the run ended too soon");
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "no chunk within a minute");
                Thread.Sleep(1);
            }

            process.Kill();
            process.WaitForExit();
        }

        ProcessResult resumed = Ism("many.fa", slow);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("taken over", resumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Ism_OverwritingAFolderThatAnotherProcessWorksOn_LeavesItAlone()
    {
        Directory.CreateDirectory(_folder.Path("out/journal"));
        using FileStream held = new(_folder.Path("out/journal/lock"), FileMode.Create, FileAccess.Write, FileShare.None);
        ProcessResult result = Ism("s.fa", "--overwrite");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("another process", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Path("out/journal/lock")));
    }

    [Fact]
    public void Query_OfAPipe_ReadsItOnce()
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(0, GenoXaiProcess.Run("sketch", "--model", _folder.Path("m.onnx"), "--budget", "500", "--out", _folder.Path("k")).ExitCode);
        ProcessResult result = GenoXaiProcess.RunWithInput(">a\nACGTACGTAC\n>b\nTTTTTTTTTT\n",
            "query", "--sketch", _folder.Path("k/sketch.gxs"), "--fasta", "/dev/stdin", "--out", _folder.Path("q"));
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(3, File.ReadAllLines(_folder.Path("q/query.tsv")).Length);
    }

    [Theory]
    [InlineData("--repeats", "0")]
    [InlineData("--noise-sd", "NaN")]
    [InlineData("--noise-sd", "-1")]
    [InlineData("--b", "11")]
    [InlineData("--groups", "0")]
    public void Sketch_WithAnImpossibleOption_NamesIt(string option, string value)
    {
        ProcessResult result = GenoXaiProcess.Run("sketch", "--model", _folder.Path("m.onnx"), "--budget", "5000", "--decoder", "qsft", option, value, "--out", _folder.Path("k"));
        Assert.True(result.ExitCode == 2, result.Error);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ism_WithPicturesBelowZero_IsRefused_AndNoneIsNoReasonToWarn()
    {
        Assert.Equal(2, Ism("s.fa", "--pictures", "-1").ExitCode);
        Assert.Equal("", Ism("s.fa", "--pictures", "0").Error);
    }

    [Fact]
    public void Ism_OfAModelThatRefusesItsConstants_SaysOneThing()
    {
        ToyOnnx.TwoInputs().Save(_folder.Path("two.onnx"));
        foreach (string shape in new[] { "[1,3]", "[4]", "[]" })
        {
            string values = shape == "[4]" ? "[1,2,3,4]" : shape == "[]" ? "[1]" : "[1,2,3]";
            _folder.Write("two.manifest.json", $$$"""{"id":"two","input":{"name":"x","axes":"NLC"},"constants":[{"name":"library","shape":{{{shape}}},"values":{{{values}}}}]}""");
            ProcessResult result = GenoXaiProcess.Run("ism", "--model", _folder.Path("two.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"));
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("does not fit", result.Error, StringComparison.Ordinal);
            Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private ProcessResult Ism(string fasta, params string[] options) => GenoXaiProcess.Run([.. Command(fasta), .. options]);

    private string[] Command(string fasta) => ["ism", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path(fasta), "--out", _folder.Path("out")];

    private string[] Files() => [.. Directory.GetFiles(_folder.Path("out"), "*", SearchOption.AllDirectories).Select(static f => $"{f} {new FileInfo(f).Length}").Order(StringComparer.Ordinal)];
}

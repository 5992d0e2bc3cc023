using System.Diagnostics;
using GenoXai.Core.Results;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai taylor</c> as a process: results, check, resuming, refusals.</summary>
public sealed class TaylorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TaylorCommandTests() => ToyOnnx.Additive().Save(_folder.Path("m.onnx"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Taylor_OfALinearModel_IsItsIsm()
    {
        _folder.Write("s.fa", ">a\nACGTACGTAC\n>b\nacgtnCGTAC\n");
        Ok("taylor", "m.onnx", "taylor");
        Ok("ism", "m.onnx", "ism");
        float[] taylor = Read("taylor").Values, ism = Read("ism").Values;
        Assert.Equal(80, taylor.Length);
        Assert.All(taylor.Zip(ism), static p => Assert.Equal(p.Second, p.First, 1e-6f));
        RunRecord record = Record("taylor");
        Assert.Equal((2, 2, 4), (record.GetInt64("forward_rows"), record.GetInt64("gradient_rows"), record.GetInt64("model_rows")));
        Assert.Equal(2, Directory.GetFiles(_folder.Path("taylor"), "*.svg").Length);
        Assert.Equal(["taylor.npz"], Directory.GetFiles(_folder.Path("taylor"), "*.npz").Select(Path.GetFileName));
    }

    [Fact]
    public void Taylor_WithACheck_SaysHowItAgreesWithIsm()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _folder.Write("s.fa", ">a\nCCACCCCTCC\n>b\nGGGGGGGGGG\n");
        Ok("taylor", "p.onnx", "out", "--target", "y[0]", "--check", "4");
        RunRecord record = Record("out");
        Assert.Equal(2 + 2 + 2 * (1 + 4 * 3), record.GetInt64("model_rows"));
        Assert.Equal(2 * 4 * 3, record.GetInt64("check_substitutions"));
        Assert.InRange(record.GetDouble("check_pearson"), 0.5, 1);
        string[] lines = File.ReadAllLines(_folder.Path("out/taylor_check.tsv"));
        Assert.Equal(3, lines.Length);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/taylor.npz")), "taylor.npz");
        float[] exact = npz.Read<float>("ism_check").Values;
        Assert.Equal(2 * 4 * 4, exact.Count(float.IsFinite));

        // All positions: the exact maps are those of ism.
        Ok("taylor", "p.onnx", "all", "--target", "y[0]", "--check", "10");
        Ok("ism", "p.onnx", "ism", "--target", "y[0]");
        using var all = new NpzReader(File.OpenRead(_folder.Path("all/taylor.npz")), "taylor.npz");
        Assert.Equal(Read("ism").Values, all.Read<float>("ism_check").Values);
    }

    [Fact]
    public void Taylor_OfSeveralTargetsAndLengths_LaysThemOutAsIsmDoes()
    {
        ToyOnnx.AnyLength().Save(_folder.Path("any.onnx"));
        _folder.Write("s.fa", ">a\nACG\n>b\nAC\n>c\nGTT\n");
        string[] targets = ["--target", "y[0]", "--target", "2*y[0]", "--center"];
        Ok("taylor", "any.onnx", "taylor", targets);
        Ok("ism", "any.onnx", "ism", targets);
        NpyArray<float> taylor = Read("taylor"), ism = Read("ism");
        Assert.Equal([3, 2, 4, 3], taylor.Shape);
        Assert.Equal(ism.Shape, taylor.Shape);
        Assert.All(taylor.Values.Zip(ism.Values), static p => Assert.True(p.First.Equals(p.Second) || Math.Abs(p.First - p.Second) < 1e-6));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("7", "3")]
    public void Taylor_WithAnotherBatchOrThreadCount_Agrees(string batch, string threads)
    {
        Sequences(30);
        Ok("taylor", "m.onnx", "one", "--check", "3");
        Ok("taylor", "m.onnx", "two", "--check", "3", "--batch", batch, "--threads", threads, "--chunk-rows", "20");
        Assert.True(Record("two").GetInt64("chunks") > 5);
        Assert.All(Read("one").Values.Zip(Read("two").Values), static p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 1e-5 * Math.Abs(p.First) + 1e-6));
    }

    [Fact]
    public void Taylor_KilledInTheMiddle_ResumesToTheSameBytes()
    {
        Sequences(4000);
        string[] more = ["--check", "2", "--chunk-rows", "90", "--batch", "8", "--threads", "1", "--pictures", "1"];
        Ok("taylor", "m.onnx", "whole", more);
        using (Process process = GenoXaiProcess.Start(["taylor", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("killed"), .. more]))
        {
            var watch = Stopwatch.StartNew();
            while (Chunks() < 3)
            {
                Assert.False(process.HasExited, "the run ended before it could be killed");
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "no chunk was finished in 2 minutes");
                Thread.Sleep(1);
            }

            process.Kill();
            process.WaitForExit();
        }

        Assert.InRange(Chunks(), 3, 399);
        Assert.Contains("taken over", Ok("taylor", "m.onnx", "killed", more).Output, StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(_folder.Path("whole")).Where(static f => !f.EndsWith("run.json", StringComparison.Ordinal)))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(_folder.Path("killed/" + Path.GetFileName(file))));
        RunRecord whole = Record("whole"), killed = Record("killed");
        Assert.All(whole.Keys.Where(static k => k != "seconds"), key => Assert.Equal(whole.Get(key), killed.Get(key)));
    }

    [Fact]
    public void Taylor_OfAnOperatorWithoutARule_NamesAllSuchNodesAndWritesNothing()
    {
        new TestGraph().Input("x", "N", 10, 4).Output("y", "N", 1)
            .Node("Round", "x", "r").Node("Hardmax", "r", "h", ("axis", 2L)).Node("ReduceMean", "h", "m", ("axes", new long[] { 1, 2 }), ("keepdims", 0L)).Node("Unsqueeze", "m", "y", ("axes", new long[] { 1 }))
            .Opset(12).Save(_folder.Path("bad.onnx"));
        _folder.Write("s.fa", ">a\nACGTACGTAC\n");
        ProcessResult result = GenoXaiProcess.Run("taylor", "--model", _folder.Path("bad.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Round is not differentiable", result.Error, StringComparison.Ordinal);
        Assert.Contains("Hardmax is not differentiable", result.Error, StringComparison.Ordinal);
        Assert.Contains("genoxai ism", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("out/run.json")));
        Assert.False(Directory.Exists(_folder.Path("out/journal")));
    }

    [Fact]
    public void Taylor_OfTokenIds_IsRefusedWithTheReason()
    {
        new TestGraph().Input("ids", Core.Onnx.ElementType.Int64, "N", 10).Output("y", "N", 10).Node("Identity", "ids", "y").Save(_folder.Path("ids.onnx"));
        _folder.Write("s.fa", ">a\nACGTACGTAC\n");
        ProcessResult result = GenoXaiProcess.Run("taylor", "--model", _folder.Path("ids.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("token", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Taylor_DryRun_CountsForwardAndBackwardRows()
    {
        Sequences(3);
        ProcessResult result = Ok("taylor", "m.onnx", "out", "--dry-run", "--check", "2");
        Assert.Contains("model rows  27", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }

    [Fact]
    public void Report_OfACheckedTaylorRun_ShowsBothMaps()
    {
        Sequences(2);
        Ok("taylor", "m.onnx", "out", "--check", "3");
        ProcessResult report = GenoXaiProcess.Run("report", _folder.Path("out"));
        Assert.True(report.ExitCode == 0, report.Error);
        string page = File.ReadAllText(_folder.Path("out/report.html"));
        Assert.Contains("exact ISM, at the checked positions", page, StringComparison.Ordinal);
        Assert.Contains("How far to trust it", page, StringComparison.Ordinal);
    }

    private int Chunks() => Directory.Exists(_folder.Path("killed/journal")) ? Directory.GetFiles(_folder.Path("killed/journal"), "chunk-*.part").Length : 0;

    private void Sequences(int count)
    {
        var random = Core.Numerics.SeededRandom.Stream(1, "sequences");
        _folder.Write("s.fa", string.Concat(Enumerable.Range(0, count).Select(i => $">s{i}\n{string.Concat(Enumerable.Range(0, 10).Select(_ => "ACGT"[random.NextInt(4)]))}\n")));
    }

    private ProcessResult Ok(string command, string model, string output, params string[] more)
    {
        ProcessResult result = GenoXaiProcess.Run([command, "--model", _folder.Path(model), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path(output), .. more]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private NpyArray<float> Read(string run)
    {
        using var npz = new NpzReader(File.OpenRead(Directory.GetFiles(_folder.Path(run), "*.npz").Single()), run);
        return npz.Read<float>("values");
    }

    private RunRecord Record(string run)
    {
        using FileStream stream = File.OpenRead(_folder.Path(run + "/run.json"));
        return RunRecordFile.Read(stream, "run.json");
    }
}

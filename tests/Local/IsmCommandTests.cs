using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai ism</c> as a process: results, resuming, interrupting.</summary>
public sealed class IsmCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public IsmCommandTests() => ToyOnnx.Additive().Save(_folder.Path("m.onnx"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ism_OfTheAdditiveToy_GivesItsWeightsAndCountsItsRows()
    {
        _folder.Write("s.fa", ">a\nACGTACGTAC\n>b\nacgtnCGTAC\n");
        ProcessResult result = GenoXaiProcess.Run("ism", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"));
        Assert.Equal(0, result.ExitCode);
        using (var npz = new NpzReader(File.OpenRead(_folder.Path("out/ism.npz")), "ism.npz"))
        {
            NpyArray<float> values = npz.Read<float>("values");
            Assert.Equal([2, 4, 10], values.Shape);
            Assert.Equal(["a", "b"], npz.ReadText("ids").Values);
            Assert.Equal(2 * 4 * 10, npz.Read<byte>("one_hot").Values.Length);
            string[] sequences = ["ACGTACGTAC", "ACGTNCGTAC"];
            for (int n = 0; n < 2; n++)
            {
                for (int l = 0; l < 10; l++)
                {
                    int observed = "ACGT".IndexOf(sequences[n][l], StringComparison.Ordinal);
                    for (int b = 0; b < 4; b++)
                        Assert.Equal(ToyOnnx.Weight(l, b) - (observed < 0 ? 0 : ToyOnnx.Weight(l, observed)), values.Values[(n * 4 + b) * 10 + l], 1e-4f);
                }
            }
        }

        RunRecord record = Record("out");
        Assert.Equal(2 * (1 + 30) + 1, record.GetInt64("model_rows"));
        Assert.Equal(1, record.GetInt64("missing_letters"));
        Assert.Contains("missing", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out/journal")));
        Assert.Equal(2, Directory.GetFiles(_folder.Path("out"), "*.svg").Length);
        Assert.Single(Directory.GetFiles(_folder.Path("out"), "*.npz"));
    }

    [Fact]
    public void Ism_InAnyAxisOrder_GivesTheSame()
    {
        ToyOnnx.ChannelsFirst().Save(_folder.Path("ncl.onnx"));
        ToyOnnx.RankFour().Save(_folder.Path("n1lc.onnx"));
        ToyOnnx.Additive(batch: 1).Save(_folder.Path("batch1.onnx"));
        _folder.Write("s.fa", ">a\nACGTACGTAC\n>b\nTTTTTTTTTT\n");
        float[] expected = Values("m.onnx", "o0");
        foreach (string model in new[] { "ncl.onnx", "n1lc.onnx", "batch1.onnx" })
            Assert.All(expected.Zip(Values(model, "o-" + model)), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Ism_WithAnotherBatchOrThreadCount_AgreesWithinTheContract()
    {
        Sequences(50);
        float[] expected = Values("m.onnx", "o1");
        foreach ((string batch, string threads) in new[] { ("1", "1"), ("7", "3"), ("1000", "2") })
        {
            float[] actual = Values("m.onnx", "o" + batch + threads, "--batch", batch, "--threads", threads, "--chunk-rows", "100");
            Assert.All(expected.Zip(actual), static p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 1e-5 * Math.Abs(p.First) + 1e-6));
        }
    }

    [Fact]
    public void Ism_OfSequencesOfSeveralLengths_LeftAlignsThem()
    {
        ToyOnnx.AnyLength().Save(_folder.Path("any.onnx"));
        _folder.Write("s.fa", ">a\nACG\n>b\nAC\n");
        float[] values = Values("any.onnx", "out");
        Assert.Equal(24, values.Length);
        Assert.Equal(2f / 3, values[2 * 3 + 0], 1e-5f);
        Assert.True(float.IsNaN(values[12 + 2]));
        Assert.Equal(1f, values[12 + 2 * 3 + 0], 1e-5f);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/ism.npz")), "ism.npz");
        Assert.Equal([3, 2], npz.Read<int>("lengths").Values);
    }

    [Fact]
    public void Ism_OfTwoTargets_HasATargetAxis()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _folder.Write("s.fa", ">a\nCCACCCCTCC\n");
        ProcessResult result = GenoXaiProcess.Run("ism", "--model", _folder.Path("p.onnx"), "--fasta", _folder.Path("s.fa"), "--target", "y[0]", "--target", "y[1]-y[0]", "--out", _folder.Path("out"));
        Assert.Equal(0, result.ExitCode);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/ism.npz")), "ism.npz");
        NpyArray<float> values = npz.Read<float>("values");
        Assert.Equal([1, 2, 4, 10], values.Shape);
        // A → C at position 2 loses the bonus of 3 and gains W[2, C] − W[2, A].
        Assert.Equal(0.3f - 3, values.Values[1 * 10 + 2], 1e-4f);
        Assert.Equal(values.Values[1 * 10 + 2], values.Values[40 + 1 * 10 + 2], 1e-4f);
        Assert.Equal(["y[0]", "y[1]-y[0]"], npz.ReadText("targets").Values);
    }

    [Fact]
    public void Ism_FromStandardInput_Works()
    {
        ProcessResult result = GenoXaiProcess.RunWithInput(">a\nACGTACGTAC\n", "ism", "--model", _folder.Path("m.onnx"), "--fasta", "-", "--out", _folder.Path("out"));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(31, Record("out").GetInt64("model_rows"));
    }

    [Fact]
    public void Ism_KilledInTheMiddle_ResumesWithoutRedoingFinishedChunksAndGivesTheSameBytes()
    {
        Sequences(4000);
        string[] command = ["ism", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--chunk-rows", "310", "--batch", "31", "--threads", "1", "--out"];
        Assert.Equal(0, GenoXaiProcess.Run([.. command, _folder.Path("whole")]).ExitCode);

        using (Process process = GenoXaiProcess.Start([.. command, _folder.Path("killed")]))
        {
            Until(() => Chunks("killed") >= 3, process);
            process.Kill();
            process.WaitForExit();
        }

        int finished = Chunks("killed");
        Assert.InRange(finished, 3, 399);
        ProcessResult resumed = GenoXaiProcess.Run([.. command, _folder.Path("killed")]);
        Assert.Equal(0, resumed.ExitCode);
        long reused = finished * 310L;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"({124_000 - reused:N0} now, {reused:N0} taken over"), resumed.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder.Path("whole/ism.npz")), File.ReadAllBytes(_folder.Path("killed/ism.npz")));
        Assert.Equal(File.ReadAllBytes(_folder.Path("whole/ism.tsv")), File.ReadAllBytes(_folder.Path("killed/ism.tsv")));
        RunRecord whole = Record("whole"), killed = Record("killed");
        Assert.Equal(whole.Keys, killed.Keys);
        Assert.All(whole.Keys.Where(static k => k != "seconds"), key => Assert.Equal(whole.Get(key), killed.Get(key)));
    }

    [Fact]
    public void Ism_Interrupted_EndsWithThreeAndTheSameCommandResumes()
    {
        Sequences(4000);
        string[] command = ["ism", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--chunk-rows", "310", "--batch", "31", "--threads", "1", "--out", _folder.Path("out")];
        using (Process process = GenoXaiProcess.Start(command))
        {
            Until(() => Chunks("out") >= 3, process);
            Assert.Equal(0, SendSignal(process.Id, 2));
            ProcessResult interrupted = GenoXaiProcess.Wait(process);
            Assert.Equal(3, interrupted.ExitCode);
            Assert.Contains("same command", interrupted.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_folder.Path("out/run.json")));
        ProcessResult resumed = GenoXaiProcess.Run(command);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("taken over", resumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Ism_AfterADamagedChunk_ComputesThatOneAgain()
    {
        Sequences(4000);
        string[] command = ["ism", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--chunk-rows", "310", "--batch", "31", "--threads", "1", "--out", _folder.Path("out")];
        using (Process process = GenoXaiProcess.Start(command))
        {
            Until(() => Chunks("out") >= 4, process);
            process.Kill();
            process.WaitForExit();
        }

        string chunk = _folder.Path("out/journal/chunk-000001.part");
        byte[] bytes = File.ReadAllBytes(chunk);
        bytes[100] ^= 1;
        File.WriteAllBytes(chunk, bytes);
        long reused = (Chunks("out") - 1) * 310L;
        ProcessResult resumed = GenoXaiProcess.Run(command);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{reused:N0} taken over"), resumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Ism_GivenTwice_DoesNothingTheSecondTime_AndOverwritesOnlyWhenTold()
    {
        Sequences(3);
        string[] command = ["ism", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out")];
        Assert.Equal(0, GenoXaiProcess.Run(command).ExitCode);
        ProcessResult again = GenoXaiProcess.Run(command);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("nothing was shown to the model", again.Output, StringComparison.Ordinal);
        ProcessResult other = GenoXaiProcess.Run([.. command, "--center"]);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("--overwrite", other.Error, StringComparison.Ordinal);
        Assert.Equal(0, GenoXaiProcess.Run([.. command, "--center", "--overwrite"]).ExitCode);
        Assert.True(Record("out").GetBoolean("center"));
    }

    [Fact]
    public void Ism_DryRun_SaysTheCostAndWritesNothing()
    {
        Sequences(100);
        ProcessResult result = GenoXaiProcess.Run("ism", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), "--dry-run");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("model rows  3,100", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);

    private static void Until(Func<bool> condition, Process process)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (process.HasExited) throw new InvalidOperationException("the run ended before it could be stopped: " + process.StandardError.ReadToEnd());
            if (watch.Elapsed > TimeSpan.FromMinutes(2)) throw new TimeoutException("no chunk was finished in 2 minutes");
            Thread.Sleep(1);
        }
    }

    private int Chunks(string run) => Directory.Exists(_folder.Path(run + "/journal")) ? Directory.GetFiles(_folder.Path(run + "/journal"), "chunk-*.part").Length : 0;

    private void Sequences(int count)
    {
        var random = Core.Numerics.SeededRandom.Stream(1, "sequences");
        using var writer = new StreamWriter(_folder.Path("s.fa"));
        for (int i = 0; i < count; i++)
        {
            writer.WriteLine($">s{i}");
            for (int j = 0; j < 10; j++) writer.Write("ACGT"[random.NextInt(4)]);
            writer.WriteLine();
        }
    }

    private float[] Values(string model, string output, params string[] more)
    {
        ProcessResult result = GenoXaiProcess.Run(["ism", "--model", _folder.Path(model), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path(output), .. more]);
        Assert.True(result.ExitCode == 0, result.Error);
        using var npz = new NpzReader(File.OpenRead(_folder.Path(output + "/ism.npz")), "ism.npz");
        return npz.Read<float>("values").Values;
    }

    private RunRecord Record(string run)
    {
        using FileStream stream = File.OpenRead(_folder.Path(run + "/run.json"));
        return RunRecordFile.Read(stream, "run.json");
    }
}

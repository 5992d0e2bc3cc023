using GenoXai.Core.Results;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>Several <c>--model</c>: replicas whose weights are known.</summary>
public sealed class ReplicaRunTests : IDisposable
{
    private static readonly string[] Sequences = ["ACGTT", "CATGA"];
    private readonly TemporaryFolder _folder = new();

    public ReplicaRunTests() => _folder.Write("s.fa", $">a\n{Sequences[0]}\n>b\n{Sequences[1]}\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ism_OfThreeReplicas_GivesTheirMeanItsErrorAndTheirAgreement()
    {
        for (int replica = 0; replica < 3; replica++) Save($"m{replica}.onnx", replica, 5);
        ProcessResult result = Run("ism", "m0.onnx", "m1.onnx", "m2.onnx");
        Assert.True(result.ExitCode == 0, result.Error);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/ism.npz")), "ism.npz");
        NpyArray<float> values = npz.Read<float>("values"), errors = npz.Read<float>("standard_error");
        Assert.Equal([2, 4, 5], values.Shape);
        double[] signs = npz.Read<double>("sign_agreement").Values, sd = npz.Read<double>("importance_sd").Values;
        for (int n = 0; n < 2; n++)
        {
            for (int l = 0; l < 5; l++)
            {
                int observed = "ACGT".IndexOf(Sequences[n][l], StringComparison.Ordinal);
                double[] importance = [.. Enumerable.Range(0, 3).Select(r => -Enumerable.Range(0, 4).Sum(b => Weight(r, l, b) - Weight(r, l, observed)) / 3)];
                double mean = importance.Average();
                Assert.Equal(Math.Sqrt(importance.Sum(v => (v - mean) * (v - mean)) / 2), sd[n * 5 + l], 1e-4);
                Assert.Equal(importance.Count(v => Math.Sign(v) == Math.Sign(mean)) / 3.0, signs[n * 5 + l]);
                for (int b = 0; b < 4; b++)
                {
                    double[] effects = [.. Enumerable.Range(0, 3).Select(r => Weight(r, l, b) - Weight(r, l, observed))];
                    double average = effects.Average();
                    Assert.Equal(average, values.Values[(n * 4 + b) * 5 + l], 1e-4);
                    Assert.Equal(Math.Sqrt(effects.Sum(v => (v - average) * (v - average)) / 6), errors.Values[(n * 4 + b) * 5 + l], 1e-4);
                }
            }
        }

        RunRecord record = RunRecordFile.Read(File.OpenRead(_folder.Path("out/run.json")), "run.json");
        Assert.Equal(3 * 2 * 16, record.GetInt64("model_rows"));
        Assert.Equal(3, record.GetInt64("replicas"));
        Assert.True(File.Exists(_folder.Path("out/replica-3/ism.npz")));
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
        Assert.Contains("already holds what these replicas say together", Run("ism", "m0.onnx", "m1.onnx", "m2.onnx").Output, StringComparison.Ordinal);
        // Of fewer replicas none is left over.
        result = GenoXaiProcess.Run("ism", "--model", _folder.Path("m0.onnx"), "--model", _folder.Path("m1.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), "--overwrite");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.False(Directory.Exists(_folder.Path("out/replica-3")));
        Assert.True(File.Exists(_folder.Path("out/replica-2/ism.npz")));
    }

    [Theory]
    [InlineData(6, "y", "takes sequences of 6 letters, but")]
    [InlineData(5, "z", "has the targets z, but")]
    public void Taylor_OfModelsThatAreNoReplicas_NamesTheDifference(int length, string output, string expected)
    {
        Save("m0.onnx", 0, 5);
        Save("m1.onnx", 1, length, output);
        ProcessResult result = Run("taylor", "m0.onnx", "m1.onnx");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }

    [Fact]
    public void Ism_OfOneModelTwice_IsRefused()
    {
        Save("m0.onnx", 0, 5);
        Save("m1.onnx", 0, 5);
        ProcessResult result = Run("ism", "m0.onnx", "m1.onnx");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("m1.onnx: is the same model as", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ism_OfAModelWithoutTheTarget_NamesTheModel()
    {
        Save("m0.onnx", 0, 5);
        Save("m1.onnx", 1, 5, "z");
        ProcessResult result = GenoXaiProcess.Run("ism", "--model", _folder.Path("m0.onnx"), "--model", _folder.Path("m1.onnx"), "--target", "y", "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("m1.onnx: target \"y\"", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Replicas share what depends on the letter; the third has the other sign at the last position.</summary>
    private static float Weight(int replica, int position, int letter) => (replica == 2 && position == 4 ? -1 : 1) * (letter + 1) * (letter + 2) * (1 + replica / 4f + position / 8f) / 2;

    private void Save(string name, int replica, int length, string output = "y") => new TestGraph()
        .Input("x", "N", length, 4).Output(output, "N", 1)
        .Floats("w", [.. from l in Enumerable.Range(0, length) from b in Enumerable.Range(0, 4) select Weight(replica, l, b)], length * 4, 1)
        .Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", output).Save(_folder.Path(name));

    private ProcessResult Run(string method, params string[] models) =>
        GenoXaiProcess.Run([method, .. models.SelectMany(m => new[] { "--model", _folder.Path(m) }), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out")]);
}

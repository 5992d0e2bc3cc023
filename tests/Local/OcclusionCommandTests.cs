using System.Globalization;
using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai occlusion</c> as a process, on models whose answer is known.</summary>
public sealed class OcclusionCommandTests : IDisposable
{
    private static readonly string[] Sequences = ["ACGTTGCATC", "CATNAGGGTA"];
    private readonly TemporaryFolder _folder = new();

    public OcclusionCommandTests()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", $">a\n{Sequences[0]}\n>b\n{Sequences[1]}\n");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The obvious double loop over windows and positions, on the weights of the model.</summary>
    [Theory]
    [InlineData("zeros", 3, 1, "")]
    [InlineData("zeros", 3, 1, "uniform")]
    [InlineData("uniform", 4, 2, "")]
    [InlineData("composition", 3, 3, "")]
    [InlineData("composition", 3, 3, "uniform")]
    [InlineData("shuffle", 4, 1, "")]
    [InlineData("zeros", 2, 4, "")]
    [InlineData("zeros", 10, 1, "")]
    public void Occlusion_OfTheAdditiveToy_IsWhatItsWindowsWeigh(string fill, int window, int stride, string missing)
    {
        if (missing.Length > 0) _folder.Write("manifest.json", $$"""{"id":"m","input":{"name":"x","axes":"NLC","missingLetter":"{{missing}}"},"targets":[{"name":"y","expression":"y"}]}""");
        ProcessResult result = Run("out", "--fill", fill, "--window", $"{window}", "--stride", $"{stride}", "--shuffles", "6");
        Assert.True(result.ExitCode == 0, result.Error);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/occlusion.npz")), "occlusion.npz");
        NpyArray<float> windows = npz.Read<float>("windows"), values = npz.Read<float>("values");
        int count = (10 - window) / stride + 1;
        Assert.Equal([2, count], windows.Shape);
        Assert.Equal([2, 10], values.Shape);
        Assert.Equal(Enumerable.Range(0, count).Select(w => w * stride), npz.Read<int>("starts").Values);
        Assert.Equal(["a", "b"], npz.ReadText("ids").Values);
        for (int n = 0; n < 2; n++)
        {
            double[] own = [.. Sequences[n].Select((c, l) => Weight(l, c, missing.Length > 0))];
            Assert.Equal(own.Sum(), npz.Read<float>("reference_prediction").Values[n], 1e-4);
            var effects = new double[count];
            for (int w = 0; w < count; w++)
            {
                for (int l = w * stride; l < w * stride + window; l++) effects[w] += Filled(fill, Sequences[n], l, missing.Length > 0) - own[l];
                Assert.Equal(effects[w], windows.Values[n * count + w], 1e-3);
            }

            for (int l = 0; l < 10; l++)
            {
                double[] over = [.. Enumerable.Range(0, count).Where(w => w * stride <= l && l < w * stride + window).Select(w => effects[w])];
                Assert.Equal(over.Length == 0 ? double.NaN : -over.Average(), values.Values[n * 10 + l], 1e-3);
            }
        }

        Assert.Equal(2 * (1 + count * (fill == "shuffle" ? 6 : 1)), Record("out").GetInt64("model_rows"));
        Assert.Equal(2, Directory.GetFiles(_folder.Path("out"), "*.svg").Length);
        Assert.Equal(stride > window || (10 - window) % stride != 0, result.Error.Contains("lie in no window", StringComparison.Ordinal));
        string[] row = File.ReadAllLines(_folder.Path("out/occlusion.tsv"))[1].Split('\t');
        int strongest = Enumerable.Range(0, count).MaxBy(w => Math.Abs(windows.Values[w]));
        Assert.Equal([$"{strongest * stride}", Sequences[0].Substring(strongest * stride, window)], row[5..7]);
        Assert.Equal(windows.Values[strongest], float.Parse(row[7], CultureInfo.InvariantCulture));
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
    }

    [Fact]
    public void Occlusion_InSmallChunks_OfSeveralLengthsAndTargets_IsTheSame()
    {
        ToyOnnx.AnyLength().Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", ">a\nACGTT\n>b\nGGGTATT\n");
        string[] options = ["--window", "3", "--target", "y[0]", "--target", "2*y[0]"];
        Assert.Equal(0, Run("whole", options).ExitCode);
        Assert.Equal(0, Run("parts", [.. options, "--chunk-rows", "2", "--batch", "2"]).ExitCode);
        using var whole = new NpzReader(File.OpenRead(_folder.Path("whole/occlusion.npz")), "occlusion.npz");
        using var parts = new NpzReader(File.OpenRead(_folder.Path("parts/occlusion.npz")), "occlusion.npz");
        Assert.Equal([2, 2, 5], whole.Read<float>("windows").Shape);
        foreach (string array in new[] { "windows", "values", "reference_prediction" })
            Assert.Equal(whole.Read<float>(array).Values, parts.Read<float>(array).Values, (a, b) => (float.IsNaN(a) && float.IsNaN(b)) || Math.Abs(a - b) < 1e-5);
        float[] windows = whole.Read<float>("windows").Values;
        // y is the mean of letter + 1: hiding ACG, of 5 letters, loses (1 + 2 + 3)/5.
        Assert.Equal(-6f / 5, windows[0], 1e-5f);
        Assert.Equal(2 * windows[0], windows[5], 1e-5f);
        Assert.True(float.IsNaN(windows[3]));
    }

    [Theory]
    [InlineData("fewer than the window's 11", "--window", "11")]
    [InlineData("window 0", "--window", "0")]
    [InlineData("stride -1", "--stride", "-1")]
    [InlineData("shuffles 0", "--shuffles", "0")]
    [InlineData("--fill noise", "--fill", "noise")]
    public void Occlusion_WithWrongOptions_EndsWithTwo(string expected, params string[] options)
    {
        ProcessResult result = Run("out", options);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    private ProcessResult Run(string output, params string[] options) =>
        GenoXaiProcess.Run(["occlusion", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path(output), .. options]);

    private RunRecord Record(string output) => RunRecordFile.Read(File.OpenRead(_folder.Path(output + "/run.json")), "run.json");

    private static double Weight(int position, char letter, bool missingIsUniform) =>
        letter != 'N' ? ToyOnnx.Weight(position, "ACGT".IndexOf(letter, StringComparison.Ordinal))
        : missingIsUniform ? Enumerable.Range(0, 4).Average(b => ToyOnnx.Weight(position, b)) : 0;

    private static double Filled(string fill, string sequence, int position, bool missingIsUniform) => fill switch
    {
        "zeros" => 0,
        "uniform" => Enumerable.Range(0, 4).Average(b => ToyOnnx.Weight(position, b)),
        "composition" => sequence.Where(static c => c != 'N').Average(c => Weight(position, c, false)),
        _ => Enumerable.Range(0, 6).Average(i =>
        {
            var named = new NamedSequence("", Alphabet.Dna.Parse(sequence));
            SeededRandom random = SequenceStream.Of(1, "occlusion", named, i);
            return Weight(position, Alphabet.Dna[DinucleotideShuffle.Of(named.Letters, 4, ref random)[position]], missingIsUniform);
        }),
    };
}

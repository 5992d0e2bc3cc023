using System.Globalization;
using System.Numerics;
using GenoXai.Core.Results;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;
using GenoXai.Tests.Sketching;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai sketch --samples</c> as a process: saved samples decoded without a model, and the sparse Fourier decoders' run records.</summary>
public sealed class SavedSamplesCommandTests : IDisposable
{
    private const string Example = "data/dna_example";
    private const string PublishedNoise = "3.62449426973054";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact(Example)]
    public void Sketch_OfThePublishedSamples_GivesThePublishedCoefficientsAndR2()
    {
        Ok([.. Published("paper"), "--noise-sd", PublishedNoise, "--test", Shared("dna_test_zeromean.csv"), "--out", "@k"]);
        RunRecord record = Record("k");
        Assert.Equal(0.9555694571, record.GetDouble("r2"), 1e-10);
        Assert.Equal(0.9555694571, record.GetDouble("r2_all_coefficients"), 1e-10);
        Assert.StartsWith("centred", record.GetString("test_values"), StringComparison.Ordinal);
        Assert.Equal(76.0906392531068, record.GetDouble("samples_mean"), 1e-9);
        Assert.Equal((0, 25344, 9951), (record.GetInt64("model_rows"), record.GetInt64("samples"), record.GetInt64("test_rows")));
        Assert.Equal((4, 3, 3, 10), (record.GetInt64("b"), record.GetInt64("groups"), record.GetInt64("offsets"), record.GetInt64("length")));
        Assert.Equal(double.Parse(PublishedNoise, CultureInfo.InvariantCulture), record.GetDouble("noise_sd"));
        Assert.Empty(record.GetStrings("warnings"));

        Dictionary<string, Complex> published = File.ReadLines(Shared("dna_fourier.csv")).Select(static line => line.Split(','))
            .ToDictionary(static cells => cells[0], static cells => new Complex(Number(cells[1]), Number(cells[2])));
        string[][] found = [.. File.ReadLines(_folder.Path("k/coefficients.tsv")).Skip(1).Select(static line => line.Split('\t'))];
        Assert.Equal(229, found.Length);
        Assert.Equal(229, published.Count);
        foreach (string[] cells in found)
        {
            Assert.True(Complex.Abs(published[cells[0]] - new Complex(Number(cells[2]), Number(cells[3]))) < 1e-9, cells[0]);
            Assert.Equal(cells[0].Split(' ').Count(static digit => digit != "0"), int.Parse(cells[1], CultureInfo.InvariantCulture));
        }

        using var npz = new NpzReader(File.OpenRead(_folder.Path("k/sketch.npz")), "sketch.npz");
        Assert.Equal([229, 10], npz.Read<byte>("frequency").Shape);
        Assert.Equal(found.Select(static cells => Number(cells[2])), npz.Read<double>("coefficient_real").Values);
    }

    [SharedFact(Example)]
    public void Query_OfThePublishedSamplesSketch_GivesThePublishedShapleyValues()
    {
        Ok([.. Published("paper"), "--noise-sd", PublishedNoise, "--out", "@k"]);
        string[][] published = [.. File.ReadLines(Shared("dna_shapzero_values.csv")).Skip(1).Select(static line => line.Split(','))];
        _folder.Write("s.fa", string.Concat(published.Select(static (cells, i) => $">s{i}\n{cells[0]}\n")));
        ProcessResult query = Ok("query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--pictures", "0", "--out", "@q");
        Assert.Contains("without test rows", query.Error, StringComparison.Ordinal);
        Assert.Contains("not known", query.Output, StringComparison.Ordinal);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("q/query.npz")), "query.npz");
        NpyArray<double> phi = npz.Read<double>("phi");
        Assert.Equal([84, 10], phi.Shape);
        for (int n = 0; n < 84; n++)
            for (int i = 0; i < 10; i++) Assert.Equal(Number(published[n][1 + i]), phi.Values[n * 10 + i], 1e-9);
        Assert.Equal(0, Record("q").GetInt64("model_rows"));
    }

    [SharedFact(Example)]
    public void Sketch_OfThePublishedSamplesByQsft_ExplainsAllOfTheTestFile()
    {
        // qsft fits F[0] too: the values must be centred by the samples' mean, not the function's.
        Ok([.. Published("qsft"), "--test", Shared("dna_test_zeromean.csv"), "--out", "@k"]);
        RunRecord record = Record("k");
        Assert.True(record.GetDouble("r2") > 0.9999999, $"R² {record.GetDouble("r2")}");
        Assert.Equal(435, record.GetInt64("coefficients"));
        Assert.Equal(76.0906392531068, record.GetDouble("samples_mean"), 1e-9);
    }

    [Theory]
    [InlineData("qsft", "ACGT")]
    [InlineData("paper", "01234")]
    public void Sketch_WithoutTestRows_SaysThatR2IsNotKnown(string decoder, string alphabet)
    {
        Make(alphabet.Length, length: 6, dimension: 2);
        ProcessResult result = Ok("sketch", "--decoder", decoder, "--samples", "@s.bin", "--design", "@d.txt", "--noise-sd", "0", "--alphabet", alphabet, "--out", "@k");
        Assert.Contains("No test rows", result.Error, StringComparison.Ordinal);
        RunRecord record = Record("k");
        Assert.False(record.Has("r2"));
        Assert.False(record.Has("r2_standard_error"));
        Assert.Equal((0L, 0L), (record.GetInt64("test_rows"), record.GetInt64("model_rows")));
        Assert.InRange(record.GetDouble("residual_standard_deviation"), 0, 1e-9);
        Sketch sketch = SketchFile.Read(_folder.Path("k/sketch.gxs"));
        Assert.Equal((null, null, 0), (sketch.Quality.R2, sketch.Quality.R2StandardError, sketch.Quality.TestRows));
        Assert.Equal(alphabet, sketch.Function.Domain.Alphabet.Letters);
    }

    [Fact]
    public void Sketch_OfCentredAndOfRawTestValues_HasTheSameR2()
    {
        SparseFourierFunction truth = Make(12, length: 4, dimension: 2);
        double mean = Samples().Average();
        WriteTest(truth, "raw.csv", shift: 0, ' ');
        WriteTest(truth, "centred.csv", shift: -mean, ' ');
        string[] common = ["sketch", "--decoder", "paper", "--samples", "@s.bin", "--design", "@d.txt", "--noise-sd", "0", "--alphabet", "ABCDEFGHIJKL"];
        Ok([.. common, "--test", "@raw.csv", "--test-values", "raw", "--out", "@raw"]);
        Ok([.. common, "--test", "@centred.csv", "--out", "@centred"]);
        Assert.Equal(1, Record("raw").GetDouble("r2"), 1e-12);
        Assert.Equal(1, Record("centred").GetDouble("r2"), 1e-12);
        ProcessResult mixed = Ok([.. common, "--test", "@raw.csv", "--out", "@mixed"]);
        Assert.Contains("--test-values raw", mixed.Error, StringComparison.Ordinal);
        Assert.True(Record("mixed").GetDouble("r2") < 0);
    }

    [Fact]
    public void Sketch_OfCoefficientsTooLargeForTables_GivesBothR2()
    {
        // Twenty letters and 12 positions: the random frequencies are of order 10 and more, far above a table's limit.
        WriteTest(Make(20, length: 12, dimension: 2), "raw.csv", shift: 0, ' ');
        Ok("sketch", "--decoder", "qsft", "--samples", "@s.bin", "--design", "@d.txt", "--noise-sd", "0", "--alphabet", "ACDEFGHIKLMNPQRSTVWY", "--test", "@raw.csv", "--test-values", "raw", "--out", "@k");
        Assert.Equal(1, Record("k").GetDouble("r2_all_coefficients"), 1e-12);
        Assert.True(Record("k").GetDouble("r2") < 0.8);
        Assert.Contains(Record("k").GetStrings("notes"), static note => note.Contains("left out", StringComparison.Ordinal));
        Assert.Equal(5, File.ReadAllLines(_folder.Path("k/coefficients.tsv")).Length);
    }

    [Fact]
    public void Sketch_ByPaperWithoutItsNoise_UsesZeroAndSaysSo()
    {
        Make(4, length: 6, dimension: 2);
        ProcessResult result = Ok("sketch", "--decoder", "paper", "--samples", "@s.bin", "--design", "@d.txt", "--out", "@k");
        Assert.Contains("--noise-sd was not given: 0 is used", result.Error, StringComparison.Ordinal);
        Assert.Contains("--noise-sd was not given: 0 is used", Record("k").GetStrings("notes")[0], StringComparison.Ordinal);
        Assert.Equal(0, Record("k").GetDouble("noise_sd"));

        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        Ok("sketch", "--model", "@p.onnx", "--target", "y[0]", "--decoder", "paper", "--budget", "5000", "--out", "@model");
        Assert.Contains("--noise-sd was not given: 0 is used", Record("model").GetStrings("notes")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qsft")]
    [InlineData("paper")]
    public void Sketch_OfAModelInSmallChunks_GivesTheSameBytesAndSaysItsDesign(string decoder)
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        string[] command = ["sketch", "--model", "@p.onnx", "--target", "y[0]", "--decoder", decoder, "--noise-sd", "0.01", "--budget", "20000", "--batch", "50"];
        Ok([.. command, "--out", "@one"]);
        Ok([.. command, "--out", "@many", "--chunk-rows", "350", "--threads", "1"]);
        foreach (string file in new[] { "sketch.gxs", "sketch.npz", "supports.tsv" })
            Assert.Equal(File.ReadAllBytes(_folder.Path("one/" + file)), File.ReadAllBytes(_folder.Path("many/" + file)));
        RunRecord record = Record("many");
        Assert.True(record.GetInt64("chunks") > 40);
        long rows = record.GetInt64("groups") * record.GetInt64("offsets") * 11 * (long)Math.Pow(4, record.GetInt64("b"));
        Assert.Equal(rows, record.GetInt64("training_rows"));
        Assert.Equal(rows + record.GetInt64("test_rows"), record.GetInt64("model_rows"));
        Assert.Equal(0.01, record.GetDouble("noise_sd"));
    }

    private SparseFourierFunction Make(int q, int length, int dimension)
    {
        SubsamplingDesign design = SubsamplingDesign.Create(q, length, new SubsamplingOptions { Dimension = dimension }, seed: 3);
        SparseFourierFunction truth = SparseFunctionMaker.Make(q, length, pairs: 2, seed: 3, mean: 9);
        File.WriteAllBytes(_folder.Path("s.bin"), [.. SparseFunctionMaker.Sample(truth, design).SelectMany(BitConverter.GetBytes)]);
        using var text = new StreamWriter(_folder.Path("d.txt"));
        SubsamplingDesignFile.Write(design, text);
        return truth;
    }

    private IEnumerable<double> Samples() => File.ReadAllBytes(_folder.Path("s.bin")).Chunk(8).Select(static bytes => BitConverter.ToDouble(bytes));

    private void WriteTest(SparseFourierFunction truth, string name, double shift, char separator)
    {
        var letters = new byte[500 * truth.Length];
        new UniformRows(5, truth.LetterCount, truth.Length, 0, 500).Fill(0, 500, letters);
        _folder.Write(name, string.Concat(letters.Chunk(truth.Length).Select(row =>
            string.Create(CultureInfo.InvariantCulture, $"{string.Join(separator, row)},{truth.Evaluate(row) + shift:R}\n"))));
    }

    private static string[] Published(string decoder) =>
        ["sketch", "--decoder", decoder, "--samples", Shared("dna_samples_C3_P3_11_256.bin"), "--design", Shared("dna_MD.txt")];

    private static string Shared(string file) => SharedFactAttribute.Path($"{Example}/{file}");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

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

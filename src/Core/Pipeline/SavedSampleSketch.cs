using System.Globalization;
using System.Security.Cryptography;
using GenoXai.Core.Results;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// A sketch decoded from saved samples. <see cref="Decode"/> reads and writes nothing else;
/// <see cref="WriteAsync"/> then writes <c>sketch.gxs</c>, <c>sketch.npz</c>, <c>supports.tsv</c>,
/// <c>coefficients.tsv</c> and, last, <c>run.json</c>. No row is shown to a model.
/// </summary>
public sealed class SavedSampleSketch
{
    // A prime, so that rows picked at equal distances do not all share the last digits of ℓ.
    private const int ResidualRows = 19_997;
    private readonly SavedSampleRequest _request;
    private readonly SubsamplingDesign _design;
    private readonly TestValueFile? _test;
    private readonly double[] _testValues;

    private SavedSampleSketch(SavedSampleRequest request, SubsamplingDesign design, TestValueFile? test, ISubsampleSource samples, CancellationToken cancellationToken)
    {
        (_request, _design, _test) = (request, design, test);
        Result = request.Decoder == SketchDecoder.Paper
            ? PaperDecoder.Decode(design, samples, request.NoiseStandardDeviation, request.Threads, cancellationToken)
            : PeelingDecoder.Decode(design, samples, new PeelingOptions { NoiseSd = request.NoiseStandardDeviation, Threads = request.Threads }, cancellationToken);
        var domain = new SketchDomain(request.Alphabet, design.Length);
        DecodedFunction function = Result.ToDecodedFunction(domain);
        // R² of f̂ − the samples' mean against centred values is R² of f̂ against the values with the mean added again.
        double mean = request.TestIsCentred ? Result.SampleMean : 0;
        _testValues = test is null ? [] : [.. test.Values.Select(value => value + mean)];
        SketchQuality quality = test is null
            ? Residual(function, design, samples)
            : SketchQuality.Measure(function, test.Letters, _testValues);
        Sketch = new Sketch(function, quality, Provenance(request, design, _testValues.Length));
    }

    /// <summary>What the decoder found.</summary>
    public PeelingResult Result { get; }

    /// <summary>The sketch.</summary>
    public Sketch Sketch { get; }

    /// <summary>Letter indices of the test rows, shape (test rows, L).</summary>
    internal byte[] TestLetters => _test?.Letters ?? [];

    /// <summary>What a person should know of how good it is; one sentence each.</summary>
    public IReadOnlyList<string> Warnings => [.. MakeWarnings()];

    /// <summary>Reads the files and decodes; the samples are read piece by piece.</summary>
    /// <param name="request">What to decode.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InputException">A file is missing, cut, of another size or malformed, or an option is out of range.</exception>
    public static SavedSampleSketch Decode(SavedSampleRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Decoder is not (SketchDecoder.Paper or SketchDecoder.Qsft))
            throw new InputException("--samples: saved samples of a design are decoded by --decoder paper or --decoder qsft; say which.", "bad-option");
        SubsamplingDesign design = SubsamplingDesignFile.Read(request.DesignPath, request.Alphabet.Count);
        using SavedSampleFile samples = SavedSampleFile.Open(request.SamplesPath, design);
        TestValueFile? test = request.TestPath is { } path ? TestValueFile.Read(path, design.LetterCount, design.Length) : null;
        return new SavedSampleSketch(request, design, test, samples, cancellationToken);
    }

    /// <summary>Writes the results.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="seconds">Since the work began.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<RunRecord> WriteAsync(IArtifactStore store, Func<double> seconds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(seconds);
        ArtifactInfo[] files =
        [
            await store.PutAsync(SketchDecode.FileKey, stream => SketchFile.Write(Sketch, stream), cancellationToken),
            await store.PutAsync("sketch.npz", WriteArrays, cancellationToken),
            await store.PutAsync("supports.tsv", stream => SketchTables.WriteSupports(stream, Sketch), cancellationToken),
            await store.PutAsync("coefficients.tsv", stream => SketchTables.WriteCoefficients(stream, Result.Function), cancellationToken),
        ];
        RunRecord record = SavedSampleRecord.Begin(this, _request, _design, _testValues)
            .Set("seconds", Math.Round(seconds(), 3))
            .Set("version", RunIdentity.Version)
            .Set("warnings", Warnings)
            .Set("files", files.Select(static f => $"{f.Sha256}  {f.Key}"));
        await store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
        return record;
    }

    private static SketchQuality Residual(DecodedFunction function, SubsamplingDesign design, ISubsampleSource samples)
    {
        int count = (int)Math.Min(ResidualRows, design.RowCount);
        var letters = new byte[checked(count * design.Length)];
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            long row = (long)((Int128)i * design.RowCount / count);
            design.Fill(row, 1, letters.AsSpan(i * design.Length, design.Length));
            samples.Read(row, values.AsSpan(i, 1));
        }

        return SketchQuality.WithoutTest(function, letters, values);
    }

    private static SketchProvenance Provenance(SavedSampleRequest request, SubsamplingDesign design, int testRows)
    {
        var options = new Dictionary<string, string>
        {
            ["b"] = design.Dimension.ToString(CultureInfo.InvariantCulture),
            ["groups"] = design.GroupCount.ToString(CultureInfo.InvariantCulture),
            ["offsets"] = design.OffsetCount.ToString(CultureInfo.InvariantCulture),
            ["samples_sha256"] = HashOf(request.SamplesPath, "samples"),
            ["design_sha256"] = HashOf(request.DesignPath, "design"),
        };
        if (request.NoiseStandardDeviation is { } noise) options["noise_sd"] = noise.ToString(CultureInfo.InvariantCulture);
        return new SketchProvenance
        {
            ModelId = "saved samples",
            ModelSha256 = "",
            Target = "samples",
            Decoder = request.Decoder.ToString().ToLowerInvariant(),
            DecoderOptions = options,
            Seed = 0,
            Rows = new SketchRows(design.RowCount, 0, testRows),
            CreatedBy = $"genoxai {RunIdentity.Version}",
        };
    }

    private static string HashOf(string path, string kind)
    {
        using FileStream stream = InputFile.OpenRead(path, kind);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private IEnumerable<string> MakeWarnings()
    {
        if (_test is null)
        {
            yield return "No test rows were given (--test): how well the sketch predicts unseen rows is not known, R² is null, and the residual is that of the samples it was decoded from.";
            yield break;
        }

        if (Sketch.Quality.R2 is not { } r2) yield return "Every value of the test file is the same: R² is undefined.";
        else if (r2 < 0.8) yield return FormattableString.Invariant($"R² on the test rows is only {r2:F3}{(r2 < 0 ? ", worse than their mean" : "")}: the sketch's Shapley values are rough.");
        double mean = _test.Values.Average(), shift = Result.SampleMean, expected = _request.TestIsCentred ? 0 : shift, other = shift - expected;
        double error = Math.Sqrt(_test.Values.Sum(value => (value - mean) * (value - mean))) / _test.Values.Length;
        if (Math.Abs(shift) > 10 * error && Math.Abs(mean - other) < Math.Abs(mean - expected))
        {
            yield return FormattableString.Invariant($"The test values have the mean {mean:G4}, and the samples {shift:G4}: the test values look ")
                + (_request.TestIsCentred ? "raw, not centred; say --test-values raw." : "centred, not raw; leave out --test-values raw.");
        }
    }

    private void WriteArrays(Stream stream)
    {
        int count = _testValues.Length, length = _design.Length;
        byte[] letters = TestLetters;
        var predicted = new double[count];
        if (count > 0) new Querying.SketchQuery(Sketch).Explain(letters, count, new double[letters.Length], predicted);
        IReadOnlyList<FourierCoefficient> coefficients = Result.Function.Coefficients;
        var digits = new byte[checked(coefficients.Count * length)];
        for (int i = 0; i < coefficients.Count; i++) coefficients[i].Frequency.Digits.CopyTo(digits.AsSpan(i * length));
        using var npz = new NpzWriter(stream, leaveOpen: true);
        npz.Write<byte>("test_letters", letters, count, length);
        npz.Write<double>("test_model", _testValues, count);
        npz.Write<double>("test_sketch", predicted, count);
        npz.Write<double>("energy_by_order", [.. Sketch.Quality.EnergyByOrder], Sketch.Quality.EnergyByOrder.Count);
        npz.Write<byte>("frequency", digits, coefficients.Count, length);
        npz.Write<double>("coefficient_real", [.. coefficients.Select(static c => c.Value.Real)], coefficients.Count);
        npz.Write<double>("coefficient_imaginary", [.. coefficients.Select(static c => c.Value.Imaginary)], coefficients.Count);
        npz.Finish();
    }
}

using GenoXai.Core.Sampling;
using GenoXai.Tests.Sketching;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>Wrong input to <c>genoxai sketch --samples</c>: exit code 2, one message that names file, line or option, nothing written.</summary>
public sealed class SavedSamplesBadInputTests : IDisposable
{
    private const int Length = 6;
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _samples;
    private readonly string[] _design;

    public SavedSamplesBadInputTests()
    {
        SubsamplingDesign design = SubsamplingDesign.Create(4, Length, new SubsamplingOptions { Dimension = 2 }, seed: 3);
        _samples = [.. SparseFunctionMaker.Sample(SparseFunctionMaker.Make(4, Length, pairs: 2, seed: 3, mean: 9), design).SelectMany(BitConverter.GetBytes)];
        using var text = new StringWriter();
        SubsamplingDesignFile.Write(design, text);
        _design = text.ToString().Split('\n');
        File.WriteAllBytes(_folder.Path("s.bin"), _samples);
        _folder.Write("d.txt", text.ToString());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_OfAnotherSize_AreRefusedWithBothSizes()
    {
        int whole = _samples.Length;
        foreach (int bytes in new[] { 0, 1, whole - 1, whole - 8, whole / 2 })
        {
            File.WriteAllBytes(_folder.Path("s.bin"), _samples[..bytes]);
            Refused($"s.bin: {bytes} bytes, but the design asks for {whole / 8} values of 8 bytes = {whole}");
        }

        File.WriteAllBytes(_folder.Path("s.bin"), [.. _samples, 0]);
        Refused($"{whole + 1} bytes");
        File.Delete(_folder.Path("s.bin"));
        Refused("s.bin");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Samples_ThatAreNotFinite_AreNamedByTheirRow(double bad)
    {
        BitConverter.TryWriteBytes(_samples.AsSpan(333 * 8), bad);
        File.WriteAllBytes(_folder.Path("s.bin"), _samples);
        Refused("samples, row 333");
    }

    [Theory]
    [InlineData(0, "M 0 6", "line 1: \"M 0 6\" is no header")]
    [InlineData(0, "M 0 1000000000 4", "line 46: the file ends where a line of 4 digits is due; 1000000000 such lines should follow line 1")]
    [InlineData(0, "M 0 6 1000000000", "line 2: too short for 1000000000 digits")]
    [InlineData(2, "1 x", "line 3: digit 1 is \"x\"")]
    [InlineData(2, "1 4", "line 3: digit 1 is \"4\", not a whole number of 0 to 3")]
    [InlineData(2, "1 2 3", "line 3: 3 digits, not 2")]
    [InlineData(7, "M 2 6 2", "line 8: M 2 stands where M 1 is due")]
    [InlineData(7, "M 1 6 3", "line 8: 6 × 3 does not fit")]
    public void Design_WithAMalformedLine_IsRefusedWithItsNumber(int line, string text, string expected)
    {
        _design[line] = text;
        _folder.Write("d.txt", string.Join('\n', _design));
        Refused("d.txt, " + expected);
    }

    [Fact]
    public void Design_CutAnywhere_IsRefused()
    {
        foreach (int lines in new[] { 0, 1, 4, 7, 21, _design.Length - 2 })
        {
            _folder.Write("d.txt", string.Join('\n', _design[..lines]));
            Refused("d.txt");
        }
    }

    [Theory]
    [InlineData("012301;4", "line 1: no comma")]
    [InlineData("012301,1\n01230,2", "line 2: 5 digits; the design has 6 positions")]
    [InlineData("012301,1\n012304,2", "line 2: \"4\" is not a digit of 0 to 3")]
    [InlineData("012301,1\n012301,nan", "line 2: \"nan\" is not a finite number")]
    [InlineData("012301,1\n012301,", "line 2: \"\" is not a finite number")]
    [InlineData("012301,1\n", "1 rows; R² needs at least 2")]
    public void Test_WithAMalformedLine_IsRefusedWithItsNumber(string text, string expected)
    {
        _folder.Write("t.csv", text);
        Refused(expected, "--test", "@t.csv");
    }

    [Theory]
    [InlineData("--noise-sd: -1 is not a standard deviation", "--noise-sd", "-1")]
    [InlineData("--noise-sd: NaN is not a standard deviation", "--noise-sd", "NaN")]
    [InlineData("--model: cannot be combined with --samples", "--model", "m.onnx")]
    [InlineData("--budget: cannot be combined with --samples", "--budget", "1000")]
    [InlineData("--seed: cannot be combined with --samples", "--seed", "2")]
    [InlineData("--b: cannot be combined with --samples", "--b", "2")]
    [InlineData("--test-values: belongs to --test", "--test-values", "raw")]
    [InlineData("alphabet \"ACCT\"", "--alphabet", "ACCT")]
    public void Options_ThatDoNotFit_AreRefusedByName(string expected, params string[] options) => Refused(expected, options);

    [Fact]
    public void Options_ThatAreMissing_AreAskedFor()
    {
        RefusedCommand("--design is missing", "sketch", "--decoder", "paper", "--samples", "@s.bin", "--out", "@out");
        RefusedCommand("--design: belongs to --samples", "sketch", "--decoder", "paper", "--design", "@d.txt", "--out", "@out");
        RefusedCommand("say --decoder paper or --decoder qsft", "sketch", "--samples", "@s.bin", "--design", "@d.txt", "--out", "@out");
        RefusedCommand("decoded by paper or qsft", "sketch", "--decoder", "ridge", "--samples", "@s.bin", "--design", "@d.txt", "--out", "@out");
        RefusedCommand("--model: say which model", "sketch", "--decoder", "paper", "--budget", "1000", "--out", "@out");
    }

    [Fact]
    public void NoiseSd_ThatIsNegative_IsRefusedBeforeAModelRowIsPaidFor()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        RefusedCommand("--noise-sd: -0.5 is not a standard deviation", "sketch", "--model", "@p.onnx", "--target", "y[0]", "--decoder", "qsft", "--budget", "5000", "--noise-sd", "-0.5", "--out", "@run");
        Assert.False(File.Exists(_folder.Path("run/journal/plan.json")));
    }

    [Fact]
    public void Results_InTheWay_AreKeptUntilThereAreNewOnes()
    {
        string[] command = ["sketch", "--decoder", "qsft", "--samples", _folder.Path("s.bin"), "--design", _folder.Path("d.txt"), "--out", _folder.Path("kept")];
        Assert.Equal(0, GenoXaiProcess.Run(command).ExitCode);
        byte[] first = File.ReadAllBytes(_folder.Path("kept/sketch.gxs"));
        RefusedCommand("holds the results of another run", command);
        File.WriteAllBytes(_folder.Path("s.bin"), _samples[8..]);
        RefusedCommand("but the design asks for", [.. command, "--overwrite"]);
        Assert.Equal(first, File.ReadAllBytes(_folder.Path("kept/sketch.gxs")));
        File.WriteAllBytes(_folder.Path("s.bin"), _samples);
        Assert.Equal(0, GenoXaiProcess.Run([.. command, "--overwrite"]).ExitCode);
        Assert.Equal(first, File.ReadAllBytes(_folder.Path("kept/sketch.gxs")));
    }

    private void Refused(string expected, params string[] options) =>
        RefusedCommand(expected, ["sketch", "--decoder", "paper", "--samples", "@s.bin", "--design", "@d.txt", "--out", "@out", .. options]);

    private void RefusedCommand(string expected, params string[] arguments)
    {
        ProcessResult result = GenoXaiProcess.Run([.. arguments.Select(a => a.StartsWith('@') ? _folder.Path(a[1..]) : a)]);
        Assert.True(result.ExitCode == 2, $"exit {result.ExitCode}: {result.Error}");
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(_folder.Path("out")));
    }
}

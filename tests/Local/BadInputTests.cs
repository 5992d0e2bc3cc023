using GenoXai.Core.Onnx.Proto;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>Every kind of wrong input to the command line: exit code 2, one message that names what is wrong, nothing half written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BadInputTests()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", ">a\nACGTACGTAC\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "no FASTA record")]
    [InlineData(">a\nACGTACGTAC\n>b\nACGTACZTAC\n", "line 4, column 7: 'Z' in record \"b\"")]
    [InlineData(">a\nACGTACGTAC\n>b\nACGT\n", "line 3, record \"b\": 4 letters, but the model takes exactly 10")]
    [InlineData(">a\nACGTACGTAC\n>a\nACGTACGTAC\n", "line 3: the id \"a\" was used before, in line 1")]
    [InlineData(">a\nNNNNNNNNNN\n", "every letter is missing")]
    public void Ism_OfBadSequences_NamesTheLine(string fasta, string expected)
    {
        _folder.Write("bad.fa", fasta);
        Refused(expected, "ism", "--model", "@m.onnx", "--fasta", "@bad.fa", "--out", "@out");
    }

    [Fact]
    public void Ism_OfAMissingFile_SaysSo()
    {
        Refused("no such file", "ism", "--model", "@none.onnx", "--fasta", "@s.fa", "--out", "@out");
        Refused("no such file", "ism", "--model", "@m.onnx", "--fasta", "@none.fa", "--out", "@out");
    }

    [Fact]
    public void Ism_OfWhatIsNoModel_SaysSo()
    {
        _folder.Write("page.onnx", "<html>not found</html>");
        Refused("page.onnx", "ism", "--model", "@page.onnx", "--fasta", "@s.fa", "--out", "@out");
        byte[] whole = File.ReadAllBytes(_folder.Path("m.onnx"));
        File.WriteAllBytes(_folder.Path("cut.onnx"), whole[..(whole.Length / 2)]);
        Refused("cut.onnx", "ism", "--model", "@cut.onnx", "--fasta", "@s.fa", "--out", "@out");
        File.WriteAllBytes(_folder.Path("empty.onnx"), []);
        Refused("empty.onnx", "ism", "--model", "@empty.onnx", "--fasta", "@s.fa", "--out", "@out");
    }

    [Fact]
    public void Ism_OfAModelThatNeedsAManifest_ListsAllThatIsMissing()
    {
        new TestGraph().Input("x", "N", 7).Output("y", "N", 7).Node("Identity", "x", "y").Save(_folder.Path("rank2.onnx"));
        Refused("rank 2", "ism", "--model", "@rank2.onnx", "--fasta", "@s.fa", "--out", "@out");
        new TestGraph().Input("x", "N", 4, 4).Output("y", "N", 4, 4).Node("Identity", "x", "y").Save(_folder.Path("square.onnx"));
        Refused("ambiguous", "ism", "--model", "@square.onnx", "--fasta", "@s.fa", "--out", "@out");
        ToyOnnx.TwoInputs().Save(_folder.Path("two.onnx"));
        Refused("\"library\"", "ism", "--model", "@two.onnx", "--fasta", "@s.fa", "--out", "@out");
    }

    [Fact]
    public void Ism_OfAForbiddenOperatorDomain_NamesIt()
    {
        TestGraph graph = ToyOnnx.Additive();
        graph.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "evil.custom", Version = 1 });
        graph.Proto.Graph.Node[0].Domain = "evil.custom";
        graph.Save(_folder.Path("evil.onnx"));
        Refused("evil.custom", "ism", "--model", "@evil.onnx", "--fasta", "@s.fa", "--out", "@out");
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("/etc/hostname")]
    public void Ism_OfExternalDataOutsideTheFolder_IsRefused(string location)
    {
        TestGraph graph = ToyOnnx.Additive();
        TensorProto weights = graph.Proto.Graph.Initializer[0];
        (byte[] bytes, weights.RawData) = (weights.RawData.ToByteArray(), Google.Protobuf.ByteString.Empty);
        weights.FloatData.Clear();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        Directory.CreateDirectory(_folder.Path("model"));
        File.WriteAllBytes(_folder.Path("outside.bin"), new byte[Math.Max(160, bytes.Length)]);
        graph.Save(_folder.Path("model/m.onnx"));
        Refused("only files inside", "ism", "--model", "@model/m.onnx", "--fasta", "@s.fa", "--out", "@out");
    }

    [Fact]
    public void Ism_OfAnAmbiguousOrWrongTarget_ListsTheChoices()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        Refused("more than one number", "ism", "--model", "@p.onnx", "--fasta", "@s.fa", "--out", "@out");
        Refused("outside axis 0", "ism", "--model", "@p.onnx", "--target", "y[2]", "--fasta", "@s.fa", "--out", "@out");
        Refused("no output or target \"z\"", "ism", "--model", "@p.onnx", "--target", "z", "--fasta", "@s.fa", "--out", "@out");
        Refused("gives 2 numbers", "ism", "--model", "@p.onnx", "--target", "y", "--fasta", "@s.fa", "--out", "@out");
    }

    [Fact]
    public void Ism_IntoAFolderThatCannotBeWritten_SaysSo()
    {
        _folder.Write("file", "keep me");
        Refused("--out", "ism", "--model", "@m.onnx", "--fasta", "@s.fa", "--out", "@file");
        Refused("cannot be written", "ism", "--model", "@m.onnx", "--fasta", "@s.fa", "--out", "@file/below");
        Assert.Equal("keep me", File.ReadAllText(_folder.Path("file")));
    }

    [Theory]
    [InlineData("--colour", "red")]
    [InlineData("--seed", "x")]
    [InlineData("--threads", "0")]
    [InlineData("--batch", "0")]
    [InlineData("--chunk-rows", "-3")]
    [InlineData("--range", "5")]
    [InlineData("--range", "5:5")]
    [InlineData("--range", "0:11")]
    [InlineData("--effect", "ratio")]
    [InlineData("--provider", "tpu")]
    public void Ism_WithAWrongOption_NamesIt(string option, string value) =>
        Refused(option.TrimStart('-').Split('-')[0], "ism", "--model", "@m.onnx", "--fasta", "@s.fa", "--out", "@out", option, value);

    [Fact]
    public void Ism_OnAProviderThatIsNotThere_SaysSoOnce()
    {
        ProcessResult result = Refused("provider cuda", "ism", "--model", "@m.onnx", "--fasta", "@s.fa", "--out", "@out", "--provider", "cuda");
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void UnknownCommand_IsRefused() => Refused("explode", "explode");

    [Fact]
    public void Sketch_WithoutOrWithTooSmallABudget_SaysTheLeastThatWorks()
    {
        Refused("--budget", "sketch", "--model", "@m.onnx", "--out", "@out");
        Refused("the least that works is", "sketch", "--model", "@m.onnx", "--out", "@out", "--budget", "20");
        Refused("the least that works is", "sketch", "--model", "@m.onnx", "--out", "@out", "--budget", "60", "--decoder", "qsft");
    }

    [Fact]
    public void Sketch_OfAModelThatPredictsNaN_NamesTheSequence()
    {
        ToyOnnx.NotFinite().Save(_folder.Path("nan.onnx"));
        ProcessResult result = GenoXaiProcess.Run("sketch", "--model", _folder.Path("nan.onnx"), "--out", _folder.Path("out"), "--budget", "500");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the model predicts NaN for T", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Path("out/journal/chunk-000000.part")));
        Assert.False(File.Exists(_folder.Path("out/run.json")));
    }

    [Fact]
    public void Query_OfADamagedOrForeignSketch_IsRefused()
    {
        Assert.Equal(0, GenoXaiProcess.Run("sketch", "--model", _folder.Path("m.onnx"), "--out", _folder.Path("k"), "--budget", "1000").ExitCode);
        byte[] whole = File.ReadAllBytes(_folder.Path("k/sketch.gxs"));
        File.WriteAllBytes(_folder.Path("cut.gxs"), whole[..^40]);
        Refused("cut.gxs", "query", "--sketch", "@cut.gxs", "--fasta", "@s.fa", "--out", "@out");
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 4;
        File.WriteAllBytes(_folder.Path("flipped.gxs"), flipped);
        Refused("flipped.gxs", "query", "--sketch", "@flipped.gxs", "--fasta", "@s.fa", "--out", "@out");
        _folder.Write("short.fa", ">a\nACGT\n");
        Refused("10", "query", "--sketch", "@k/sketch.gxs", "--fasta", "@short.fa", "--out", "@out");
        _folder.Write("protein.fa", ">a\nACGTACGTAE\n");
        Refused("'E'", "query", "--sketch", "@k/sketch.gxs", "--fasta", "@protein.fa", "--out", "@out");
        Refused("no such file", "query", "--sketch", "@none.gxs", "--fasta", "@s.fa", "--out", "@out");
        Refused("--top", "query", "--sketch", "@k/sketch.gxs", "--fasta", "@s.fa", "--out", "@out", "--top", "many");
    }

    [Theory]
    [InlineData("a whole number up to 2147483647 is needed", "--budget", "99999999999")]
    [InlineData("--budget many: a whole number", "--budget", "many")]
    [InlineData("--target-r2 high: a number", "--budget", "1000", "--target-r2", "high")]
    [InlineData("--b: only the decoders qsft and paper", "--budget", "1000", "--b", "2")]
    [InlineData("--repeats: only the decoders qsft and paper", "--budget", "1000", "--repeats", "2")]
    [InlineData("--groups: only the decoders qsft and paper", "--budget", "1000", "--groups", "4", "--decoder", "ridge")]
    [InlineData("--noise-sd: only the decoders qsft and paper", "--budget", "1000", "--noise-sd", "0.1")]
    [InlineData("1 to 6 are possible", "--budget", "1000", "--decoder", "ridge", "--order", "7")]
    [InlineData("1 to 6 are possible", "--budget", "1000", "--decoder", "ridge", "--order", "0")]
    [InlineData("A is named twice", "--budget", "1000", "--letters", "3:ACA")]
    [InlineData("the larger one last", "--budget", "1000", "--letters", "6:3:AC")]
    [InlineData("position 3 is given twice", "--budget", "1000", "--letters", "3:AC,2:5:AG")]
    [InlineData("'N' is not a letter", "--budget", "1000", "--letters", "3:AN")]
    [InlineData("0 to 9", "--budget", "1000", "--letters", "10:A")]
    public void Sketch_WithAWrongOption_SaysWhatIsPossible(string said, params string[] options) =>
        Refused(said, ["sketch", "--model", "@m.onnx", "--out", "@out", .. options]);

    [Fact]
    public void Query_WithABackgroundOrAnOrderThatDoesNotFit_SaysWhatDoes()
    {
        Assert.Equal(0, GenoXaiProcess.Run("sketch", "--model", _folder.Path("m.onnx"), "--out", _folder.Path("k"), "--budget", "500", "--decoder", "ridge").ExitCode);
        _folder.Write("short.fa", ">tiny\nACGT\n");
        _folder.Write("none.fa", "");
        string[] query = ["query", "--sketch", "@k/sketch.gxs", "--out", "@out"];
        foreach (string[] of in new[] { ["--fasta", "@s.fa"], new[] { "--global" } })
        {
            Refused("background sequence \"tiny\" has 4 letters; the sketch has 10", [.. query, .. of, "--background", "@short.fa"]);
            Refused("no FASTA record", [.. query, .. of, "--background", "@none.fa"]);
        }

        Refused("at most 2", [.. query, "--fasta", "@s.fa", "--index", "stii", "--order", "3"]);
        Refused("at least 1", [.. query, "--fasta", "@s.fa", "--order", "0"]);
        _folder.Write("empty.gxs", "");
        _folder.Write("text.gxs", ">a\nACGT\n");
        Refused("empty.gxs\" is empty", "query", "--sketch", "@empty.gxs", "--global", "--out", "@out");
        Refused("not a sketch file", "query", "--sketch", "@text.gxs", "--global", "--out", "@out");
        Refused("cannot be read", "query", "--sketch", "@k", "--global", "--out", "@out");
    }

    /// <summary>Runs a command; arguments that begin with @ are files of the test's folder.</summary>
    private ProcessResult Refused(string expected, params string[] arguments)
    {
        ProcessResult result = GenoXaiProcess.Run([.. arguments.Select(a => a.StartsWith('@') ? _folder.Path(a[1..]) : a)]);
        Assert.True(result.ExitCode == 2, $"exit code {result.ExitCode}: {result.Error}");
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("out/run.json")));
        Assert.Empty(Directory.Exists(_folder.Path("out")) ? Directory.GetFiles(_folder.Path("out")) : []);
        return result;
    }
}

using System.Security.Cryptography;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;
using Google.Protobuf;

namespace GenoXai.Tests.Onnx;

public sealed class OnnxModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genoxai-onnx").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_OfAWrittenModel_KeepsEveryFieldEvenUnknownOnes()
    {
        byte[] bytes = [.. TestGraph.Small("N").Proto.ToByteArray(), .. UnknownField(77, "kept")];
        File.WriteAllBytes(PathOf("m.onnx"), bytes);
        OnnxModel model = OnnxModel.Load(PathOf("m.onnx"));
        model.Save(PathOf("copy.onnx"));
        Assert.Equal(bytes, File.ReadAllBytes(PathOf("copy.onnx")));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), model.Sha256);
        Assert.False(File.Exists(PathOf("copy.onnx.part")));
    }

    [Fact]
    public void Load_OfAMissingFile_NamesIt()
    {
        Assert.Contains("nowhere.onnx: no such file", Refusal("nowhere.onnx"), StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<InputException>(() => OnnxModel.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("<!DOCTYPE html><html><body>not found</body></html>", "web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "Git LFS pointer")]
    [InlineData("PK\x03\x04 something zipped", "zip archive")]
    [InlineData("hello, this is a note about a model", "does not parse as an ONNX model")]
    public void Load_OfSomethingElse_SaysWhatItLooksLike(string content, string expected)
    {
        File.WriteAllText(PathOf("m.onnx"), content);
        string message = Refusal("m.onnx");
        Assert.StartsWith(PathOf("m.onnx") + ": does not parse as an ONNX model", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfATruncatedModel_IsRefused()
    {
        byte[] bytes = TestGraph.Small("N").Proto.ToByteArray();
        File.WriteAllBytes(PathOf("m.onnx"), bytes[..(bytes.Length / 2)]);
        Assert.Contains("does not parse as an ONNX model", Refusal("m.onnx"), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AboveTheSizeLimit_IsRefusedWithBothSizes()
    {
        byte[] bytes = TestGraph.Small("N").Proto.ToByteArray();
        File.WriteAllBytes(PathOf("m.onnx"), bytes);
        Assert.NotNull(OnnxModel.Load(PathOf("m.onnx"), bytes.Length));
        string message = Assert.Throws<InputException>(() => OnnxModel.Load(PathOf("m.onnx"), bytes.Length - 1)).Message;
        Assert.Contains($"{bytes.Length} bytes; files of more than {bytes.Length - 1} bytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAnotherDomain_NamesNodeAndDomain()
    {
        TestGraph graph = TestGraph.Small("N");
        graph.Proto.Graph.Node[1].Domain = "my.custom";
        string message = Assert.Throws<InputException>(graph.Build).Message;
        Assert.Contains("node \"Relu_1\" (Relu), domain \"my.custom\"", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ai.onnx")]
    [InlineData("ai.onnx.ml")]
    [InlineData("com.microsoft")]
    public void Load_OfAnAllowedDomain_Works(string domain)
    {
        TestGraph graph = TestGraph.Small("N");
        graph.Proto.Graph.Node[1].Domain = domain;
        Assert.NotNull(graph.Build());
    }

    [Fact]
    public void Load_OfAnotherDomainInsideABranchOrFunction_NamesThePlace()
    {
        TestGraph graph = TestGraph.Small("N");
        var body = new GraphProto { Node = { new NodeProto { OpType = "Evil", Domain = "evil", Name = "inner" } } };
        graph.Node("If", "y", "z", ("then_branch", body));
        graph.Proto.Functions.Add(new FunctionProto { Name = "f", Node = { new NodeProto { OpType = "Bad", Domain = "bad", Name = "deep" } } });
        string message = Assert.Throws<InputException>(graph.Build).Message;
        Assert.Contains("node \"inner\" (Evil) inside node \"If_6\" (If), domain \"evil\"", message, StringComparison.Ordinal);
        Assert.Contains("node \"deep\" (Bad) in function \"f\", domain \"bad\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithExternalData_HashesBothFilesAndPutsWeightsInside()
    {
        byte[] bytes = WithExternalWeights("sub/w.bin", length: 60 * 4, offset: 8);
        byte[] weights = WriteWeights("sub/w.bin", 8 + 60 * 4);
        File.WriteAllBytes(PathOf("m.onnx"), bytes);
        OnnxModel model = OnnxModel.Load(PathOf("m.onnx"));
        Assert.Equal([PathOf("sub/w.bin")], model.ExternalFiles);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. bytes, .. weights])), model.Sha256);

        OnnxModel inside = OnnxModel.Parse(model.ToBytes());
        Assert.Equal(weights[8..], inside.Proto.Graph.Initializer[0].RawData.ToByteArray());
        Assert.Empty(inside.ExternalFiles);
        Assert.True(ExternalData.IsExternal(model.Proto.Graph.Initializer[0]), "the loaded model itself stays as it was");
    }

    [Theory]
    [InlineData("/etc/hostname", "only files inside the model's own folder")]
    [InlineData("../w.bin", "only files inside the model's own folder")]
    [InlineData("sub/../../w.bin", "only files inside the model's own folder")]
    [InlineData("sub\\..\\..\\w.bin", "only files inside the model's own folder")]
    [InlineData("C:/w.bin", "only files inside the model's own folder")]
    [InlineData("", "only files inside the model's own folder")]
    [InlineData("gone.bin", "\"gone.bin\", which is not in the model's folder")]
    [InlineData("out.bin", "a link that leads out of the model's folder")]
    [InlineData("linked/w.bin", "a link that leads out of the model's folder")]
    [InlineData("short.bin", "needs 240 bytes from byte 0 of \"short.bin\", which has only 100")]
    public void Load_WithExternalDataElsewhereOrShort_IsRefused(string location, string expected)
    {
        string outside = Directory.CreateTempSubdirectory("genoxai-outside").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(outside, "w.bin"), new byte[400]);
            File.CreateSymbolicLink(PathOf("out.bin"), Path.Combine(outside, "w.bin"));
            Directory.CreateSymbolicLink(PathOf("linked"), outside);
            WriteWeights("short.bin", 100);
            File.WriteAllBytes(PathOf("m.onnx"), WithExternalWeights(location, 240, 0));
            string message = Refusal("m.onnx");
            Assert.Contains("external data of tensor \"w\"", message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void Load_WithALinkInsideTheFolder_Works()
    {
        WriteWeights("real.bin", 240);
        File.CreateSymbolicLink(PathOf("alias.bin"), PathOf("real.bin"));
        File.WriteAllBytes(PathOf("m.onnx"), WithExternalWeights("alias.bin", 240, 0));
        Assert.Single(OnnxModel.Load(PathOf("m.onnx")).ExternalFiles);
    }

    [Theory]
    [InlineData("offset", "-1")]
    [InlineData("offset", "many")]
    [InlineData("length", "99999999999999999999999")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("length", "4")]
    public void Load_WithADamagedExternalEntry_IsRefused(string key, string value)
    {
        WriteWeights("w.bin", 240);
        ModelProto proto = ModelProto.Parser.ParseFrom(WithExternalWeights("w.bin", 240, 0));
        proto.Graph.Initializer[0].ExternalData.Single(e => e.Key == key).Value = value;
        File.WriteAllBytes(PathOf("m.onnx"), proto.ToByteArray());
        Assert.Contains("external data of tensor \"w\"", Refusal("m.onnx"), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WithExternalData_IsRefusedWithoutAFolder() =>
        Assert.Contains("was not read from a folder",
            Assert.Throws<InputException>(() => OnnxModel.Parse(WithExternalWeights("w.bin", 240, 0))).Message, StringComparison.Ordinal);

    [SharedTheory("models/aparent2_logodds.onnx", "models/architectures/DanQ.onnx", "models/deepatt_yeast_promoter.onnx")]
    [InlineData("models/aparent2_logodds.onnx")]
    [InlineData("models/architectures/DanQ.onnx")]
    [InlineData("models/deepatt_yeast_promoter.onnx")]
    public void Save_OfASharedModel_WritesAnEqualMessage(string path)
    {
        OnnxModel model = OnnxModel.Load(SharedFactAttribute.Path(path));
        model.Save(PathOf("copy.onnx"));
        OnnxModel copy = OnnxModel.Load(PathOf("copy.onnx"));
        Assert.Equal(model.Proto, copy.Proto);
        Assert.Equal(new FileInfo(SharedFactAttribute.Path(path)).Length, new FileInfo(PathOf("copy.onnx")).Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(SharedFactAttribute.Path(path)))), model.Sha256);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string Refusal(string name) => Assert.Throws<InputException>(() => OnnxModel.Load(PathOf(name))).Message;

    private byte[] WriteWeights(string name, int count)
    {
        byte[] bytes = [.. Enumerable.Range(0, count).Select(i => (byte)i)];
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), bytes);
        return bytes;
    }

    private static byte[] WithExternalWeights(string location, long length, long offset)
    {
        ModelProto proto = TestGraph.Small("N").Proto;
        TensorProto tensor = proto.Graph.Initializer[0];
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{offset}" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
        return proto.ToByteArray();
    }

    private static byte[] UnknownField(int number, string text)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFromUtf8(text));
        output.Flush();
        return stream.ToArray();
    }
}

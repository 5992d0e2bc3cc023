using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;
using Google.Protobuf;

namespace GenoXai.Core.Onnx;

/// <summary>From bytes to a message that is at least shaped like a model.</summary>
internal static class ModelParsing
{
    /// <summary>Parses a whole stream.</summary>
    /// <param name="stream">The bytes; read to the end.</param>
    /// <param name="head">Its first bytes, to say what the file may be instead.</param>
    /// <param name="name">How messages name it.</param>
    /// <exception cref="InputException">It is not ONNX.</exception>
    internal static ModelProto Parse(Stream stream, ReadOnlySpan<byte> head, string name)
    {
        if (head.IsEmpty) throw Bad(name, "the file is empty");
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(stream);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or OverflowException)
        {
            throw Bad(name, Hint(head) ?? "it is damaged, or ends too early", e);
        }

        if (proto.Graph is null || !proto.HasIrVersion) throw Bad(name, Hint(head) ?? "it holds no graph");
        if (proto.Graph.Output.Count == 0) throw Bad(name, "its graph has no output");
        if (!proto.OpsetImport.Any(static o => OperatorDomains.IsStandard(o.Domain)))
            throw Bad(name, "it does not say which version of the standard operators it uses (opset_import)");
        return proto;
    }

    private static InputException Bad(string name, string reason, Exception? inner = null) =>
        new($"{name}: does not parse as an ONNX model: {reason}. Export or download the model again.", "bad-model", inner);

    private static string? Hint(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<"u8)) return "it looks like a web page (HTML or XML)";
        if (text.StartsWith("version https://git-lfs"u8)) return "it is a Git LFS pointer, not the file itself (run git lfs pull)";
        if (head.StartsWith("PK"u8)) return "it is a zip archive (a PyTorch or Keras file?)";
        if (head.StartsWith("\x89HDF"u8)) return "it is an HDF5 file (a Keras model?)";
        if (head.StartsWith("\x1f\x8b"u8)) return "it is gzip-compressed: unpack it first";
        return text.StartsWith("{"u8) ? "it looks like JSON" : null;
    }
}

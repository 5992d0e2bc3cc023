using System.Security.Cryptography;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;
using Google.Protobuf;

namespace GenoXai.Core.Onnx;

/// <summary>
/// An ONNX model as a file holds it: checked to be one, with allowed operators only and with all
/// its weights present. Nothing here computes a prediction.
/// </summary>
public sealed class OnnxModel
{
    /// <summary>Largest model file read unless told otherwise: 2 GB, which is also all that the file format's encoding can hold.</summary>
    public const long DefaultSizeLimit = int.MaxValue;

    private readonly ExternalData _external;
    private string? _sha256;
    private GraphFacts? _facts;

    private OnnxModel(ModelProto proto, string name, string? path, ExternalData external, string? sha256)
    {
        Proto = proto;
        Name = name;
        Path = path;
        _external = external;
        _sha256 = sha256;
    }

    /// <summary>How messages name the model: its path, or what it was made from.</summary>
    public string Name { get; }

    /// <summary>Full path of the file it was read from; null for one made in memory.</summary>
    public string? Path { get; }

    /// <summary>Full paths of the files beside the model that hold weights, in order of their names; usually none.</summary>
    public IReadOnlyList<string> ExternalFiles => _external.Files;

    /// <summary>
    /// SHA-256, lower-case hexadecimal, of the model file's bytes followed by those of its external
    /// files in order of name. Of a model made in memory: of <see cref="ToBytes"/>.
    /// </summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>Inputs, outputs, operators and sizes.</summary>
    public GraphFacts Facts => _facts ??= GraphFacts.Of(Proto);

    /// <summary>The message itself. Never changed after loading: a rewriting clones it.</summary>
    internal ModelProto Proto { get; }

    /// <summary>Reads and checks a model file.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="sizeLimit">Largest file accepted, in bytes, external files included one by one.</param>
    /// <param name="name">How messages name it; the path when absent.</param>
    /// <exception cref="InputException">The file is missing, too large, not ONNX, uses an operator
    /// domain that is not allowed, or its external data is missing, too short or elsewhere.</exception>
    public static OnnxModel Load(string path, long sizeLimit = DefaultSizeLimit, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        name ??= path;
        try
        {
            string full = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(full)) throw new InputException($"{name}: is a folder; name the .onnx file itself.", "missing-model");
            if (!File.Exists(full)) throw new InputException($"{name}: no such file.", "missing-model");
            using FileStream file = File.OpenRead(full);
            CheckSize(name, file.Length, sizeLimit);

            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var head = new byte[Math.Min(file.Length, 64)];
            file.ReadExactly(head);
            file.Position = 0;
            ModelProto proto = ModelParsing.Parse(new HashingStream(file, hash), head, name);
            OperatorDomains.Check(proto, name);
            var external = ExternalData.Check(proto, name, System.IO.Path.GetDirectoryName(full));
            foreach (string other in external.Files)
            {
                using FileStream weights = File.OpenRead(other);
                CheckSize(other, weights.Length, sizeLimit);
                weights.CopyTo(new HashingStream(Stream.Null, hash));
            }

            return new OnnxModel(proto, name, full, external, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{name}: cannot be read: {e.Message}", "bad-model", e);
        }
    }

    /// <summary>Reads and checks a model held in memory; it may have no external data.</summary>
    /// <param name="bytes">The content of an <c>.onnx</c> file.</param>
    /// <param name="name">How messages name it.</param>
    /// <exception cref="InputException">As <see cref="Load"/>.</exception>
    public static OnnxModel Parse(byte[] bytes, string name = "model")
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ModelProto proto = ModelParsing.Parse(new MemoryStream(bytes), bytes, name);
        OperatorDomains.Check(proto, name);
        return new OnnxModel(proto, name, null, ExternalData.Check(proto, name, null), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>The content of an <c>.onnx</c> file, all weights inside it.</summary>
    /// <exception cref="InputException">That would be larger than 2 GB.</exception>
    public byte[] ToBytes()
    {
        try
        {
            return WithWeightsInside().ToByteArray();
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException)
        {
            throw new InputException($"{Name}: with its external weights the model is larger than the 2 GB one ONNX file can hold.", "bad-model", e);
        }
    }

    /// <summary>Writes the model, all weights inside it, by way of a temporary file in the same folder.</summary>
    /// <param name="path">The <c>.onnx</c> file, replaced if it exists.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = ToBytes();
        string temporary = path + ".part";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {e.Message}", "unwritable", e);
        }
    }

    /// <summary>A model made by rewriting this one; <paramref name="change"/> gets a copy with all weights inside.</summary>
    internal OnnxModel Rewrite(string how, Action<ModelProto> change)
    {
        ModelProto copy = WithWeightsInside();
        if (ReferenceEquals(copy, Proto)) copy = Proto.Clone();
        change(copy);
        string name = $"{Name} ({how})";
        return new OnnxModel(copy, name, null, ExternalData.Check(copy, name, null), null);
    }

    private ModelProto WithWeightsInside()
    {
        if (_external.Files.Count == 0) return Proto;
        ModelProto copy = Proto.Clone();
        _external.Inline(copy);
        return copy;
    }

    private static void CheckSize(string path, long bytes, long limit)
    {
        if (bytes > limit)
            throw new InputException($"{path}: {bytes} bytes; files of more than {limit} bytes are not read (the limit is {limit / 1e9:0.###} GB).", "bad-model");
    }
}

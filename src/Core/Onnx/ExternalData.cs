using System.Globalization;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;
using Google.Protobuf;

namespace GenoXai.Core.Onnx;

/// <summary>
/// Weights that lie in files beside the model. Only files inside the model's own folder are read:
/// no absolute path, no "..", no link that leads out, so that a model from elsewhere cannot make
/// this program read other files.
/// </summary>
internal sealed class ExternalData
{
    private readonly string _model;
    private readonly string? _folder;
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    private ExternalData(string model, string? folder)
    {
        _model = model;
        _folder = folder;
    }

    /// <summary>Full paths of the files used, in order of the names the model gives them.</summary>
    internal IReadOnlyList<string> Files => [.. _files.Values];

    /// <summary>Checks every external tensor of a model.</summary>
    /// <param name="proto">The model.</param>
    /// <param name="model">How messages name the model.</param>
    /// <param name="folder">Its folder; null when it did not come from a file.</param>
    /// <exception cref="InputException">A file is outside the folder, missing or too short.</exception>
    internal static ExternalData Check(ModelProto proto, string model, string? folder)
    {
        var data = new ExternalData(model, folder);
        foreach (TensorProto tensor in GraphWalk.Tensors(proto))
            if (IsExternal(tensor)) data.Locate(tensor);
        return data;
    }

    internal static bool IsExternal(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External;

    /// <summary>Copies every external tensor's bytes into the model itself.</summary>
    internal void Inline(ModelProto proto)
    {
        foreach (TensorProto tensor in GraphWalk.Tensors(proto))
        {
            if (!IsExternal(tensor)) continue;
            (string path, long offset, long length) = Locate(tensor);
            var bytes = new byte[checked((int)length)];
            try
            {
                using FileStream file = File.OpenRead(path);
                file.Position = offset;
                file.ReadExactly(bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"{path}: cannot be read: {e.Message}", "bad-model", e);
            }

            tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }
    }

    private (string Path, long Offset, long Length) Locate(TensorProto tensor)
    {
        string location = Entry(tensor, "location") ?? throw Bad(tensor, "has no location");
        long offset = Number(tensor, "offset") ?? 0;
        string path = PathOf(tensor, location);
        var file = new FileInfo(path);
        if (!file.Exists) throw Bad(tensor, $"lies in \"{location}\", which is not in the model's folder: put the file beside the model");

        long? needed = TensorData.Bytes(tensor), length = Number(tensor, "length") ?? needed;
        if (length is null) throw Bad(tensor, "gives no length, and none follows from its type and shape");
        if (needed is not null && length != needed) throw Bad(tensor, $"says {length} bytes where its shape needs {needed}");
        if (offset > file.Length || length > file.Length - offset)
            throw Bad(tensor, $"needs {length} bytes from byte {offset} of \"{location}\", which has only {file.Length}: copy the whole file again");
        _files[location] = path;
        return (path, offset, length.Value);
    }

    private string PathOf(TensorProto tensor, string location)
    {
        if (_folder is null) throw Bad(tensor, "lies in an external file, but this model was not read from a folder");
        string[] parts = location.Split('/', '\\');
        if (location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location)
            || parts[0].Length == 0 || parts[0].Contains(':', StringComparison.Ordinal) || parts.Contains(".."))
            throw Bad(tensor, $"lies at \"{location}\": only files inside the model's own folder are allowed (no absolute path, no \"..\")");

        try
        {
            string root = RealPath(_folder), path = _folder;
            foreach (string part in parts.Where(static p => p is not ("" or "."))) path = Path.Combine(path, part);
            string real = RealPath(path);
            if (!real.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw Bad(tensor, $"lies at \"{location}\", a link that leads out of the model's folder: copy the file itself there");
            return real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Bad(tensor, $"lies at \"{location}\", which cannot be looked at: {e.Message}");
        }
    }

    /// <summary>The path with every link on the way resolved; what does not exist stays as written.</summary>
    private static string RealPath(string path)
    {
        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full) ?? "";
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                real = RealPath(target.FullName);
        }

        return real;
    }

    private static string? Entry(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private long? Number(TensorProto tensor, string key)
    {
        if (Entry(tensor, key) is not { Length: > 0 } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Bad(tensor, $"has the {key} \"{text}\", which is not a number of bytes");
    }

    private InputException Bad(TensorProto tensor, string reason) =>
        new($"{_model}: external data of tensor \"{tensor.Name}\" {reason}.", "bad-model");
}

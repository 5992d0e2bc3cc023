using System.Reflection;

namespace GenoXai.Local.Demo;

/// <summary>The demo's model, sequences and truth, which travel within the program.</summary>
internal static class DemoContent
{
    public const string Model = "model.onnx", Manifest = "manifest.json", Sequences = "sequences.fa", Truth = "truth.json";

    public static IReadOnlyList<string> Names { get; } = [Model, Manifest, Sequences, Truth];

    /// <summary>One of the files.</summary>
    public static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("demo/" + name)
            ?? throw new InvalidOperationException($"The program was built without the demo's {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

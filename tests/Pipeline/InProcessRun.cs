using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>A finished run in a folder of its own, made in this process.</summary>
internal sealed class InProcessRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private InProcessRun()
    {
    }

    public List<string> Warnings { get; } = [];

    public RunRecord Record { get; private set; } = new();

    /// <summary>Runs a request on a model that lies in memory; sequences are <c>s0</c>, <c>s1</c>, ….</summary>
    public static async Task<InProcessRun> OfAsync(TestGraph graph, RunRequest request, params string[] sequences) => await OfAsync(graph, request, null, sequences);

    /// <summary>The same beside a sketch that interactions are compared with.</summary>
    public static async Task<InProcessRun> OfAsync(TestGraph graph, RunRequest request, Sketch? sketch, params string[] sequences)
    {
        using var folder = new TemporaryFolder();
        graph.Save(folder.Path("m.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("m.onnx")).Open(request.Targets, new ModelOptions { Threads = 1 });
        return await OfAsync(model, request, [.. sequences.Select(static (letters, i) => new NamedSequence($"s{i}", Alphabet.Dna.Parse(letters)))], sketch);
    }

    /// <summary>Runs a request on an open model.</summary>
    public static async Task<InProcessRun> OfAsync(OnnxSequenceModel model, RunRequest request, NamedSequence[] sequences, Sketch? sketch = null)
    {
        var run = new InProcessRun();
        try
        {
            var context = new RunContext(request, model, new FolderArtifactStore(run.Path("")), sequences, "sequences") { Warn = run.Warnings.Add, Sketch = sketch };
            await new LocalRunner(context, run.Path(""), threads: 2).RunAsync(null, CancellationToken.None);
            await using FileStream record = File.OpenRead(run.Path(RunKeys.Record));
            run.Record = RunRecordFile.Read(record, RunKeys.Record);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    public string Path(string name) => _folder.Path($"out/{name}");

    public NpzReader Arrays(string name) => new(File.OpenRead(Path(name)), name);

    /// <summary>The cells of a table, without its header.</summary>
    public string[][] Table(string name) => [.. File.ReadLines(Path(name)).Skip(1).Select(static line => line.Split('\t'))];

    public void Dispose() => _folder.Dispose();
}

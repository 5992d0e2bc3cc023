using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
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
    public static async Task<InProcessRun> OfAsync(TestGraph graph, RunRequest request, params string[] sequences)
    {
        var run = new InProcessRun();
        try
        {
            graph.Save(run._folder.Path("m.onnx"));
            await run.DoAsync(run._folder.Path("m.onnx"), request, (i, letters) => new NamedSequence($"s{i}", Alphabet.Dna.Parse(letters)), sequences);
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

    private async Task DoAsync(string path, RunRequest request, Func<int, string, NamedSequence> named, string[] sequences)
    {
        using OnnxSequenceModel model = ModelLoader.Load(path).Open(request.Targets, new ModelOptions { Threads = 1 });
        NamedSequence[] all = [.. sequences.Select((letters, i) => named(i, letters))];
        var context = new RunContext(request, model, new FolderArtifactStore(Path("")), all, "sequences") { Warn = Warnings.Add };
        await new LocalRunner(context, Path(""), threads: 2).RunAsync(null, CancellationToken.None);
        Record = RunRecordFile.Read(File.OpenRead(Path(RunKeys.Record)), RunKeys.Record);
    }
}

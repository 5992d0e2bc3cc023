using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Reports;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>Node ablation against the same model with a mask written into its graph.</summary>
public sealed class NodeAblationRunTests : IDisposable
{
    private const int Length = 12, Count = 7;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("r", null, 5, NodeAblationValue.Mean)]
    [InlineData("r", null, 5, NodeAblationValue.Zero)]
    [InlineData("r", 2, 12, NodeAblationValue.Mean)]
    [InlineData("h", null, 6, NodeAblationValue.Mean)]
    [InlineData("pooled", null, 5, NodeAblationValue.Zero)]
    [InlineData(null, null, 5, NodeAblationValue.Mean)]
    public async Task Ablate_IsWhatAMaskWrittenIntoTheGraphGives(string? layer, int? axis, int nodes, NodeAblationValue replace)
    {
        NamedSequence[] sequences = Sequences();
        Graph("r", null, 0).Save(_folder.Path("m.onnx"));
        await RunAsync(new NodeAblationOptions { Layer = layer, Axis = axis, Replace = replace, Top = 3 }, sequences);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/nodes.npz")), "nodes.npz");
        float[] changes = npz.Read<float>("change").Values, means = npz.Read<float>("mean_activation").Values;
        double[] influence = npz.Read<double>("influence").Values;
        Assert.Equal([Count, nodes, 2], npz.Read<float>("change").Shape);
        float[] reference = Predict(Graph("r", null, 0), sequences);
        Assert.Equal(reference, npz.Read<float>("reference_prediction").Values, (a, b) => Math.Abs(a - b) < 1e-4);
        for (int node = 0; node < nodes; node++)
        {
            float[] mask = new float[nodes], number = new float[nodes];
            mask.AsSpan().Fill(1);
            (mask[node], number[node]) = (0, replace == NodeAblationValue.Mean ? means[node] : 0);
            float[] ablated = Predict(Graph(layer ?? "r", mask, axis ?? (layer == "h" ? 2 : 1), number), sequences);
            double sum = 0;
            for (int i = 0; i < ablated.Length; i++)
            {
                double change = ablated[i] - reference[i];
                Assert.Equal(change, changes[(i / 2 * nodes + node) * 2 + i % 2], 2e-4);
                sum += change * change;
            }

            Assert.Equal(sum / Count, influence[node], 1e-3 * (1 + sum));
        }

        Assert.Contains(influence, static i => i > 0.01);
        Assert.Equal(Count * (nodes + 2), RunRecordFile.Read(File.OpenRead(_folder.Path("out/run.json")), "run.json").GetInt64("model_rows"));
        string[][] table = [.. File.ReadLines(_folder.Path("out/nodes.tsv")).Skip(1).Select(static line => line.Split('\t'))];
        Assert.Equal(Enumerable.Range(0, nodes).OrderByDescending(i => influence[i]).Select(static i => $"{i}"), table.Select(static row => row[1]));
        Assert.Equal(1 + 3 * Count, File.ReadLines(_folder.Path("out/nodes_sequences.tsv")).Count());
    }

    [Fact]
    public async Task Ablate_OfTheMean_TakesItOverSequencesAndPositions()
    {
        ToyOnnx.Filters().Save(_folder.Path("m.onnx"));
        NamedSequence[] sequences = [new("a", Alphabet.Dna.Parse("ACGTTTTTTT")), new("b", Alphabet.Dna.Parse("CCCCCCCCCC"))];
        await RunAsync(new NodeAblationOptions(), sequences);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/nodes.npz")), "nodes.npz");
        // The first filter counts letters of ACG in their places, less one: 2 at ACG, else 0 in a; 0 in b, whose words have one C in the middle.
        Assert.Equal(2 / 20f, npz.Read<float>("mean_activation").Values[0], 1e-6f);
        Assert.Equal(0, npz.Read<double>("influence").Values[2]);
        Assert.Equal(0.1f - 2, npz.Read<float>("change").Values[0], 1e-5f);
    }

    [Theory]
    [InlineData("nowhere", "model layers")]
    [InlineData("side", "nothing behind")]
    [InlineData("shape", "is no layer")]
    public async Task Ablate_OfWhatIsNoLayer_IsRefused(string layer, string expected)
    {
        TestGraph graph = Graph("r", null, 0);
        graph.Node("Neg", "r", "side").Node("Shape", "x", "shape").Save(_folder.Path("m.onnx"));
        InputException error = await Assert.ThrowsAsync<InputException>(() => RunAsync(new NodeAblationOptions { Layer = layer }, Sequences()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, "has the axes 1 to 2 behind")]
    [InlineData(0, "axis 0: 1 or more")]
    public async Task Ablate_OfAnAxisThatIsNotThere_NamesThoseThatAre(int axis, string expected)
    {
        ToyOnnx.Filters().Save(_folder.Path("m.onnx"));
        InputException error = await Assert.ThrowsAsync<InputException>(async () =>
        {
            var options = new NodeAblationOptions { Axis = axis };
            options.Check();
            await RunAsync(options, [new("a", Alphabet.Dna.Parse("ACGTTTTTTT"))]);
        });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ablate_AsACommand_WritesItsFilesAndAReport()
    {
        ToyOnnx.Filters().Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", ">a\nACGTTTTTTT\n>b\nCCCCACGCCC\n");
        ProcessResult layers = GenoXaiProcess.Run("model", "layers", _folder.Path("m.onnx"));
        Assert.Contains("r\tRelu\t1x3x10\t3\t1", layers.Output, StringComparison.Ordinal);
        string[] command = ["nodes", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), "--layer"];
        Assert.Equal(0, GenoXaiProcess.Run([.. command, "r", "--replace", "zero"]).ExitCode);
        Assert.Equal(["nodes.npz", "nodes.svg", "nodes.tsv", "nodes_sequences.tsv", "run.json"], Directory.GetFiles(_folder.Path("out")).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
        // Numbers as everywhere in reports, with the sign for minus; Names of columns stand in line 0.
        string report = File.ReadAllText(_folder.Path("out/report.html"));
        string[] cells = [.. File.ReadLines(_folder.Path("out/nodes.tsv")).Skip(1).SelectMany(static line => line.Split('\t')[2..5]).Where(static cell => cell != "NaN")];
        Assert.All(cells, cell => Assert.Contains($">{ReportText.Number(double.Parse(cell, CultureInfo.InvariantCulture))}<", report, StringComparison.Ordinal));
    }

    /// <summary>x (N, 4, 12) → convolution c, ReLU r → pooled, transposed → dense h → y (N, 2); the middle of x also reaches h directly, around r.</summary>
    private static TestGraph Graph(string masked, float[]? mask, int axis, float[]? number = null)
    {
        var graph = new TestGraph().Input("x", "N", 4, Length).Weights("w", 5, 4, 3).Weights("d", 5, 6).Weights("e", 4, 6).Weights("out", 6, 2);
        string Masked(string name)
        {
            if (mask is null || masked != name) return name;
            long[] shape = [.. Enumerable.Range(0, 3).Select(i => i == axis ? (long)mask.Length : 1)];
            graph.Floats("mask", mask, shape).Floats("number", number!, shape).Node("Mul", $"{name},mask", name + "_").Node("Add", $"{name}_,number", name + "__");
            return name + "__";
        }

        graph.Node("Conv", "x,w", "c", ("pads", new long[] { 1, 1 })).Node("Relu", "c", "r");
        graph.Node("MaxPool", Masked("r"), "pooled", ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 }));
        graph.Node("AveragePool", "x", "short", ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 }));
        graph.Node("Transpose", Masked("pooled"), "t", ("perm", new long[] { 0, 2, 1 })).Node("Transpose", "short", "s", ("perm", new long[] { 0, 2, 1 }));
        graph.Node("MatMul", "t,d", "td").Node("MatMul", "s,e", "se").Node("Add", "td,se", "h0").Node("Tanh", "h0", "h");
        return graph.Node("ReduceMean", Masked("h"), "m", ("axes", new long[] { 1 }), ("keepdims", 0L)).Node("MatMul", "m,out", "y").Output("y", "N", 2);
    }

    private static NamedSequence[] Sequences()
    {
        SeededRandom random = SeededRandom.Stream(5, "ablation-tests");
        return [.. Enumerable.Range(0, Count).Select(n => new NamedSequence($"s{n}", [.. Enumerable.Range(0, Length).Select(_ => (byte)random.NextInt(4))]))];
    }

    private float[] Predict(TestGraph graph, NamedSequence[] sequences)
    {
        graph.Save(_folder.Path("masked.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(_folder.Path("masked.onnx")).Open(["y[0]", "y[1]"], new ModelOptions { Threads = 1 });
        using ModelBatch batch = model.CreateBatch(Count, Length);
        batch.Rows = Count;
        for (int n = 0; n < Count; n++) sequences[n].Letters.CopyTo(batch.Letters.AsSpan(n * Length));
        var predictions = new float[Count * 2];
        model.Predict(batch, predictions);
        return predictions;
    }

    private async Task RunAsync(NodeAblationOptions options, NamedSequence[] sequences)
    {
        LoadedModel loaded = ModelLoader.Load(_folder.Path("m.onnx"));
        var request = new RunRequest { Method = RunMethod.Nodes, Nodes = options, ChunkRows = 20, BatchRows = 4, Targets = loaded.Onnx.Facts.Outputs[0].Sizes?[1] == 2 ? ["y[0]", "y[1]"] : [] };
        using OnnxSequenceModel model = loaded.Open(request.Targets, new ModelOptions { Threads = 1 });
        string folder = _folder.Path("out");
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder), sequences, "sequences"), folder, threads: 2).RunAsync(null, CancellationToken.None);
    }
}

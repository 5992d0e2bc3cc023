using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>Runs a graph with every inner tensor as an output: what shapes they have, and where numbers stop being numbers.</summary>
internal static class TensorProbe
{
    /// <summary>Numbers of axes of a model's tensors, from one row.</summary>
    internal static IReadOnlyDictionary<string, int> Ranks(LoadedModel loaded, ModelOptions options) =>
        Shapes(loaded, loaded.Onnx, options).ToDictionary(static p => p.Key, static p => p.Value.Shape.Length, StringComparer.Ordinal);

    /// <summary>The layers of an open model.</summary>
    internal static IReadOnlyList<LayerFact> Layers(OnnxSequenceModel model)
    {
        OnnxModel graph = model.Loaded.RunningGraph;
        Dictionary<string, (long[] Shape, TensorElementType Type)> shapes = Shapes(model.Loaded, graph, model.Options);
        var layers = new List<LayerFact>();
        foreach (NodeProto node in graph.Proto.Graph.Node)
        {
            foreach (string tensor in node.Output)
            {
                if (!shapes.TryGetValue(tensor, out var found) || found.Shape.Length < 2 || !((ElementType)(int)found.Type).IsFloat || found.Shape[0] != Math.Max(1, model.FixedBatch)) continue;
                if (node.OpType is not ("Constant" or "Identity")) layers.Add(new LayerFact(tensor, node.OpType, found.Shape, LayerGraph.ChannelAxis(graph, tensor, found.Shape.Length)));
            }
        }

        return layers;
    }

    private static Dictionary<string, (long[] Shape, TensorElementType Type)> Shapes(LoadedModel loaded, OnnxModel graph, ModelOptions options)
    {
        OnnxModel all = ProbeGraph.OfAll(graph);
        TensorFact fact = graph.Facts.Inputs.First(i => i.Name == loaded.Manifest.Input.Name);
        int length = ModelProbe.CandidateLengths(loaded).First(), rows = loaded.Layout.Axes.HasBatch ? (int)(fact.Sizes?[0] ?? 1) : 1;
        using InferenceSession session = OnnxSession.Create(all, options with { Provider = ExecutionProvider.Cpu }, optimize: false);
        using var input = EncodedInput.Create(loaded.InputType, loaded.Layout, rows, length);
        using var runOptions = new RunOptions();
        input.Encode(new byte[rows * length], rows);
        OrtValue[] constants = loaded.Constants.Tensors(rows);
        string[] names = [.. all.Facts.Outputs.Select(static o => o.Name)];
        using IDisposableReadOnlyCollection<OrtValue> values = session.Run(runOptions, [fact.Name, .. loaded.Constants.Names], [input.Tensor(rows), .. constants], names);
        var shapes = new Dictionary<string, (long[], TensorElementType)>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
            if (values[i].IsTensor && values[i].GetTensorTypeAndShape() is var info) shapes[names[i]] = (info.Shape, info.ElementDataType);
        foreach (OrtValue constant in constants) constant.Dispose();
        return shapes;
    }

    /// <summary>
    /// The first node, in the order of the graph, that makes a NaN out of numbers (infinite ones
    /// count as numbers); null when none does.
    /// </summary>
    /// <param name="graph">A model, usually one with gradients.</param>
    /// <param name="inputs">Its inputs by name.</param>
    /// <returns>The node in words; of a node made for a gradient, whose gradient it belongs to.</returns>
    internal static string? FirstNaN(OnnxModel graph, IReadOnlyDictionary<string, OrtValue> inputs)
    {
        OnnxModel all = ProbeGraph.OfAll(graph);
        using InferenceSession session = OnnxSession.Create(all, new ModelOptions { Threads = 1, Provider = ExecutionProvider.Cpu }, optimize: false);
        using var runOptions = new RunOptions();
        string[] names = [.. all.Facts.Outputs.Select(static o => o.Name)];
        using IDisposableReadOnlyCollection<OrtValue> values = session.Run(runOptions, [.. inputs.Keys], [.. inputs.Values], names);
        var broken = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
            if (HasNaN(values[i])) broken.Add(names[i]);
        NodeProto? first = graph.Proto.Graph.Node.FirstOrDefault(n => n.Output.Any(broken.Contains) && !n.Input.Any(broken.Contains));
        return first is null ? null : Describe(first);
    }

    private static bool HasNaN(OrtValue value)
    {
        if (!value.IsTensor || value.GetTensorTypeAndShape().ElementDataType != TensorElementType.Float) return false;
        foreach (float number in value.GetTensorDataAsSpan<float>())
            if (float.IsNaN(number)) return true;
        return false;
    }

    private static string Describe(NodeProto node)
    {
        string[] parts = node.Name.Split('/');
        return parts is ["grad", _, .., _] && parts.Length > 2
            ? $"the gradient of node \"{string.Join('/', parts[1..^1])}\" ({node.OpType})"
            : GraphWalk.Label(node);
    }
}

/// <summary>An inner tensor of a model whose channels can be looked at.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Operator">The operator that makes it.</param>
/// <param name="Shape">Its sizes for one sequence.</param>
/// <param name="Axis">The axis of its channels.</param>
public sealed record LayerFact(string Tensor, string Operator, IReadOnlyList<long> Shape, int Axis);

using GenoXai.Core.Onnx.Folding;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Onnx;

/// <summary>Cuts a model at one of its inner tensors.</summary>
internal static class LayerGraph
{
    /// <summary>Name of the cut tensor as a float32 input or output.</summary>
    public const string Cut = "layer/cut";

    /// <summary>The part before the tensor: its only output is <see cref="Cut"/>, and inputs that it does not need are gone.</summary>
    public static OnnxModel Before(OnnxModel model, string tensor)
    {
        Require(model, tensor);
        return model.Rewrite($"up to \"{tensor}\"", proto =>
        {
            proto.Graph.Output.Clear();
            Cast(proto.Graph, tensor, Cut, ElementType.Float32);
            proto.Graph.Output.Add(new ValueInfoProto { Name = Cut });
            Prune(proto.Graph);
        });
    }

    /// <summary>The part behind the tensor: it is the input <see cref="Cut"/> now; other inputs stay where they are still needed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="type">Its type.</param>
    /// <param name="rank">Its number of axes.</param>
    public static OnnxModel Behind(OnnxModel model, string tensor, ElementType type, int rank)
    {
        Require(model, tensor);
        return model.Rewrite($"from \"{tensor}\"", proto =>
        {
            GraphProto graph = proto.Graph;
            NodeProto made = graph.Node.First(n => n.Output.Contains(tensor));
            made.Output[made.Output.IndexOf(tensor)] = "layer/unused";
            var shape = new TensorShapeProto();
            for (int axis = 0; axis < rank; axis++) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = $"layer_{axis}" });
            graph.Input.Add(new ValueInfoProto { Name = Cut, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Float32, Shape = shape } } });
            Cast(graph, Cut, tensor, type, first: true);
            graph.ValueInfo.Clear();
            Prune(graph);
        });
    }

    /// <summary>The axis along which the channels of a tensor lie: behind a convolution, a pooling or a batch normalization the second one, else the last.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="rank">Its number of axes.</param>
    public static int ChannelAxis(OnnxModel model, string tensor, int rank)
    {
        if (rank == 2) return 1;
        for (int steps = 0; steps < model.Proto.Graph.Node.Count; steps++)
        {
            NodeProto? made = model.Proto.Graph.Node.FirstOrDefault(n => n.Output.Contains(tensor));
            if (made is null) break;
            if (made.OpType is "Conv" or "FusedConv" or "ConvTranspose" or "BatchNormalization" or "InstanceNormalization" || made.OpType.EndsWith("Pool", StringComparison.Ordinal)) return 1;
            if (!FirstConvolution.IsNumberByNumber(made.OpType)) break;
            // Of two operands the one that is computed is followed.
            tensor = made.Input.FirstOrDefault(i => model.Proto.Graph.Node.Any(n => n.OpType != "Constant" && n.Output.Contains(i))) ?? "";
        }

        return rank - 1;
    }

    /// <summary>Tensors of the main graph, in its order.</summary>
    public static IEnumerable<string> Tensors(OnnxModel model) => model.Proto.Graph.Node.SelectMany(static n => n.Output).Where(static o => o.Length > 0);

    /// <summary>Throws unless a node of the main graph makes a tensor.</summary>
    public static void Require(OnnxModel model, string tensor)
    {
        if (!Tensors(model).Contains(tensor, StringComparer.Ordinal))
            throw new InputException($"{model.Name}: no node of the graph makes \"{tensor}\". \"genoxai model layers\" lists its tensors.", "bad-tensor");
    }

    private static void Cast(GraphProto graph, string from, string to, ElementType type, bool first = false)
    {
        var node = new NodeProto { OpType = "Cast", Name = $"cast to {to}", Input = { from }, Output = { to } };
        node.SetInt("to", (long)type);
        if (first) graph.Node.Insert(0, node);
        else graph.Node.Add(node);
    }

    private static void Prune(GraphProto graph)
    {
        UnusedNodes.Remove(graph, []);
        var used = graph.Node.SelectMany(GraphWalk.Inputs).Concat(graph.Output.Select(static o => o.Name)).ToHashSet(StringComparer.Ordinal);
        ValueInfoProto[] inputs = [.. graph.Input.Where(i => used.Contains(i.Name))];
        graph.Input.Clear();
        graph.Input.AddRange(inputs);
        TensorProto[] stored = [.. graph.Initializer.Where(t => used.Contains(t.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(stored);
    }
}

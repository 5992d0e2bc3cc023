using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>
/// BatchNormalization of trained statistics behind Conv, ConvTranspose or Gemm is a factor and a shift of
/// each output channel: it goes into the stored weights, f = γ/√(σ² + ε), W′ = fW, b′ = f(b − μ) + β.
/// </summary>
internal static class BatchNormalizationFolding
{
    internal static void Apply(FoldableGraph graph)
    {
        foreach (NodeProto node in graph.Nodes)
        {
            if (!OperatorDomains.IsStandard(node.Domain) || node.OpType != "BatchNormalization" || node.Int("training_mode", 0) != 0 || node.Output.Count > 1) continue;
            if (graph.Maker(node.Input[0], "Conv", "ConvTranspose", "Gemm") is { } layer && graph.OnlyUser(layer.Output[0]) == node) Fold(graph, layer, node);
        }
    }

    private static void Fold(FoldableGraph graph, NodeProto layer, NodeProto node)
    {
        if (graph.Floats(node.Input[1]) is not { } scale || graph.Floats(node.Input[2]) is not { } shift
            || graph.Floats(node.Input[3]) is not { } mean || graph.Floats(node.Input[4]) is not { } variance) return;
        int channels = scale.Length;
        if (graph.Stored(layer.Input[1]) is not { } stored || graph.Floats(layer.Input[1]) is not { } weights || Bias(graph, layer, channels) is not { } bias) return;
        if (layer.OpType == "Gemm" && (layer.Float("alpha", 1) != 1 || layer.Float("beta", 1) != 1)) return;
        long[] shape = [.. stored.Dims];
        // Along which axis the output channels lie, and how many groups they are split into before it.
        (int axis, long groups) = layer.OpType switch
        {
            "ConvTranspose" => (1, layer.Int("group", 1)),
            "Gemm" => (layer.Int("transB", 0) != 0 ? 0 : 1, 1L),
            _ => (0, 1L),
        };
        if (shape.Length <= axis || shape[axis] * groups != channels || weights.Length == 0) return;

        double epsilon = node.Float("epsilon", 1e-5f);
        double[] factor = [.. scale.Select((s, c) => s / Math.Sqrt(variance[c] + epsilon))];
        if (!Array.TrueForAll(factor, double.IsFinite)) return;
        long inner = shape[(axis + 1)..].Aggregate(1L, static (a, b) => a * b), rowsOfGroup = axis == 0 ? 1 : shape[0] / groups;
        for (long i = 0; i < weights.Length; i++)
        {
            long channel = i / inner % shape[axis], group = axis == 0 ? 0 : i / (inner * shape[axis]) / rowsOfGroup;
            weights[i] *= factor[group * shape[axis] + channel];
        }

        for (int c = 0; c < channels; c++) bias[c] = (bias[c] - mean[c]) * factor[c] + shift[c];
        graph.SetInputs(layer, layer.Input[0], graph.Store("weights", weights, shape), graph.Store("bias", bias, channels));
        graph.Absorb(layer, node);
    }

    /// <summary>The bias of each output channel, zeros where there is none; null where it is no stored vector.</summary>
    private static double[]? Bias(FoldableGraph graph, NodeProto layer, int channels)
    {
        if (layer.Input.Count < 3 || layer.Input[2].Length == 0) return new double[channels];
        return graph.Stored(layer.Input[2]) is { } stored && stored.Dims.Count > 0 && stored.Dims[^1] == channels && graph.Floats(layer.Input[2]) is { } bias && bias.Length == channels
            ? bias : null;
    }
}

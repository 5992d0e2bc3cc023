using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx;

/// <summary>Nodes that would mix the rows of a batch, or pick one of them: such a graph means something only at its own batch size.</summary>
internal static class BatchObstacles
{
    /// <summary>What the node does to the rows, in words after its name; null when it keeps them apart.</summary>
    internal static string? Find(NodeShapes node)
    {
        Size[]? x = node.Input(0);
        int axis = Axis(x);
        switch (node.Type)
        {
            case "MatMul":
                return Axis(node.Input(0)) == node.Input(0)?.Length - 1 && axis >= 0 ? "sums over the batch axis"
                    : node.Input(1) is { } right && Axis(right) is var b and >= 0 && b == Math.Max(0, right.Length - 2) ? "sums over the batch axis" : null;
            case "Gemm":
                return (axis >= 0 && axis == (node.Node.Int("transA", 0) == 0 ? 1 : 0))
                    || (Axis(node.Input(1)) is var other and >= 0 && other == (node.Node.Int("transB", 0) == 0 ? 0 : 1)) ? "sums over the batch axis" : null;
            case "Einsum":
                return EinsumMixes(node) ? "sums over the batch axis" : null;
        }

        if (axis < 0 || x is null) return null;
        switch (node.Type)
        {
            case "Conv" or "ConvTranspose" or "MaxPool" or "AveragePool" or "LpPool" or "GlobalAveragePool" or "GlobalMaxPool" or "GlobalLpPool"
                or "InstanceNormalization" or "LRN" or "DepthToSpace" or "SpaceToDepth":
                return axis == 0 ? null : $"slides over or joins the batch, which stands at axis {axis} there";
            case "BatchNormalization":
                return node.Node.Int("training_mode", 0) != 0 ? "is in training mode and normalises over the batch"
                    : axis == 1 ? "has a statistic for each row of the batch" : null;
            case "LSTM" or "GRU" or "RNN":
                return axis == (node.Node.Int("layout", 0) == 0 ? 1 : 0) ? null : "runs along the batch axis";
            case "Softmax" or "LogSoftmax" or "Hardmax":
                return SoftmaxMixes(node, x.Length, axis) ? "normalises over the batch axis" : null;
            case "LayerNormalization" or "RMSNormalization":
                return node.Axis(-1, x.Length) <= axis ? "normalises over the batch axis" : null;
            case "LpNormalization" or "TopK":
                return node.Axis(-1, x.Length) == axis ? "works along the batch axis" : null;
            case "ArgMax" or "ArgMin":
                return node.Axis(0, x.Length) == axis ? "works along the batch axis" : null;
            case "CumSum":
                return node.Axes("axis", 1, x.Length) is [var along] && along == axis ? "works along the batch axis" : null;
            case "Gather" or "GatherElements":
                return node.Axis(0, x.Length) == axis && x.Length > 1 ? "picks single rows of the batch" : null;
            case "Squeeze":
                return node.Axes("axes", 1, x.Length)?.AsSpan().Contains(axis) == true ? "removes the batch axis" : null;
            case "ScatterND" or "ScatterElements" or "Scatter":
                return Axis(node.Input(1)) < 0 && node.Input(1) is not null ? "writes to fixed rows of the batch" : null;
            case "Pad":
                return Pads(node, x.Length, axis) ? "pads the batch axis" : null;
        }

        return ShapeRules.IsReduction(node.Type) && ReducesOver(node, x.Length, axis) ? "reduces over the batch axis" : null;
    }

    /// <summary>The axis that holds the batch; −1 when none is known to.</summary>
    internal static int Axis(Size[]? shape) => shape is null ? -1 : Array.FindIndex(shape, static s => s.IsBatch);

    private static bool SoftmaxMixes(NodeShapes node, int rank, int axis)
    {
        bool flattens = node.Opset < 13; // all axes from the given one on were one
        int? given = node.Axis(flattens ? 1 : -1, rank);
        return flattens ? given <= axis : given == axis;
    }

    private static bool ReducesOver(NodeShapes node, int rank, int axis)
    {
        if (node.HasNone("axes", 1)) return node.Node.Int("noop_with_empty_axes", 0) == 0;
        return node.Axes("axes", 1, rank) is { } axes && (axes.AsSpan().Contains(axis) || axes.Length == 0);
    }

    private static bool Pads(NodeShapes node, int rank, int axis) =>
        node.IsAbsent(3) && node.Numbers("pads", 1) is { } pads && pads.Length == 2 * rank && (pads[axis], pads[axis + rank]) != (0, 0);

    private static bool EinsumMixes(NodeShapes node)
    {
        string[] sides = node.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal).Split("->");
        if (sides.Length < 2 || ShapeRules.Of(node) is not [{ } made]) return false;
        for (int i = 0; i < node.InputCount; i++)
            if (Axis(node.Input(i)) >= 0) return Axis(made) < 0;
        return false;
    }
}

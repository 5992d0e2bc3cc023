using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>(x − mean x)/√(mean (x − mean x)² + ε)·γ + β along the last axis is one LayerNormalization.</summary>
internal static class LayerNormalizationFusion
{
    internal static void Apply(FoldableGraph graph)
    {
        foreach (NodeProto node in graph.Nodes)
            if (OperatorDomains.IsStandard(node.Domain) && node.OpType == "Sqrt" && graph.OnlyUser(node.Output[0]) is { } user) Fuse(graph, node, user);
    }

    private static void Fuse(FoldableGraph graph, NodeProto root, NodeProto user)
    {
        // Either d/√v or d·(1/√v).
        string? centred = null;
        NodeProto last = user;
        if (user.OpType == "Div" && user.Input[1] == root.Output[0]) centred = user.Input[0];
        else if (user.OpType == "Reciprocal" && graph.OnlyUser(user.Output[0]) is { OpType: "Mul" } product)
            (last, centred) = (product, product.Input[product.Input[0] == user.Output[0] ? 1 : 0]);
        if (centred is null || Centred(graph, centred) is not { } x || graph.Shapes.Shape(x) is not { Length: > 1 } shape || !shape[^1].IsConstant) return;
        if (graph.Maker(root.Input[0], "Add") is not { } sum) return;
        int number = graph.Number(sum.Input[1], x) is null ? 0 : 1;
        if (graph.Number(sum.Input[number], x) is not { } epsilon || epsilon <= 0 || Mean(graph, sum.Input[1 - number]) is not { } square || !IsSquare(graph, square, x)) return;

        long size = shape[^1].Outer;
        double[]? scale = null, bias = null;
        if (graph.OnlyUser(last.Output[0]) is { OpType: "Mul" } scaled && Vector(graph, scaled, last.Output[0], size) is { } gamma) (last, scale) = (scaled, gamma);
        if (graph.OnlyUser(last.Output[0]) is { OpType: "Add" } shifted && Vector(graph, shifted, last.Output[0], size) is { } beta) (last, bias) = (shifted, beta);
        var inputs = new List<string> { x, graph.Store("scale", scale ?? [.. Enumerable.Repeat(1.0, (int)size)], size) };
        if (bias is not null) inputs.Add(graph.Store("bias", bias, size));
        graph.Become(last, "LayerNormalization", [.. inputs]);
        last.SetInt("axis", -1);
        last.SetFloat("epsilon", (float)epsilon);
    }

    /// <summary>x where a tensor is x − mean x; else null.</summary>
    private static string? Centred(FoldableGraph graph, string tensor) =>
        graph.Maker(tensor, "Sub") is { } node && Mean(graph, node.Input[1]) == node.Input[0] ? node.Input[0] : null;

    /// <summary>What a tensor is the mean of along the last axis, which stays as one; else null.</summary>
    private static string? Mean(FoldableGraph graph, string tensor)
    {
        if (graph.Maker(tensor, "ReduceMean") is not { } node || node.Int("keepdims", 1) != 1 || node.Input.Count < 2) return null;
        int? rank = graph.Shapes.Shape(node.Input[0])?.Length;
        return graph.Shapes.Value(node.Input[1]) is [{ IsConstant: true } axis] && (axis.Is(-1) || axis.Outer == rank - 1) ? node.Input[0] : null;
    }

    private static bool IsSquare(FoldableGraph graph, string tensor, string x) => graph.Maker(tensor, "Pow", "Mul") is { } node && Centred(graph, node.Input[0]) == x
        && (node.OpType == "Pow" ? graph.Number(node.Input[1], x) == 2 : Centred(graph, node.Input[1]) == x);

    /// <summary>The other operand where it is a stored vector along the last axis.</summary>
    private static double[]? Vector(FoldableGraph graph, NodeProto node, string tensor, long size)
    {
        string other = node.Input[node.Input[0] == tensor ? 1 : 0];
        return graph.Stored(other) is { } stored && stored.Dims.Count == 1 && stored.Dims[0] == size ? graph.Floats(other) : null;
    }
}

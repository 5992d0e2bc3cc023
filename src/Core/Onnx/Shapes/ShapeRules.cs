namespace GenoXai.Core.Onnx.Shapes;

/// <summary>One shape rule per operator: shapes of the outputs from those of the inputs, null where not known.</summary>
internal static class ShapeRules
{
    private delegate Size[]?[] Rule(NodeShapes node);

    /// <summary>Operators that work on each element by itself, or along axes without changing the shape.</summary>
    private static readonly string[] SameShape =
    [
        "Relu", "Sigmoid", "Tanh", "Exp", "Log", "Sqrt", "Abs", "Neg", "Erf", "Softplus", "Softsign", "Elu", "Selu", "LeakyRelu",
        "ThresholdedRelu", "HardSigmoid", "HardSwish", "Celu", "Gelu", "Mish", "Clip", "Cast", "CastLike", "Identity",
        "Softmax", "LogSoftmax", "Hardmax", "Floor", "Ceil", "Round", "Sign", "Reciprocal", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan",
        "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Not", "IsNaN", "IsInf", "BatchNormalization", "InstanceNormalization",
        "GroupNormalization", "LayerNormalization", "RMSNormalization", "LRN", "LpNormalization", "MeanVarianceNormalization", "CumSum",
        "Trilu", "Shrink", "ReverseSequence", "ScatterElements", "ScatterND", "Scatter", "BitwiseNot",
        "com.microsoft:Gelu", "com.microsoft:FastGelu", "com.microsoft:QuickGelu", "com.microsoft:BiasGelu",
    ];

    private static readonly string[] Broadcasting =
    [
        "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Mean", "Where", "Equal", "Greater", "Less", "GreaterOrEqual",
        "LessOrEqual", "And", "Or", "Xor", "PRelu", "Mod", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor",
    ];

    private static readonly string[] Reductions =
    [
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum",
        "ReduceLogSumExp",
    ];

    // Below the lists it is made from: static fields are set in the order of the text.
    private static readonly Dictionary<string, Rule> Rules = Table();

    internal static Size[]?[] Of(NodeShapes node) => Rules.TryGetValue(node.Type, out Rule? rule) ? rule(node) : [];

    internal static bool IsSameShape(string type) => SameShape.AsSpan().Contains(type);

    internal static bool IsBroadcasting(string type) => Broadcasting.AsSpan().Contains(type);

    internal static bool IsReduction(string type) => Reductions.AsSpan().Contains(type);

    /// <summary>The shape two shapes broadcast to, aligned at their right ends; sizes that disagree are not known.</summary>
    internal static Size[]? Broadcast(Size[]? a, Size[]? b)
    {
        if (a is null || b is null) return null;
        var shape = new Size[Math.Max(a.Length, b.Length)];
        for (int right = 1; right <= shape.Length; right++)
        {
            Size left = right <= a.Length ? a[^right] : 1, other = right <= b.Length ? b[^right] : 1;
            shape[^right] = left.Is(1) ? other : other.Is(1) || left == other ? left
                // Of two sizes that must agree, one that is known decides; 1 was handled above.
                : !left.IsKnown && other.IsKnown && !other.IsBatch ? other
                : !other.IsKnown && left.IsKnown && !left.IsBatch ? left
                : Size.Unknown;
        }

        return shape;
    }

    private static Dictionary<string, Rule> Table()
    {
        var rules = new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["Dropout"] = static n => [n.Input(0), n.Input(0)],
            ["Constant"] = static n => [ConstantShape(n)],
            ["Shape"] = static n => [n.Input(0) is { } x ? [(Size)ShapeValues.ShapeSlice(n, x).Length] : [Size.Unknown]],
            ["Size"] = static _ => [[]],
            ["ConstantOfShape"] = static n => [n.Value(0) ?? Ranked(n.Input(0))],
            ["EyeLike"] = static n => [n.Input(0)],
            ["DequantizeLinear"] = static n => [n.Input(0)],
            ["TopK"] = static n => LayoutRules.TopK(n),
            ["GatherND"] = static n => [LayoutRules.GatherND(n)],
            ["DepthToSpace"] = static n => [LayoutRules.Ranked(4)],
            ["SpaceToDepth"] = static n => [LayoutRules.Ranked(4)],
            ["Reshape"] = static n => [LayoutRules.Reshape(n)],
            ["Flatten"] = static n => [LayoutRules.Flatten(n)],
            ["Transpose"] = static n => [LayoutRules.Transpose(n)],
            ["Squeeze"] = static n => [LayoutRules.Squeeze(n)],
            ["Unsqueeze"] = static n => [LayoutRules.Unsqueeze(n)],
            ["Concat"] = static n => [LayoutRules.Concat(n)],
            ["Split"] = LayoutRules.Split,
            ["Slice"] = static n => [LayoutRules.Slice(n)],
            ["Gather"] = static n => [LayoutRules.Gather(n)],
            ["GatherElements"] = static n => [n.Input(1)],
            ["Expand"] = static n => [Broadcast(n.Input(0), n.Value(1) ?? Ranked(n.Input(1)))],
            ["Tile"] = static n => [LayoutRules.Tile(n)],
            ["Pad"] = static n => [LayoutRules.Pad(n)],
            ["Resize"] = static n => [LayoutRules.Resize(n)],
            ["Upsample"] = static n => [LayoutRules.Resize(n)],
            ["Range"] = static n => [ShapeValues.Of(n) is { } value ? [(Size)value.Length] : [Size.Unknown]],
            ["ArgMax"] = static n => [LayoutRules.Reduce(n, [n.Node.Int("axis", 0)])],
            ["ArgMin"] = static n => [LayoutRules.Reduce(n, [n.Node.Int("axis", 0)])],
            ["Conv"] = static n => [LayerRules.Conv(n)],
            ["ConvTranspose"] = static n => [LayerRules.ConvTranspose(n)],
            ["MaxPool"] = static n => [LayerRules.Pool(n), LayerRules.Pool(n)],
            ["MaxUnpool"] = static n => [n.Value(2) ?? Ranked(n.Input(2))],
            ["AveragePool"] = static n => [LayerRules.Pool(n)],
            ["LpPool"] = static n => [LayerRules.Pool(n)],
            ["GlobalAveragePool"] = static n => [LayerRules.GlobalPool(n)],
            ["GlobalMaxPool"] = static n => [LayerRules.GlobalPool(n)],
            ["GlobalLpPool"] = static n => [LayerRules.GlobalPool(n)],
            ["Gemm"] = static n => [LayerRules.Gemm(n)],
            ["MatMul"] = static n => [LayerRules.MatMul(n)],
            ["Einsum"] = static n => [EinsumRule.Shape(n)],
            ["LSTM"] = static n => LayerRules.Recurrent(n),
            ["GRU"] = static n => LayerRules.Recurrent(n),
            ["RNN"] = static n => LayerRules.Recurrent(n),
        };
        foreach (string type in SameShape) rules[type] = static n => [n.Input(0)];
        // A fused one has its sigmoid as a second result.
        rules["Swish"] = static n => [n.Input(0), n.Input(0)];
        foreach (string type in Broadcasting) rules[type] = BroadcastAll;
        foreach (string type in Reductions)
            rules[type] = static n => [LayoutRules.Reduce(n, n.HasNone("axes", 1) ? [] : n.Numbers("axes", 1))];
        return rules;
    }

    /// <summary>A shape that a vector of so many numbers gives, of no known size.</summary>
    private static Size[]? Ranked(Size[]? vector) => vector is [{ IsConstant: true } rank] ? LayoutRules.Ranked(rank.Outer) : null;

    private static Size[]?[] BroadcastAll(NodeShapes node)
    {
        Size[]? shape = node.Input(0);
        for (int i = 1; i < node.InputCount; i++) shape = Broadcast(shape, node.Input(i));
        return [shape];
    }

    private static Size[]? ConstantShape(NodeShapes node)
    {
        if (node.Node.Tensor("value") is { } tensor)
            return tensor.Dims.Any(static d => d < 0) ? null : ShapeInference.Constants([.. tensor.Dims]);
        if (node.Node.Find("value_ints") is { } ints) return [ints.Ints.Count];
        if (node.Node.Find("value_floats") is { } floats) return [floats.Floats.Count];
        return node.Node.Find("value_int") is not null || node.Node.Find("value_float") is not null ? [] : null;
    }
}

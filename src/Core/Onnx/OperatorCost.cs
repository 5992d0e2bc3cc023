using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx;

/// <summary>Multiply-adds of one node by its shapes: one formula per operator, all others one per element made.</summary>
internal static class OperatorCost
{
    private delegate UInt128 Formula(NodeProto node, Func<int, long[]?> input, long[] output);

    private static readonly Dictionary<string, Formula> Formulas = new(StringComparer.Ordinal)
    {
        // Every output element sums over (input channels ÷ groups) × kernel; W is (out, in/groups, kernel…).
        ["Conv"] = static (_, input, output) => Elements(output) * Elements(Tail(input(1), 1)),
        // Every input element is spread over (output channels ÷ groups) × kernel; W is (in, out/groups, kernel…).
        ["ConvTranspose"] = static (_, input, _) => Elements(input(0)) * Elements(Tail(input(1), 1)),
        ["Gemm"] = static (node, input, output) => Elements(output) * Size(input(0), node.Int("transA", 0) == 0 ? 1 : 0),
        ["MatMul"] = static (_, input, output) => Elements(output) * Size(input(0), -1),
        ["Einsum"] = static (node, input, _) => EinsumCost(node, input),
        ["LSTM"] = static (_, input, _) => RecurrentCost(input),
        ["GRU"] = static (_, input, _) => RecurrentCost(input),
        ["RNN"] = static (_, input, _) => RecurrentCost(input),
        ["MaxPool"] = Pool,
        ["AveragePool"] = Pool,
        ["LpPool"] = Pool,
        ["GlobalAveragePool"] = Whole,
        ["GlobalMaxPool"] = Whole,
        ["GlobalLpPool"] = Whole,
        ["ReduceMean"] = Whole,
        ["ReduceSum"] = Whole,
        ["ReduceMax"] = Whole,
        ["ReduceMin"] = Whole,
        ["ReduceProd"] = Whole,
        ["ReduceL1"] = Whole,
        ["ReduceL2"] = Whole,
        ["ReduceSumSquare"] = Whole,
        ["ReduceLogSum"] = Whole,
        ["ReduceLogSumExp"] = Whole,
        // Views: nothing is computed.
        ["Reshape"] = Nothing,
        ["Flatten"] = Nothing,
        ["Squeeze"] = Nothing,
        ["Unsqueeze"] = Nothing,
        ["Identity"] = Nothing,
        ["Dropout"] = Nothing,
        ["Shape"] = Nothing,
    };

    /// <summary>The node's multiply-adds; 0 when a shape it takes is not known.</summary>
    internal static UInt128 Of(NodeProto node, IReadOnlyDictionary<string, long[]> shapes)
    {
        string? made = node.Output.FirstOrDefault(o => o.Length > 0 && shapes.ContainsKey(o));
        if (made is null) return 0;
        Func<int, long[]?> input = i => i < node.Input.Count ? shapes.GetValueOrDefault(node.Input[i]) : null;
        return Formulas.TryGetValue(node.OpType, out Formula? formula) && OperatorDomains.IsStandard(node.Domain)
            ? formula(node, input, shapes[made])
            : Elements(shapes[made]);
    }

    internal static UInt128 Elements(ReadOnlySpan<long> shape)
    {
        UInt128 count = 1;
        foreach (long size in shape) count = UInt128.Min(count * (UInt128)Math.Max(0, size), long.MaxValue);
        return count;
    }

    private static UInt128 Elements(long[]? shape) => shape is null ? 0 : Elements(shape.AsSpan());

    private static UInt128 Size(long[]? shape, int axis)
    {
        if (shape is null || shape.Length == 0) return 0;
        if (axis < 0) axis += shape.Length;
        return axis < shape.Length ? (UInt128)Math.Max(0, shape[axis]) : 0;
    }

    private static long[]? Tail(long[]? shape, int start) => shape is null || shape.Length < start ? null : shape[start..];

    private static UInt128 Nothing(NodeProto node, Func<int, long[]?> input, long[] output) => 0;

    private static UInt128 Whole(NodeProto node, Func<int, long[]?> input, long[] output) => Elements(input(0));

    private static UInt128 Pool(NodeProto node, Func<int, long[]?> input, long[] output) =>
        Elements(output) * Elements(node.Ints("kernel_shape") ?? [1]);

    /// <summary>Per direction, step and row: one product with W (gates·hidden × inputs) and one with R (gates·hidden × hidden).</summary>
    private static UInt128 RecurrentCost(Func<int, long[]?> input)
    {
        if (input(0) is not { Length: 3 } x) return 0;
        UInt128 steps = Elements(x.AsSpan(0, 2));
        return steps * (Elements(input(1)) + Elements(input(2)));
    }

    /// <summary>The product of the sizes of all distinct indices, the broadcast ones of an ellipsis included.</summary>
    private static UInt128 EinsumCost(NodeProto node, Func<int, long[]?> input)
    {
        string[] terms = node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal).Split("->")[0].Split(',');
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < terms.Length; i++)
        {
            if (input(i) is not { } shape) return 0;
            int named = terms[i].Count(char.IsAsciiLetter), axis = 0;
            for (int c = 0; c < terms[i].Length && axis < shape.Length; c++)
            {
                if (char.IsAsciiLetter(terms[i][c]))
                {
                    Widen(sizes, terms[i][c].ToString(), shape[axis++]);
                    continue;
                }

                // The ellipsis: its axes align at the right end.
                for (int left = shape.Length - named; left > 0; left--) Widen(sizes, $"...{left}", shape[axis++]);
                c += 2;
            }
        }

        return Elements(sizes.Values.ToArray());
    }

    private static void Widen(Dictionary<string, long> sizes, string index, long size) =>
        sizes[index] = Math.Max(size, sizes.GetValueOrDefault(index));
}

using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>
/// Activations written in parts: x/2·(1 + erf(x/√2)) and x/2·(1 + tanh(√(2/π)(x + 0.044715x³))) are Gelu,
/// x·σ(αx) is Swish (SiLU with α = 1), log(1 + eˣ) is Softplus. The last no longer overflows from x = 89 on.
/// </summary>
/// <remarks>
/// Swish is no operator of opset 21: the node lives only while gradients are made, has σ as its second
/// output, and is taken apart again (<see cref="SwishParts"/>).
/// </remarks>
internal static class ActivationFusion
{
    private const int Farthest = 6;

    private static readonly string[] Parts = ["Add", "Sub", "Mul", "Div", "Neg", "Pow", "Identity"];

    internal static void Apply(FoldableGraph graph)
    {
        double slope = Math.Sqrt(2 / Math.PI);
        foreach (NodeProto node in graph.Nodes)
        {
            if (!OperatorDomains.IsStandard(node.Domain)) continue;
            switch (node.OpType)
            {
                case "Erf":
                    Gelu(graph, node, "none", [0, Math.Sqrt(0.5)]);
                    break;
                case "Tanh":
                    Gelu(graph, node, "tanh", [0, slope, 0, 0.044715 * slope]);
                    break;
                case "Sigmoid":
                    Swish(graph, node);
                    break;
                case "Exp":
                    Softplus(graph, node);
                    break;
            }
        }
    }

    private static void Gelu(FoldableGraph graph, NodeProto function, string approximation, double[] inner)
    {
        string e = function.Output[0];
        if (graph.OnlyUser(e) is null) return;
        foreach (string x in Before(graph, function.Input[0]))
        {
            if (NumberPolynomial.Of(graph, function.Input[0], x, null) is not { } argument || !argument.Is(inner)) continue;
            if (Behind(graph, e, t => NumberPolynomial.Of(graph, t, x, e) is { } y && y.Is(0, 0.5, 0, 0, 0, 0.5)) is not { } last) continue;
            graph.Become(last, "Gelu", [x]);
            if (approximation != "none") last.SetText("approximate", approximation);
            return;
        }
    }

    private static void Swish(FoldableGraph graph, NodeProto sigmoid)
    {
        string s = sigmoid.Output[0];
        if (graph.OnlyUser(s) is not { OpType: "Mul" } product || product.Output[0] == s) return;
        foreach (string x in Before(graph, sigmoid.Input[0]))
        {
            if (NumberPolynomial.Of(graph, sigmoid.Input[0], x, null)?.Factor is not { } alpha) continue;
            if (NumberPolynomial.Of(graph, product.Output[0], x, s) is not { } y || !y.Is(0, 0, 0, 0, 0, 1)) continue;
            graph.Drop(sigmoid);
            graph.Become(product, "Swish", [x], s);
            product.SetFloat("alpha", (float)alpha);
            return;
        }
    }

    private static void Softplus(FoldableGraph graph, NodeProto exponential)
    {
        string e = exponential.Output[0];
        if (graph.OnlyUser(e) is not { OpType: "Add" } sum || graph.OnlyUser(sum.Output[0]) is not { OpType: "Log" } log) return;
        if (NumberPolynomial.Of(graph, sum.Output[0], e, null) is { } y && y.Is(1, 1)) graph.Become(log, "Softplus", [exponential.Input[0]]);
    }

    /// <summary>A tensor and those that it is made from by simple arithmetic, the nearest first.</summary>
    private static List<string> Before(FoldableGraph graph, string tensor)
    {
        var found = new List<string> { tensor };
        for (int i = 0, end = 1, depth = 0; depth < Farthest && i < end; depth++, end = found.Count)
            for (; i < end; i++)
                if (graph.Maker(found[i], Parts) is { } node)
                    found.AddRange(node.Input.Where(t => graph.Stored(t) is null && !found.Contains(t)).Distinct());
        return found;
    }

    /// <summary>The first node of a chain of simple arithmetic behind a tensor whose result is what is looked for.</summary>
    private static NodeProto? Behind(FoldableGraph graph, string tensor, Func<string, bool> isResult)
    {
        for (int depth = 0; depth < Farthest; depth++)
        {
            if (graph.OnlyUser(tensor) is not { } node || !Parts.AsSpan().Contains(node.OpType) || !OperatorDomains.IsStandard(node.Domain)) return null;
            tensor = node.Output[0];
            if (isResult(tensor)) return node;
        }

        return null;
    }
}

using GenoXai.Core.Onnx.Gradients;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Multipliers;

/// <summary>
/// The table of multiplier rules. Linear operators pass multipliers as they pass gradients; functions of
/// one number rescale; products take the middle of both operands; operators that choose give each
/// side's winners their part; the rest, recurrent layers too, is taken through its parts.
/// </summary>
internal static class MultiplierRules
{
    private static readonly string[] Linear =
    [
        "Add", "Sub", "Sum", "Mean", "Neg", "Identity", "Dropout", "Cast", "CastLike", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Concat", "Split", "Slice",
        "Gather", "GatherElements", "GatherND", "ScatterElements", "ScatterND", "Pad", "Expand", "Tile", "CumSum", "DepthToSpace", "SpaceToDepth", "Trilu", "ReverseSequence",
        "Conv", "ConvTranspose", "Resize", "BatchNormalization", "AveragePool", "GlobalAveragePool", "ReduceSum", "ReduceMean",
    ];

    /// <summary>Linear in each operand.</summary>
    private static readonly string[] Products = ["Mul", "MatMul", "Gemm", "Einsum", "ReduceSumSquare"];

    private static readonly string[] Choosing = ["MaxPool", "GlobalMaxPool", "ReduceMax", "ReduceMin", "Max", "Min"];

    private static readonly string[] OfOneNumber =
    [
        "Sigmoid", "Tanh", "Exp", "Log", "Sqrt", "Abs", "Reciprocal", "Softplus", "Erf", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh",
        "Softsign", "Gelu", "Mish", "Swish", "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Shrink", "HardSigmoid", "HardSwish", "Clip", "PRelu", "Pow",
    ];

    private static readonly Dictionary<string, Action<MultiplierNode>> Rules = Table();

    /// <summary>Whether a node has a rule.</summary>
    internal static bool Has(NodeProto node, Func<string, bool> varies)
    {
        if (!OperatorDomains.IsStandard(node.Domain) || !Rules.ContainsKey(node.OpType) || GradientRules.Find(node.OpType) is null) return false;
        // Only the base of a power, and what is cut, may vary.
        if (node.OpType is "Pow" or "Clip" or "PRelu") return !node.Input.Skip(1).Any(varies);
        return node.OpType != "Einsum" || node.Input.Count(varies) <= 2;
    }

    internal static void Apply(MultiplierNode node) => Rules[node.Node.OpType](node);

    private static Dictionary<string, Action<MultiplierNode>> Table()
    {
        var rules = new Dictionary<string, Action<MultiplierNode>>(StringComparer.Ordinal);
        foreach (string type in Linear) rules[type] = static n => GradientRules.Find(n.Node.OpType)!(n.Linear());
        foreach (string type in Products) rules[type] = ProductMultipliers.Product;
        foreach (string type in Choosing) rules[type] = WinnerMultipliers.Apply;
        foreach (string type in OfOneNumber) rules[type] = RescaleMultipliers.Apply;
        rules["Div"] = ProductMultipliers.Quotient;
        rules["Where"] = ProductMultipliers.Where;
        rules["LSTM"] = static n => LstmGradient.Apply(n.Linear(), n.Copy());
        rules["GRU"] = static n => GruGradient.Apply(n.Linear(), n.Copy());
        rules["RNN"] = static n => RnnGradient.Apply(n.Linear(), n.Copy());
        NormalizationMultipliers.Register(rules);
        ReductionMultipliers.Register(rules);
        return rules;
    }
}

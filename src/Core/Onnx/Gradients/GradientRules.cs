namespace GenoXai.Core.Onnx.Gradients;

/// <summary>The table of vector-Jacobian rules: operator → how a gradient passes through it.</summary>
internal static class GradientRules
{
    private static readonly Dictionary<string, Action<BackwardNode>> Rules = Table();

    /// <summary>Operators whose result does not change with small changes of the input, or is no number: they end a path.</summary>
    private static readonly string[] Constant =
        ["Shape", "Size", "ConstantOfShape", "Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Not", "And", "Or", "Xor", "IsNaN", "IsInf", "EyeLike", "RandomNormalLike", "RandomUniformLike"];

    /// <summary>Operators that have no useful derivative.</summary>
    private static readonly string[] Discrete =
        ["ArgMax", "ArgMin", "Round", "Floor", "Ceil", "Sign", "OneHot", "NonZero", "Hardmax", "QuantizeLinear", "DynamicQuantizeLinear", "BitShift", "Unique", "Bernoulli", "Multinomial"];

    internal static IReadOnlyCollection<string> Supported => Rules.Keys;

    internal static bool EndsPath(string type) => Constant.AsSpan().Contains(type);

    internal static bool IsDiscrete(string type) => Discrete.AsSpan().Contains(type);

    internal static Action<BackwardNode>? Find(string type) => Rules.GetValueOrDefault(type);

    private static Dictionary<string, Action<BackwardNode>> Table()
    {
        var rules = new Dictionary<string, Action<BackwardNode>>(StringComparer.Ordinal);
        UnaryGradients.Register(rules);
        ArithmeticGradients.Register(rules);
        ReductionGradients.Register(rules);
        LayoutGradients.Register(rules);
        IndexGradients.Register(rules);
        ScatterGradients.Register(rules);
        DepthGradients.Register(rules);
        PoolGradients.Register(rules);
        ProductGradients.Register(rules);
        NormalizationGradients.Register(rules);
        rules["Conv"] = ConvGradient.Apply;
        rules["ConvTranspose"] = ConvTransposeGradient.Apply;
        rules["Einsum"] = EinsumGradient.Apply;
        rules["Resize"] = ResizeGradient.Apply;
        rules["LSTM"] = LstmGradient.Apply;
        rules["GRU"] = GruGradient.Apply;
        rules["RNN"] = RnnGradient.Apply;
        return rules;
    }
}

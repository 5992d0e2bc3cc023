using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Functions of each element by itself: dX = dY · f′(x). With y = f(x): Sigmoid y(1 − y); Tanh 1 − y²;
/// Exp y; Log 1/x; Sqrt 1/(2y); Abs sign x; Reciprocal −y²; Softplus σ(x); Erf 2/√π e^(−x²); Sin cos x;
/// Cos −sin x; Tan 1 + y²; Atan 1/(1 + x²) and their kin; Mish; Softsign 1/(1 + |x|)²; Gelu Φ(x) + xφ(x); Swish s + αy(1 − s), s = σ(αx);
/// and piecewise Relu, LeakyRelu, Elu, Selu, Celu, HardSigmoid, HardSwish, ThresholdedRelu, Shrink, Clip. Clip passes the gradient at its limits.
/// </summary>
internal static class UnaryGradients
{
    private const double SeluAlpha = 1.67326319217681884765625, SeluGamma = 1.05070102214813232421875;

    private static readonly Dictionary<string, Rule> Functions = new(Smooth().Concat(Piecewise()), StringComparer.Ordinal);

    private delegate string Rule(GradientBuilder b, NodeProto node, string x, string y, string g);

    /// <summary>g · f′(x) for a function's node, f(x) = y.</summary>
    internal static string Apply(GradientBuilder b, NodeProto node, string x, string y, string g) => Functions[node.OpType](b, node, x, y, g);

    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        foreach ((string type, Rule rule) in Functions)
            rules[type] = n => n.Give(0, rule(n.Builder, n.Node, n.X, n.Y, n.Gradient));
        rules["Identity"] = static n => n.Give(0, n.Gradient);
        rules["Dropout"] = static n =>
        {
            // In opset 21 training is an input, and a random model has no gradient of its own.
            if (n.Has(2) && !(n.Known.Value(2) is [var training] && training.Is(0))) throw n.Refuse("it drops elements at random (training_mode)");
            n.Give(0, n.Gradient);
        };
        rules["CastLike"] = static n =>
        {
            if (n.Known.Value(1) is not null) throw n.Refuse("it casts to whole numbers");
            n.Give(0, n.Gradient);
        };
        // Every float of the graph is float32 by now, and so are all gradients.
        rules["Cast"] = static n => n.Give(0, n.Gradient);
        rules["Clip"] = Clip;
    }

    private static Dictionary<string, Rule> Smooth() => new()
    {
        ["Sigmoid"] = static (b, _, _, y, g) => b.Mul(g, b.Mul(y, b.Sub(b.Scalar(1), y))),
        ["Tanh"] = static (b, _, _, y, g) => b.Mul(g, b.Sub(b.Scalar(1), b.Mul(y, y))),
        ["Exp"] = static (b, _, _, y, g) => b.Mul(g, y),
        ["Log"] = static (b, _, x, _, g) => b.Div(g, x),
        ["Sqrt"] = static (b, _, _, y, g) => b.Div(b.Scale(g, 0.5), y),
        ["Abs"] = static (b, _, x, _, g) => b.Mul(g, b.Node("Sign", [x])),
        ["Neg"] = static (b, _, _, _, g) => b.Node("Neg", [g]),
        ["Reciprocal"] = static (b, _, _, y, g) => b.Node("Neg", [b.Mul(g, b.Mul(y, y))]),
        ["Softplus"] = static (b, _, x, _, g) => b.Mul(g, b.Node("Sigmoid", [x])),
        ["Erf"] = static (b, _, x, _, g) => b.Mul(g, b.Scale(b.Node("Exp", [b.Node("Neg", [b.Mul(x, x)])]), 2 / Math.Sqrt(Math.PI))),
        ["Sin"] = static (b, _, x, _, g) => b.Mul(g, b.Node("Cos", [x])),
        ["Cos"] = static (b, _, x, _, g) => b.Node("Neg", [b.Mul(g, b.Node("Sin", [x]))]),
        ["Softsign"] = static (b, _, x, _, g) => Over(b, g, b.Add(b.Node("Abs", [x]), b.Scalar(1))),
        ["Tan"] = static (b, _, _, y, g) => b.Mul(g, b.Add(b.Mul(y, y), b.Scalar(1))),
        ["Asin"] = static (b, _, x, _, g) => b.Div(g, b.Node("Sqrt", [b.Sub(b.Scalar(1), b.Mul(x, x))])),
        ["Acos"] = static (b, _, x, _, g) => b.Node("Neg", [b.Div(g, b.Node("Sqrt", [b.Sub(b.Scalar(1), b.Mul(x, x))]))]),
        ["Atan"] = static (b, _, x, _, g) => b.Div(g, b.Add(b.Mul(x, x), b.Scalar(1))),
        ["Sinh"] = static (b, _, x, _, g) => b.Mul(g, b.Node("Cosh", [x])),
        ["Cosh"] = static (b, _, x, _, g) => b.Mul(g, b.Node("Sinh", [x])),
        ["Asinh"] = static (b, _, x, _, g) => b.Div(g, b.Node("Sqrt", [b.Add(b.Mul(x, x), b.Scalar(1))])),
        ["Acosh"] = static (b, _, x, _, g) => b.Div(g, b.Node("Sqrt", [b.Sub(b.Mul(x, x), b.Scalar(1))])),
        ["Atanh"] = static (b, _, x, _, g) => b.Div(g, b.Sub(b.Scalar(1), b.Mul(x, x))),
        ["Mish"] = static (b, _, x, _, g) => b.Mul(g, MishSlope(b, x)),
        ["Swish"] = static (b, node, x, y, g) => b.Mul(g, SwishSlope(b, node, y)),
        ["Gelu"] = static (b, node, x, _, g) => b.Mul(g, node.Text("approximate", "none") == "tanh" ? GeluTanh(b, x) : GeluExact(b, x)),
    };

    private static Dictionary<string, Rule> Piecewise() => new()
    {
        ["Relu"] = static (b, _, _, y, g) => b.Masked.Contains(y) ? g : b.Where(b.Node("Greater", [y, b.Scalar(0)]), g, b.Scalar(0)),
        ["LeakyRelu"] = static (b, n, x, _, g) => Positive(b, x, g, b.Scale(g, n.Float("alpha", 0.01f))),
        ["Elu"] = static (b, n, x, _, g) => Positive(b, x, g, b.Mul(g, b.Scale(NegativeExp(b, x, 1), n.Float("alpha", 1)))),
        ["Selu"] = static (b, n, x, _, g) =>
        {
            double gamma = n.Float("gamma", (float)SeluGamma), alpha = n.Float("alpha", (float)SeluAlpha);
            return Positive(b, x, b.Scale(g, gamma), b.Mul(g, b.Scale(NegativeExp(b, x, 1), gamma * alpha)));
        },
        ["Celu"] = static (b, n, x, _, g) => Positive(b, x, g, b.Mul(g, NegativeExp(b, x, n.Float("alpha", 1)))),
        ["ThresholdedRelu"] = static (b, n, x, _, g) => b.Where(b.Node("Greater", [x, b.Scalar(n.Float("alpha", 1))]), g, b.Scalar(0)),
        ["Shrink"] = static (b, n, x, _, g) => b.Where(b.Node("Greater", [b.Node("Abs", [x]), b.Scalar(n.Float("lambd", 0.5f))]), g, b.Scalar(0)),
        ["HardSigmoid"] = static (b, n, _, y, g) => Inside(b, y, 0, 1, b.Scale(g, n.Float("alpha", 0.2f))),
        ["HardSwish"] = static (b, _, x, _, g) => b.Where(b.Node("Greater", [x, b.Scalar(3)]), g,
            Inside(b, x, -3, 4, b.Mul(g, b.Add(b.Scale(x, 1.0 / 3), b.Scalar(0.5))))),
    };

    private static void Clip(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        n.OnlyFirst();
        string g = n.Gradient;
        if (n.Has(1)) g = b.Where(b.Node("Less", [n.X, n.Node.Input[1]]), b.Scalar(0), g);
        if (n.Has(2)) g = b.Where(b.Node("Greater", [n.X, n.Node.Input[2]]), b.Scalar(0), g);
        n.Give(0, g);
    }

    private static string Positive(GradientBuilder b, string x, string then, string otherwise) =>
        b.Where(b.Node("Greater", [x, b.Scalar(0)]), then, otherwise);

    /// <summary>e^(min(x, 0)/scale): the side that is not taken must not overflow.</summary>
    private static string NegativeExp(GradientBuilder b, string x, double scale) =>
        b.Node("Exp", [b.Scale(b.Node("Min", [x, b.Scalar(0)]), 1 / scale)]);

    private static string Inside(GradientBuilder b, string x, double low, double high, string g) =>
        b.Where(b.Node("And", [b.Node("Greater", [x, b.Scalar(low)]), b.Node("Less", [x, b.Scalar(high)])]), g, b.Scalar(0));

    private static string Over(GradientBuilder b, string g, string by) => b.Div(g, b.Mul(by, by));

    /// <summary>t + x(1 − t²)σ(x) with t = tanh(softplus x).</summary>
    private static string MishSlope(GradientBuilder b, string x)
    {
        string tanh = b.Node("Tanh", [b.Node("Softplus", [x])]);
        return b.Add(tanh, b.Mul(b.Mul(x, b.Node("Sigmoid", [x])), b.Sub(b.Scalar(1), b.Mul(tanh, tanh))));
    }

    /// <summary>s + αy(1 − s): its second output is s = σ(αx).</summary>
    private static string SwishSlope(GradientBuilder b, NodeProto node, string y)
    {
        string s = node.Output[1];
        return b.Add(s, b.Mul(b.Scale(y, node.Float("alpha", 1)), b.Sub(b.Scalar(1), s)));
    }

    private static string GeluExact(GradientBuilder b, string x)
    {
        string cumulative = b.Scale(b.Add(b.Node("Erf", [b.Scale(x, Math.Sqrt(0.5))]), b.Scalar(1)), 0.5);
        string density = b.Scale(b.Node("Exp", [b.Scale(b.Mul(x, x), -0.5)]), 1 / Math.Sqrt(2 * Math.PI));
        return b.Add(cumulative, b.Mul(x, density));
    }

    private static string GeluTanh(GradientBuilder b, string x)
    {
        double c = Math.Sqrt(2 / Math.PI);
        string square = b.Mul(x, x);
        string tanh = b.Node("Tanh", [b.Mul(x, b.Add(b.Scale(square, c * 0.044715), b.Scalar(c)))]);
        string slope = b.Add(b.Scale(square, 3 * c * 0.044715), b.Scalar(c));
        string curved = b.Mul(b.Mul(x, slope), b.Sub(b.Scalar(1), b.Mul(tanh, tanh)));
        return b.Scale(b.Add(b.Add(tanh, b.Scalar(1)), curved), 0.5);
    }
}

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Operators of several operands that broadcast; an operand's gradient is summed over the axes it was
/// broadcast along. Add, Sum: dY. Sub: dY, −dY. Mul: dY·b, dY·a. Div: dY/b, −dY·y/b. Pow: dY·b·a^(b−1),
/// dY·y·ln a. Mean of n: dY/n. Max, Min: dY to the first operand that has the extreme. Where: dY on its
/// side. PRelu: dY or dY·slope.
/// </summary>
internal static class ArithmeticGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["Add"] = rules["Sum"] = static n => Each(n, (_, _, g) => g);
        rules["Mean"] = static n => Each(n, (b, _, g) => b.Scale(g, 1.0 / n.Node.Input.Count));
        rules["Sub"] = static n => Each(n, (b, i, g) => i == 0 ? g : b.Node("Neg", [g]));
        rules["Mul"] = static n => Each(n, (b, i, g) => b.Mul(g, n.Node.Input[1 - i]));
        rules["Div"] = static n => Each(n, (b, i, g) => i == 0 ? b.Div(g, n.Node.Input[1]) : b.Node("Neg", [b.Div(b.Mul(g, n.Y), n.Node.Input[1])]));
        rules["Pow"] = static n => Each(n, (b, i, g) => b.Mul(g, i == 0 ? PowBase(n, b) : PowExponent(n, b)));
        rules["Max"] = rules["Min"] = Extreme;
        rules["Where"] = Where;
        rules["PRelu"] = PRelu;
    }

    private static void Each(BackwardNode n, Func<GradientBuilder, int, string, string> rule)
    {
        string g = n.Gradient;
        for (int i = 0; i < n.Node.Input.Count; i++)
            if (n.Wants(i)) n.Give(i, n.Builder.SumTo(rule(n.Builder, i, g), n.Node.Input[i]));
    }

    /// <summary>b·a^(b−1); 0 for b = 0, also where a is 0.</summary>
    private static string PowBase(BackwardNode n, GradientBuilder b)
    {
        if (b.ConstantFloats(n.Node.Input[1]) is [var power])
            return power == 0 ? b.Scalar(0) : power == 1 ? b.Scalar(1) : b.Scale(power == 2 ? n.X : b.Node("Pow", [n.X, b.Scalar(power - 1)]), power);
        // An exponent may be a whole number type.
        string exponent = b.Node("CastLike", [n.Node.Input[1], n.X]);
        string slope = b.Mul(exponent, b.Node("Pow", [n.X, b.Sub(exponent, b.Scalar(1))]));
        return b.Where(b.Node("Equal", [exponent, b.Scalar(0)]), b.Scalar(0), slope);
    }

    /// <summary>a^b·ln a; 0 for a = 0.</summary>
    private static string PowExponent(BackwardNode n, GradientBuilder b) =>
        b.Where(b.Node("Equal", [n.X, b.Scalar(0)]), b.Scalar(0), b.Mul(n.Y, b.Node("Log", [n.X])));

    private static void Extreme(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        string left = n.Gradient;
        for (int i = 0; i < n.Node.Input.Count; i++)
        {
            string wins = b.Node("Equal", [n.Node.Input[i], n.Y]);
            if (n.Wants(i)) n.Give(i, b.SumTo(b.Where(wins, left, b.Scalar(0)), n.Node.Input[i]));
            left = b.Where(wins, b.Scalar(0), left);
        }
    }

    private static void Where(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        string g = n.Gradient, condition = n.X;
        if (n.Wants(1)) n.Give(1, b.SumTo(b.Where(condition, g, b.Scalar(0)), n.Node.Input[1]));
        if (n.Wants(2)) n.Give(2, b.SumTo(b.Where(condition, b.Scalar(0), g), n.Node.Input[2]));
    }

    private static void PRelu(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        string g = n.Gradient, positive = b.Node("Greater", [n.X, b.Scalar(0)]);
        if (n.Wants(0)) n.Give(0, b.Where(positive, g, b.Mul(g, n.Node.Input[1])));
        if (n.Wants(1)) n.Give(1, b.SumTo(b.Where(positive, b.Scalar(0), b.Mul(g, n.X)), n.Node.Input[1]));
    }
}

namespace GenoXai.Tests.Onnx.SeededRules;

/// <summary>Functions of each element, of two operands, and along axes.</summary>
internal static class ElementwiseCases
{
    private static readonly string[] Plain = ["Abs", "Asinh", "Atan", "Cos", "Cosh", "Erf", "Exp", "HardSwish", "Mish", "Neg", "Relu", "Sigmoid", "Sin", "Sinh", "Softplus", "Softsign", "Tanh", "Identity"];

    internal static void Register(Dictionary<string, Action<RuleDraw>> cases)
    {
        foreach (string type in Plain) cases[type] = d => d.Any().Node(type, "x", "a");
        foreach (string type in new[] { "Asin", "Acos", "Atanh" }) cases[type] = d => d.Any().Tensor("c", [], [d.Fraction(0.3f, 0.9f)]).Node("Sin", "x", "s").Node("Mul", "s,c", "m").Node(type, "m", "a");
        foreach (string type in new[] { "Log", "Sqrt", "Reciprocal" }) cases[type] = d => d.Any().Node("Exp", "x", "e").Node(type, "e", "a");
        cases["Tan"] = static d => d.Any().Node("Sin", "x", "s").Node("Tan", "s", "a");
        cases["Acosh"] = static d => d.Any().Tensor("c", [], [d.Fraction(1.1f, 2)]).Node("Exp", "x", "e").Node("Add", "e,c", "s").Node("Acosh", "s", "a");
        cases["LeakyRelu"] = static d => d.Any().Node("LeakyRelu", "x", "a", ("alpha", d.Fraction(-0.5f, 0.9f)));
        cases["Elu"] = static d => d.Any().Node("Elu", "x", "a", ("alpha", d.Fraction(0.2f, 2)));
        cases["Celu"] = static d => d.Any().Node("Celu", "x", "a", ("alpha", d.Fraction(0.3f, 2)));
        cases["Selu"] = static d => d.Any().Node("Selu", "x", "a", ("alpha", d.Fraction(0.5f, 2)), ("gamma", d.Fraction(0.5f, 2)));
        cases["ThresholdedRelu"] = static d => d.Any().Node("ThresholdedRelu", "x", "a", ("alpha", d.Fraction(0.1f, 1)));
        cases["HardSigmoid"] = static d => d.Any().Node("HardSigmoid", "x", "a", ("alpha", d.Fraction(0.1f, 0.9f)), ("beta", d.Fraction(0.2f, 0.8f)));
        cases["Shrink"] = static d => d.Any().Node("Shrink", "x", "a", ("lambd", d.Fraction(0.1f, 1)), ("bias", d.Fraction(-0.5f, 0.5f)));
        cases["Gelu"] = static d => d.Any().Node("Gelu", "x", "a", ("approximate", d.Pick("none", "tanh")));
        cases["Swish"] = static d => d.Any().Tensor("c", [], [d.Fraction(0.5f, 2)]).Node("Mul", "x,c", "u").Node("Sigmoid", d.Coin() ? "u" : "x", "s").Node("Mul", d.Coin() ? "x,s" : "s,x", "a");
        cases["Clip"] = static d => d.Any().Tensor("low", [], [d.Fraction(-1, 0)]).Tensor("high", [], [d.Fraction(0, 1)]).Node("Clip", d.Pick("x,low,high", "x,low", "x,,high"), "a");
        cases["Cast"] = static d => d.Any().Node("Cast", "x", "c", ("to", 1L)).Node("Sin", "c", "a");
        cases["CastLike"] = static d => { d.Any(); d.Store("w", 2); d.Graph.Node("CastLike", "x,w", "c").Node("Sin", "c", "a"); };
        cases["Dropout"] = static d => d.Any().Tensor("ratio", [], [d.Fraction(0, 0.9f)]).Node("Dropout", d.Pick("x", "x,ratio"), "d").Node("Sin", "d", "a");
        foreach (string type in new[] { "Add", "Sub", "Mul", "Max", "Min" }) cases[type] = d => { d.Any(); d.Graph.Node(type, Two(d, "x", d.Other("w")), "a"); };
        cases["Div"] = static d => { d.Any(); d.Graph.Node("Exp", d.Coin() ? "x" : d.Other("w"), "e").Node("Div", d.Coin() ? "x,e" : $"{d.Other("v")},e", "p").Node("Add", "p,x", "a"); };
        cases["Pow"] = static d => { d.Any(); d.Graph.Node("Exp", d.Coin() ? "x" : d.Other("w"), "e").Node("Pow", $"e,{d.Other("v")}", "p").Node("Add", "p,x", "a"); };
        foreach (string type in new[] { "Sum", "Mean" }) cases[type] = d => { d.Any(); d.Graph.Node(type, d.Pick("x", $"x,{d.Other("w")}", $"{d.Other("u")},x,{d.Other("v")}", "x,x"), "a"); };
        cases["Where"] = static d => { d.Any(); d.Graph.Node("Greater", $"x,{d.Store("t", d.Fitting())}", "c").Node("Where", $"c,{Two(d, d.Other("w"), "x")}", "a"); };
        cases["PRelu"] = static d => { d.Any(); d.Graph.Node("PRelu", $"x,{d.Store("w", [.. d.Shape.Select(n => d.Coin() ? 1 : n)])}", "a"); };
        foreach (string type in new[] { "Softmax", "LogSoftmax" }) cases[type] = d => { d.Any(); d.Graph.Node(type, "x", "a", ("axis", Axis(d, 1))); };
        cases["LpNormalization"] = static d => { d.Any(); d.Graph.Node("LpNormalization", "x", "a", ("axis", Axis(d, 1)), ("p", (long)d.Between(1, 2))); };
        cases["CumSum"] = static d => { d.Any(); d.Graph.Node("CumSum", $"x,{d.Store("axis", [], _ => Axis(d, 0))}", "a", ("exclusive", (long)d.Below(2)), ("reverse", (long)d.Below(2))); };
        foreach (string type in new[] { "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceLogSumExp", "ReduceSumSquare", "ReduceL1", "ReduceL2" }) cases[type] = d => Reduction(d, type, "x");
        cases["ReduceLogSum"] = static d => Reduction(d, "ReduceLogSum", "e");
    }

    internal static long Axis(RuleDraw d, int least) => d.Between(least, d.Rank - 1) - (d.Coin() ? d.Rank : 0);

    private static string Two(RuleDraw d, string first, string second) => d.Coin() ? $"{first},{second}" : $"{second},{first}";

    private static void Reduction(RuleDraw d, string type, string from)
    {
        d.Any();
        if (from != "x") d.Graph.Node("Exp", "x", from);
        long keep = d.Below(2);
        if (d.Below(6) == 0) d.Graph.Node(type, from, "a", ("keepdims", keep));
        else d.Graph.Node(type, $"{from},{d.Whole("axes", [.. d.Some(d.Rank).Select(a => d.Coin() ? a : a - d.Rank)])}", "a", ("keepdims", keep));
    }
}

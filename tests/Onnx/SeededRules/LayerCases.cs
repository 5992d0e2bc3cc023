namespace GenoXai.Tests.Onnx.SeededRules;

/// <summary>Convolutions, pools, products, normalizations and recurrent layers.</summary>
internal static class LayerCases
{
    internal static void Register(Dictionary<string, Action<RuleDraw>> cases)
    {
        cases["Conv"] = static d => Convolution(d, "Conv");
        cases["ConvTranspose"] = static d => Convolution(d, "ConvTranspose");
        cases["MaxPool"] = static d => Pool(d, "MaxPool");
        cases["AveragePool"] = static d => Pool(d, "AveragePool");
        foreach (string type in new[] { "GlobalMaxPool", "GlobalAveragePool" }) cases[type] = d => d.Any(2).Node(type, "x", "a");
        cases["MatMul"] = MatMul;
        cases["Gemm"] = Gemm;
        cases["Einsum"] = Einsum;
        cases["BatchNormalization"] = static d =>
        {
            d.Any();
            long channels = d.Row[0];
            foreach (string name in new[] { "scale", "shift", "mean", "spread" }) d.Store(name, channels);
            d.Graph.Node("Exp", "spread", "variance").Node("BatchNormalization", "x,scale,shift,mean,variance", "a", ("epsilon", d.Fraction(0, 0.1f)));
        };
        cases["LayerNormalization"] = static d =>
        {
            d.Any();
            long axis = d.Between(1, d.Rank - 1);
            long[] shape = d.Shape[(int)axis..];
            d.Graph.Node("LayerNormalization", d.Coin() ? $"x,{d.Store("scale", shape)}" : $"x,{d.Store("scale", shape)},{d.Store("shift", shape)}", "a",
                ("axis", d.Coin() ? axis : axis - d.Rank), ("epsilon", d.Fraction(0.01f, 0.1f)));
        };
        cases["InstanceNormalization"] = static d => { d.Any(2); d.Graph.Node("InstanceNormalization", $"x,{d.Store("scale", d.Row[0])},{d.Store("shift", d.Row[0])}", "a", ("epsilon", d.Fraction(0.01f, 0.1f))); };
        cases["GroupNormalization"] = static d =>
        {
            int groups = d.Between(1, 2), channels = groups * d.Between(1, 2);
            d.Of(d.Coin() ? [channels, d.Between(2, 4)] : [channels, d.Between(1, 3), d.Between(2, 3)]);
            d.Graph.Node("GroupNormalization", $"x,{d.Store("scale", channels)},{d.Store("shift", channels)}", "a", ("num_groups", (long)groups), ("epsilon", d.Fraction(0.01f, 0.1f)));
        };
        cases["LSTM"] = static d => Recurrent(d, "LSTM", 4);
        cases["GRU"] = static d => Recurrent(d, "GRU", 3);
        cases["RNN"] = static d => Recurrent(d, "RNN", 1);
    }

    private static void Convolution(RuleDraw d, string type)
    {
        int axes = d.Between(1, 2), kernel = d.Between(1, 4), group = d.Between(1, 2), length = d.Between(7, 9);
        long stride = d.Between(1, 3), dilation = d.Between(1, 2);
        bool forward = type == "Conv";
        // Padding may not take more than a transposed convolution makes.
        int most = forward ? 2 : (int)Math.Min(1, dilation * (kernel - 1));
        var attributes = new List<(string, object)> { ("group", (long)group), ("strides", d.Many(axes, _ => stride)), ("dilations", d.Many(axes, _ => dilation)), ("pads", d.Many(2 * axes, _ => d.Below(most + 1))) };
        if (forward && dilation == 1 && d.Below(4) == 0) attributes[3] = ("auto_pad", d.Pick("SAME_UPPER", "SAME_LOWER", "VALID"));
        if (!forward && d.Coin()) attributes.Add(("output_padding", d.Many(axes, _ => d.Below((int)stride))));
        d.Of([2 * group, .. Enumerable.Repeat(forward ? length : length - 4, axes)]);
        long outputs = 3 * group;
        string weights = d.Store("w", [forward ? outputs : 2 * group, forward ? 2 : 3, .. Enumerable.Repeat((long)kernel, axes)]);
        d.Graph.Node(type, d.Coin() ? $"x,{weights}" : $"x,{weights},{d.Store("b", outputs)}", "a", [.. attributes]);
    }

    private static void Pool(RuleDraw d, string type)
    {
        int axes = d.Between(1, 2), kernel = d.Between(2, 4), length = d.Between(7, 10);
        long stride = d.Coin() ? kernel : d.Between(1, 4), dilation = d.Between(1, 2);
        string automatic = d.Pick("NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID");
        var attributes = new List<(string, object)> { ("kernel_shape", d.Many(axes, _ => kernel)), ("strides", d.Many(axes, _ => stride)), ("auto_pad", automatic) };
        if (automatic == "NOTSET")
        {
            attributes.Add(("pads", d.Many(2 * axes, _ => d.Below(2))));
            attributes.Add(("dilations", d.Many(axes, _ => dilation)));
        }

        if (type == "AveragePool") attributes.Add(("count_include_pad", (long)d.Below(2)));
        d.Of([2, .. Enumerable.Repeat(length, axes)]);
        string from = d.Pick("x", "r");
        if (from == "r") d.Graph.Node("Relu", "x", "r");
        d.Graph.Node(type, from, "a", [.. attributes]);
    }

    private static void MatMul(RuleDraw d)
    {
        int a = d.Between(1, 4), k = d.Between(1, 4);
        long c = d.Between(1, 4);
        switch (d.Below(7))
        {
            case 0: d.Of(a, k).Node("MatMul", $"x,{d.Store("w", k, c)}", "a"); break;
            case 1: d.Of(a, k).Node("MatMul", $"x,{d.Store("w", k)}", "a"); break;
            case 2: d.Of(a, k).Node("MatMul", $"{d.Store("w", c, a)},x", "a"); break;
            case 3: d.Of(a, k).Node("MatMul", $"{d.Store("w", a)},x", "a"); break;
            case 4: d.Of(1, a, k).Node("MatMul", $"x,{d.Store("w", 3, k, c)}", "a"); break;
            case 5: d.Of(a, k).Node("Transpose", "x", "t", ("perm", new long[] { 0, 2, 1 })).Node("Sin", "t", "s").Node("MatMul", d.Coin() ? "x,s" : "s,x", "a"); break;
            default: d.Of(k).Node("MatMul", $"x,{d.Store("w", k, c)}", "a"); break;
        }
    }

    private static void Gemm(RuleDraw d)
    {
        int k = d.Between(1, 4);
        long c = d.Between(1, 4), transA = d.Below(2), transB = d.Below(2);
        d.Of(k);
        if (transA != 0) d.Graph.Node("Transpose", "x", "t");
        string weights = d.Store("w", transB != 0 ? [c, k] : [k, c]), first = transA != 0 ? "t" : "x";
        string inputs = d.Pick($"{first},{weights}", $"{first},{weights},{d.Store("c1", c)}", $"{first},{weights},{d.Store("c2", 1, c)}");
        d.Graph.Node("Gemm", inputs, "a", ("transA", transA), ("transB", transB), ("alpha", d.Fraction(0.5f, 2)), ("beta", d.Fraction(0.5f, 2)));
    }

    private static void Einsum(RuleDraw d)
    {
        int i = d.Between(1, 4), j = d.Between(1, 4);
        long k = d.Between(1, 4);
        d.Of(i, j).Node("Sin", "x", "s");
        (string equation, string inputs) = d.Below(9) switch
        {
            0 => ("nij,jk->nik", $"x,{d.Store("w", j, k)}"),
            1 => ("nij,nkj->nik", "x,s"),
            2 => ("nij->nji", "x"),
            3 => ("nij,nij->n", "s,x"),
            4 => ("nij,j->ni", $"x,{d.Store("w", j)}"),
            5 => ("...ij,jk->...ik", $"x,{d.Store("w", j, k)}"),
            6 => ("nij->ni", "x"),
            7 => ("nij,nij->nij", "x,s"),
            _ => ("ki,nij,j->nk", $"{d.Store("v", k, i)},x,{d.Store("w", j)}"),
        };
        d.Graph.Node("Einsum", inputs, "a", ("equation", equation));
    }

    private static void Recurrent(RuleDraw d, string type, int gates)
    {
        string direction = d.Pick("forward", "reverse", "bidirectional");
        long directions = direction == "bidirectional" ? 2 : 1, hidden = d.Between(1, 3);
        int steps = d.Between(1, 4), inputs = d.Between(1, 3);
        d.Of(steps, inputs).Node("Transpose", "x", "t", ("perm", new long[] { 1, 0, 2 }));
        d.Store("w", directions, gates * hidden, inputs);
        d.Store("r", directions, gates * hidden, hidden);
        d.Store("b", directions, 2 * gates * hidden);
        d.Store("s", directions, RuleDraw.Rows, hidden);
        d.Graph.Node("Reshape", $"x,{d.Whole("flat", -1)}", "every").Node("ReduceMean", "every", "mean", ("keepdims", 0L)).Node("Mul", "s,mean", "first");
        string states = d.Coin() ? "" : type == "LSTM" ? ",,first,s" : ",,first";
        (string, object)[] more = type == "GRU" ? [("linear_before_reset", (long)d.Below(2))] : [];
        d.Graph.Node(type, $"t,w,r,{(d.Coin() ? "b" : "")}{states}".TrimEnd(',').Split(','), type == "LSTM" ? ["y", "h", "c"] : ["y", "h"], [("direction", direction), ("hidden_size", hidden), .. more]);
        if (type == "LSTM") d.Graph.Node("Mul", "h,c", "last");
        d.Graph.Node("Add", type == "LSTM" ? "y,last" : "y,h", "a");
    }
}

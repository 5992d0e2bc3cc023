namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Elements taken or put by index tensors. GatherElements, GatherND and TopK's values: dY added to zeros
/// at the indices. ScatterElements and ScatterND: dY at the indices to the updates; to the data dY, without
/// those places where the updates replaced them.
/// </summary>
internal static class ScatterGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["GatherElements"] = static n =>
        {
            OnlyValues(n, 1);
            n.Give(0, n.Builder.Node("ScatterElements", [n.Builder.Zeros(n.Builder.Shape(n.X)), n.Node.Input[1], n.Gradient],
                ("axis", n.Node.Int("axis", 0)), ("reduction", "add")));
        };
        rules["GatherND"] = static n =>
        {
            OnlyValues(n, 1);
            if (n.Node.Int("batch_dims", 0) != 0) throw n.Refuse("batch_dims has no rule");
            n.Give(0, n.Builder.Node("ScatterND", [n.Builder.Zeros(n.Builder.Shape(n.X)), n.Node.Input[1], n.Gradient], ("reduction", "add")));
        };
        rules["TopK"] = static n => n.Give(0, n.Builder.Node("ScatterElements",
            [n.Builder.Zeros(n.Builder.Shape(n.X)), n.Node.Output[1], n.Gradient], ("axis", n.Node.Int("axis", -1))));
        rules["ScatterElements"] = static n => Scatter(n, "GatherElements", ("axis", n.Node.Int("axis", 0)));
        rules["ScatterND"] = static n => Scatter(n, "GatherND");
    }

    private static void Scatter(BackwardNode n, string gather, params (string Name, object Value)[] axis)
    {
        GradientBuilder b = n.Builder;
        string reduction = n.Node.Text("reduction", "none"), g = n.Gradient, places = n.Node.Input[1];
        OnlyValues(n, 1);
        if (reduction is not ("none" or "add")) throw n.Refuse($"reduction {reduction} has no rule");
        if (n.Wants(0)) n.Give(0, reduction == "add" ? g : b.Node(n.Node.OpType, [g, places, b.Zeros(b.Shape(n.Node.Input[2]))], axis));
        if (n.Wants(2)) n.Give(2, b.Node(gather, [g, places], axis));
    }

    private static void OnlyValues(BackwardNode n, int indices)
    {
        if (n.Wants(indices)) throw n.Refuse("its indices depend on the sequence");
    }
}

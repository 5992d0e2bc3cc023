namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Operators that reorder elements and are undone by another one: DepthToSpace, SpaceToDepth,
/// ReverseSequence; Trilu, which masks dY as it masked X.
/// </summary>
internal static class DepthGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["SpaceToDepth"] = static n => n.Give(0, n.Builder.Node("DepthToSpace", [n.Gradient], ("blocksize", n.Node.Int("blocksize", 1))));
        rules["DepthToSpace"] = DepthToSpace;
        rules["ReverseSequence"] = static n =>
        {
            n.OnlyFirst();
            n.Give(0, n.Builder.Node("ReverseSequence", [n.Gradient, n.Node.Input[1]], ("batch_axis", n.Node.Int("batch_axis", 1)), ("time_axis", n.Node.Int("time_axis", 0))));
        };
        rules["Trilu"] = static n =>
        {
            n.OnlyFirst();
            n.Give(0, n.Builder.Node("Trilu", n.Has(1) ? [n.Gradient, n.Node.Input[1]] : [n.Gradient], ("upper", n.Node.Int("upper", 1))));
        };
    }

    private static void DepthToSpace(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        long block = n.Node.Int("blocksize", 1);
        if (n.Node.Text("mode", "DCR") == "DCR")
        {
            n.Give(0, b.Node("SpaceToDepth", [n.Gradient], ("blocksize", block)));
            return;
        }

        // CRD: (rows, C, h, b, w, b) back to (rows, C, b, b, h, w).
        string blocks = b.Ints(block);
        string split = b.Node("Concat", [b.Sizes(n.Y, 0, 2), b.Sizes(n.X, 2, 3), blocks, b.Sizes(n.X, 3, 4), blocks], ("axis", 0L));
        n.Give(0, b.Reshape(b.Transpose(b.Reshape(n.Gradient, split), [0, 1, 3, 5, 2, 4]), b.Shape(n.X)));
    }
}

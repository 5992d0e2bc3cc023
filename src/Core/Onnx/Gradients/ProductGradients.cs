namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// MatMul: dA = dY Bᵀ, dB = Aᵀ dY, summed over broadcast batches. Gemm: the same with its factors and
/// transpositions, dC = β dY.
/// </summary>
internal static class ProductGradients
{
    internal static void Register(Dictionary<string, Action<BackwardNode>> rules)
    {
        rules["MatMul"] = MatMul;
        rules["Gemm"] = Gemm;
    }

    private static void MatMul(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        string left = n.X, right = n.Node.Input[1], g = n.Gradient;
        // A vector is a matrix of one row (left) or one column (right).
        if (n.Rank(1) == 1)
        {
            right = b.Reshape(right, b.Ints(-1, 1));
            g = b.Node("Unsqueeze", [g, b.Ints(-1)]);
        }

        if (n.Rank(0) == 1)
        {
            left = b.Reshape(left, b.Ints(1, -1));
            g = b.Node("Unsqueeze", [g, b.Ints(-2)]);
        }

        if (n.Wants(0)) n.Give(0, b.ReshapeLike(b.SumTo(b.Node("MatMul", [g, LastTwo(n, right)]), left), n.X));
        if (n.Wants(1)) n.Give(1, b.ReshapeLike(b.SumTo(b.Node("MatMul", [LastTwo(n, left), g]), right), n.Node.Input[1]));
    }

    private static string LastTwo(BackwardNode n, string tensor)
    {
        int rank = n.Builder.Rank(tensor, n.Node);
        return n.Builder.Transpose(tensor, [.. Enumerable.Range(0, rank - 2).Select(static i => (long)i), rank - 1, rank - 2]);
    }

    private static void Gemm(BackwardNode n)
    {
        GradientBuilder b = n.Builder;
        string left = n.X, right = n.Node.Input[1], g = n.Gradient;
        long transLeft = n.Node.Int("transA", 0), transRight = n.Node.Int("transB", 0);
        float alpha = n.Node.Float("alpha", 1);
        string Product(string a, string c, long transA, long transC) => b.Node("Gemm", [a, c], ("alpha", alpha), ("transA", transA), ("transB", transC));
        if (n.Wants(0)) n.Give(0, transLeft == 0 ? Product(g, right, 0, 1 - transRight) : Product(right, g, transRight, 1));
        if (n.Wants(1)) n.Give(1, transRight == 0 ? Product(left, g, 1 - transLeft, 0) : Product(g, left, 1, transLeft));
        if (n.Wants(2)) n.Give(2, b.SumTo(b.Scale(g, n.Node.Float("beta", 1)), n.Node.Input[2]));
    }
}

using GenoXai.Tests.Onnx;

namespace GenoXai.Tests.ToyModels;

/// <summary>How a toy's attention lies in its graph.</summary>
public enum AttentionForm
{
    /// <summary>(N, heads, L, L) by a Softmax node.</summary>
    Plain,

    /// <summary>The same by Exp, ReduceSum and Div.</summary>
    WrittenOut,

    /// <summary>(N·heads, L, L), the matrices of a row together.</summary>
    RowsFirst,

    /// <summary>(heads, N, L, L).</summary>
    HeadsFirst,

    /// <summary>(heads·N, L, L), the matrices of a head together.</summary>
    HeadsMerged,
}

/// <summary>
/// Models (N, L, 4) → y (N, 1) whose attention is known by hand: layer k of head h lets a token of letter a look at one of
/// letter b by softmax over the tokens of (k + 1)·Query(a, h)·Key(b, h).
/// </summary>
internal static class ToyAttention
{
    public const int Heads = 2;

    public static float Query(int letter, int head) => letter > 3 ? 0 : (letter + 1) * (head == 0 ? 0.3f : -0.5f);

    public static float Key(int letter, int head) => letter > 3 ? 0 : ((letter * 7 + head * 3) % 5 - 2) * 0.6f;

    public static TestGraph Graph(AttentionForm form = AttentionForm.Plain, int layers = 1, object? batch = null, object? length = null, bool alsoClasses = false)
    {
        object rows = batch ?? "N", positions = length ?? 10;
        TestGraph graph = new TestGraph().Input("x", rows, positions, 4).Output("y", rows, 1)
            .Floats("a", Weights(Query), 4, Heads).Floats("b", Weights(Key), 4, Heads)
            .Constant("at1", 1).Constant("at2", 2).Constant("at3", 3).Constant("last", -1)
            .Constant("flat", -1, 10, 10).Constant("split", Heads, -1, 10, 10).Constant("rows", -1, Heads, 10, 10)
            .Node("MatMul", "x,a", "q").Node("Transpose", "q", "qt", ("perm", new long[] { 0, 2, 1 })).Node("Unsqueeze", "qt,at3", "queries")
            .Node("MatMul", "x,b", "k").Node("Transpose", "k", "kt", ("perm", new long[] { 0, 2, 1 })).Node("Unsqueeze", "kt,at2", "keys").Node("Unsqueeze", "kt,at3", "values")
            .Node("MatMul", "queries,keys", "product");
        string sum = "";
        for (int k = 0; k < layers; k++)
        {
            graph.Floats($"scale{k}", [k + 1], 1).Node("Mul", $"product,scale{k}", $"logits{k}");
            AddSoftmax(graph, form, k);
            graph.Node("MatMul", $"attention{k},values", $"seen{k}").Node("ReduceMean", $"seen{k}", $"mean{k}", ("axes", new long[] { 1, 2, 3 }), ("keepdims", 0L));
            if (k > 0) graph.Node("Add", $"{sum},mean{k}", $"sum{k}");
            sum = k > 0 ? $"sum{k}" : "mean0";
        }

        graph.Node("Unsqueeze", $"{sum},at1", alsoClasses ? "one" : "y");
        if (alsoClasses) graph.Node("Softmax", "k", "classes", ("axis", -1L)).Node("ReduceMean", "classes", "c", ("axes", new long[] { 1, 2 }), ("keepdims", 0L)).Node("Unsqueeze", "c,at1", "c1").Node("Add", "one,c1", "y");
        return graph;
    }

    /// <summary>The obvious loop: shape (L, L).</summary>
    public static double[] Map(byte[] letters, int layer, int head)
    {
        var map = new double[letters.Length * letters.Length];
        for (int i = 0; i < letters.Length; i++)
        {
            double[] raised = [.. letters.Select(letter => Math.Exp((layer + 1) * Query(letters[i], head) * (double)Key(letter, head)))];
            for (int j = 0; j < letters.Length; j++) map[i * letters.Length + j] = raised[j] / raised.Sum();
        }

        return map;
    }

    private static void AddSoftmax(TestGraph graph, AttentionForm form, int k)
    {
        (string logits, string to) = ($"logits{k}", $"attention{k}");
        switch (form)
        {
            case AttentionForm.Plain:
                graph.Node("Softmax", logits, to, ("axis", -1L));
                break;
            case AttentionForm.WrittenOut:
                graph.Node("Exp", logits, $"e{k}").Node("ReduceSum", $"e{k},last", $"s{k}", ("keepdims", 1L)).Node("Div", $"e{k},s{k}", to);
                break;
            case AttentionForm.RowsFirst:
                graph.Node("Reshape", $"{logits},flat", $"f{k}").Node("Softmax", $"f{k}", $"p{k}", ("axis", 2L)).Node("Reshape", $"p{k},rows", to);
                break;
            case AttentionForm.HeadsFirst:
                graph.Node("Transpose", logits, $"h{k}", ("perm", new long[] { 1, 0, 2, 3 })).Node("Softmax", $"h{k}", $"p{k}", ("axis", -1L)).Node("Transpose", $"p{k}", to, ("perm", new long[] { 1, 0, 2, 3 }));
                break;
            default:
                graph.Node("Transpose", logits, $"h{k}", ("perm", new long[] { 1, 0, 2, 3 })).Node("Reshape", $"h{k},flat", $"f{k}").Node("Softmax", $"f{k}", $"p{k}", ("axis", 2L))
                    .Node("Reshape", $"p{k},split", $"r{k}").Node("Transpose", $"r{k}", to, ("perm", new long[] { 1, 0, 2, 3 }));
                break;
        }
    }

    private static float[] Weights(Func<int, int, float> weight) => [.. from letter in Enumerable.Range(0, 4) from head in Enumerable.Range(0, Heads) select weight(letter, head)];
}

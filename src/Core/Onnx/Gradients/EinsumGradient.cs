using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Einsum: the gradient of an operand is the Einsum of dY and the other operands with the operand's own
/// letters as the result; letters that stand nowhere else are spread over their axes.
/// </summary>
internal static class EinsumGradient
{
    internal static void Apply(BackwardNode n)
    {
        (List<string>[] operands, List<string> result) = Labels(n);
        char[] names = [.. operands.SelectMany(static o => o).Distinct().Select(static (_, i) => (char)(i < 26 ? 'a' + i : 'A' + i - 26))];
        string[] known = [.. operands.SelectMany(static o => o).Distinct()];
        string Term(IEnumerable<string> labels) => string.Concat(labels.Select(l => names[Array.IndexOf(known, l)]));
        for (int i = 0; i < operands.Length; i++)
            if (n.Wants(i)) n.Give(i, Operand(n, operands, result, i, Term));
    }

    private static string Operand(BackwardNode n, List<string>[] operands, List<string> result, int i, Func<IEnumerable<string>, string> term)
    {
        GradientBuilder b = n.Builder;
        List<string> own = operands[i];
        if (own.Distinct().Count() != own.Count) throw n.Refuse("an operand has the same letter twice");
        int[] others = [.. Enumerable.Range(0, operands.Length).Where(o => o != i)];
        var elsewhere = new HashSet<string>(others.SelectMany(o => operands[o]).Concat(result));
        string[] kept = [.. own.Where(elsewhere.Contains)];
        string equation = string.Join(',', [term(result), .. others.Select(o => term(operands[o]))]) + "->" + term(kept);
        string g = b.Node("Einsum", [n.Gradient, .. others.Select(o => n.Node.Input[o])], ("equation", equation));
        long[] missing = [.. own.Select(static (label, axis) => (label, axis)).Where(p => !elsewhere.Contains(p.label)).Select(static p => (long)p.axis)];
        if (missing.Length > 0) g = b.Node("Expand", [b.Node("Unsqueeze", [g, b.Ints(missing)]), b.Shape(n.Node.Input[i])]);
        return b.SumTo(g, n.Node.Input[i]);
    }

    private static (List<string>[] Operands, List<string> Result) Labels(BackwardNode n)
    {
        string equation = n.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->"), terms = sides[0].Split(',');
        List<string>[] operands = [.. terms.Select((t, i) => EinsumRule.Labels(t, n.Rank(i)) ?? throw n.Refuse($"its equation \"{equation}\" cannot be read"))];
        // Without "->" the result has the ellipsis and every letter that stands once, in alphabetical order.
        string output = sides.Length > 1 ? sides[1] : (sides[0].Contains('.', StringComparison.Ordinal) ? "..." : "")
            + string.Concat(sides[0].Where(char.IsAsciiLetter).GroupBy(static c => c).Where(static g => g.Count() == 1).Select(static g => g.Key).Order());
        int widest = operands.Max(static o => o.Count(static l => l[0] == '.'));
        int rank = output.Count(char.IsAsciiLetter) + (output.Contains('.', StringComparison.Ordinal) ? widest : 0);
        return (operands, EinsumRule.Labels(output, rank) ?? throw n.Refuse($"its equation \"{equation}\" cannot be read"));
    }
}

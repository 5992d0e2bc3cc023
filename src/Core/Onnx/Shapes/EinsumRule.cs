namespace GenoXai.Core.Onnx.Shapes;

/// <summary>Shape rule of Einsum; the axes of an ellipsis align at their right ends.</summary>
internal static class EinsumRule
{
    internal static Size[]? Shape(NodeShapes node)
    {
        string equation = node.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] terms = sides[0].Split(',');
        var sizes = new Dictionary<string, Size>(StringComparer.Ordinal);
        int widest = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            if (node.Input(i) is not { } shape || Labels(terms[i], shape.Length) is not { } labels || labels.Count != shape.Length) return null;
            widest = Math.Max(widest, labels.Count(static l => l[0] == '.'));
            for (int axis = 0; axis < shape.Length; axis++)
                if (!sizes.TryGetValue(labels[axis], out Size known) || known.Is(1) || (!known.IsKnown && shape[axis].IsKnown))
                    sizes[labels[axis]] = shape[axis];
        }

        // Without "->" the output has the ellipsis and every letter that stands once, in alphabetical order.
        string output = sides.Length > 1 ? sides[1]
            : "..." + string.Concat(sides[0].Where(char.IsAsciiLetter).GroupBy(static c => c).Where(static g => g.Count() == 1).Select(static g => g.Key).Order());
        int rank = output.Count(char.IsAsciiLetter) + (output.Contains("...", StringComparison.Ordinal) ? widest : 0);
        return Labels(output, rank) is { } made && made.TrueForAll(sizes.ContainsKey) ? [.. made.Select(l => sizes[l])] : null;
    }

    /// <summary>One label per axis: a letter, or for the ellipsis "." and the distance from its right end.</summary>
    internal static List<string>? Labels(string term, int rank)
    {
        int dots = rank - term.Count(char.IsAsciiLetter);
        var labels = new List<string>();
        for (int i = 0; i < term.Length; i++)
        {
            if (char.IsAsciiLetter(term[i]))
            {
                labels.Add(term[i].ToString());
                continue;
            }

            if (dots < 0 || !term.AsSpan(i).StartsWith("...", StringComparison.Ordinal)) return null;
            for (int left = dots; left > 0; left--) labels.Add($".{left}");
            i += 2;
        }

        return labels;
    }
}

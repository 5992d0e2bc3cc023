namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// Max-pooling over small windows side by side: the first elements of all windows are one tensor, the
/// second ones another, …; a place gets the gradient where it has the maximum and no place before it had.
/// Far faster than the places ONNX Runtime gives, which it finds by one comparison at a time.
/// </summary>
internal static class PoolRows
{
    private const long Most = 4, MostJoined = 3;

    /// <summary>Whether the windows lie side by side from the start of the image on.</summary>
    internal static bool Fits(BackwardNode n, Window window) =>
        window is { Axes: 1, IsPadded: false, Kernel: [<= Most and > 1] } && n.Node.Int("ceil_mode", 0) == 0 && window.Strides[0] == window.Kernel[0] && window.Dilations[0] == 1;

    /// <summary>The gradient of the image.</summary>
    internal static string Winners(BackwardNode n, string gradient, long size)
    {
        GradientBuilder b = n.Builder;
        long? behind = n.Known.Input(0) is [_, _, { IsConstant: true } length] ? length.Outer % size : null;
        string covered = b.Node("Mul", [b.Sizes(n.Y, 2, 3), b.Ints(size)]), left = gradient;
        var parts = new string[size];
        for (int i = 0; i < size - 1; i++)
        {
            string places = b.Node("Slice", [n.X, b.Ints(i), covered, b.Ints(2), b.Ints(size)]);
            parts[i] = b.Where(b.Node("Equal", [places, n.Y]), left, b.Scalar(0));
            left = b.Sub(left, parts[i]);
        }

        parts[^1] = left;
        string given = Interleaved(n, parts);
        if (behind == 0) return given;
        string missing = b.Node("Sub", [b.Sizes(n.X, 2, 3), covered]);
        string filled = b.Node("Pad", [given, b.Node("Concat", [b.Ints(0), missing], ("axis", 0L)), b.Scalar(0), b.Ints(2)]);
        if (behind is { } zeros) b.Tails[filled] = (given, zeros);
        return filled;
    }

    /// <summary>Puts the parts (N, C, places) next to each other, place by place: (N, C, places·parts).</summary>
    private static string Interleaved(BackwardNode n, string[] parts)
    {
        GradientBuilder b = n.Builder;
        if (parts.Length <= MostJoined)
        {
            string[] columns = [.. parts.Select(p => b.Node("Unsqueeze", [p, b.Ints(3)]))];
            return b.Reshape(b.Node("Concat", columns, ("axis", 3L)), b.Ints(0, 0, -1));
        }

        // Of four a transposed matrix is faster.
        string[] rows = [.. parts.Select(p => b.Reshape(p, b.Ints(1, -1)))];
        string places = b.Transpose(b.Node("Concat", rows, ("axis", 0L)), [1, 0]);
        string shape = b.Shapes.Shape(n.Y) is [_, { IsConstant: true } channels, { IsConstant: true } length]
            ? b.Ints(-1, channels.Outer, length.Outer * parts.Length)
            : b.Node("Concat", [b.Sizes(n.Y, 0, 2), b.Node("Mul", [b.Sizes(n.Y, 2, 3), b.Ints(parts.Length)])], ("axis", 0L));
        return b.Reshape(places, shape);
    }
}

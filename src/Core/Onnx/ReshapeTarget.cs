using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx;

/// <summary>Which entry of a constant Reshape target holds the batch, told from the order of elements.</summary>
internal static class ReshapeTarget
{
    /// <summary>The entry that must grow with the batch.</summary>
    /// <param name="input">Shape of what is reshaped: all sizes known, the batch in one of them.</param>
    /// <param name="target">The target at the export's batch size, all entries resolved.</param>
    /// <param name="batch">That batch size.</param>
    /// <returns>Its index; null when the batch fits into none.</returns>
    /// <remarks>
    /// In row-major order the batch is the digit whose step is the number of elements of one row behind
    /// it. An entry can hold it when the step and the step times the batch both fall on the entry's
    /// borders or divide its inside. An entry that is the batch alone is best, then the outermost,
    /// except that an inner entry which splits what lies behind the batch (heads of attention:
    /// (L, B, 512) to (L, 8, 64)) shows that the batch joined it, not the axis before.
    /// </remarks>
    internal static int? BatchEntry(ReadOnlySpan<Size> input, ReadOnlySpan<long> target, long batch)
    {
        Size total = ShapeValues.Product(input);
        if (!total.IsBatch || total.Factor == 0 || batch < 1) return null;
        int axis = BatchObstacles.Axis(input.ToArray());
        Int128 step = total.Inner, behind = 1;
        int? outermost = null, alone = null, splitting = null;
        for (int i = target.Length - 1; i >= 0; i--)
        {
            if (target[i] < 1) return null;
            Int128 through = behind * target[i];
            if (through > long.MaxValue) return null;
            if (step % behind == 0 && through % (step * batch) == 0)
            {
                outermost = i;
                if (behind == step && through == step * batch && (alone != axis || alone is null)) alone = i;
                if (through == step * batch && behind < step && behind > 1) splitting ??= i;
            }

            behind = through;
        }

        if (behind != (Int128)total.Factor * batch) return null;
        return alone ?? splitting ?? outermost;
    }
}

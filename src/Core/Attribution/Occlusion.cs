namespace GenoXai.Core.Attribution;

/// <summary>
/// Occlusion: what happens to a prediction when a window is hidden, f(x with the window filled) − f(x); a position's
/// value is minus the mean over the windows that cover it, so that it is positive where letters raise the prediction.
/// </summary>
/// <remarks>Zeiler and Fergus 2014; reviewed for sequences in Novakovsky et al., Nat Rev Genet 2022.</remarks>
public static class Occlusion
{
    /// <summary>Turns predictions into the effects of the windows of one sequence and target.</summary>
    /// <param name="options">As the rows were made with.</param>
    /// <param name="predictions">All rows of the sequence in the order of <see cref="OcclusionRows"/>, shape (rows, targets).</param>
    /// <param name="target">Which target.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="windows">Effect of each window, shape (W).</param>
    /// <returns>f(x), in units of the target.</returns>
    public static float Windows(OcclusionOptions options, ReadOnlySpan<float> predictions, int target, int targets, Span<float> windows)
    {
        ArgumentNullException.ThrowIfNull(options);
        float reference = predictions[target];
        int row = 1;
        for (int window = 0; window < windows.Length; window++)
        {
            double sum = 0;
            for (int copy = 0; copy < options.Copies; copy++, row++) sum += predictions[row * targets + target];
            windows[window] = (float)(sum / options.Copies - reference);
        }

        return reference;
    }

    /// <summary>Minus the mean effect of the windows that cover a position.</summary>
    /// <param name="options">The windows.</param>
    /// <param name="windows">Effect of each window, shape (W).</param>
    /// <param name="values">Shape (L); NaN where no window lies.</param>
    public static void Positions(OcclusionOptions options, ReadOnlySpan<float> windows, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(options);
        for (int position = 0; position < values.Length; position++)
        {
            int first = Math.Max(0, (position - options.Window) / options.Stride + (position >= options.Window ? 1 : 0)), last = Math.Min(windows.Length - 1, position / options.Stride);
            double sum = 0;
            for (int window = first; window <= last; window++) sum += windows[window];
            values[position] = last < first ? float.NaN : (float)(-sum / (last - first + 1));
        }
    }
}

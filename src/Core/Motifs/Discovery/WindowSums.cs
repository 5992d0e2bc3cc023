namespace GenoXai.Core.Motifs.Discovery;

/// <summary>Sums of importance over all windows of a map.</summary>
internal static class WindowSums
{
    /// <summary>The sum of each window, NaN where one of its positions has no value; none for a shorter sequence.</summary>
    /// <param name="values">Importance by position.</param>
    /// <param name="window">Letters of a window.</param>
    public static float[] Of(ReadOnlySpan<float> values, int window)
    {
        var sums = new float[Math.Max(0, values.Length - window + 1)];
        for (int start = 0; start < sums.Length; start++)
        {
            // Summed anew each time: a running sum would carry its rounding along, and one NaN for ever.
            double sum = 0;
            foreach (float value in values.Slice(start, window)) sum += value;
            sums[start] = double.IsFinite(sum) ? (float)sum : float.NaN;
        }

        return sums;
    }
}

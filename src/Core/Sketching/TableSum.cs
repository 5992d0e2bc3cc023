namespace GenoXai.Core.Sketching;

/// <summary>The value f̂(x) = base value + Σ_S g_S(x_S) of a decoded function at many rows.</summary>
internal static class TableSum
{
    private const int RowBlock = 2048, LargestTable = 65536;

    /// <summary>Evaluates.</summary>
    /// <param name="function">The function.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>Shape (rows), in units of the target.</returns>
    public static double[] Predict(DecodedFunction function, SampleColumns rows)
    {
        var values = new double[rows.Count];
        int q = function.Domain.LetterCount;
        Parallel.For(0, (rows.Count + RowBlock - 1) / RowBlock, block =>
        {
            int start = block * RowBlock;
            Span<double> own = values.AsSpan(start, Math.Min(RowBlock, rows.Count - start));
            own.Fill(function.BaseValue);
            Span<ushort> cells = stackalloc ushort[own.Length];
            foreach (AnovaTable table in function.Tables)
            {
                if (table.Values.Length > LargestTable) throw new ArgumentException($"A table of {table.Values.Length} cells is too large.", nameof(function));
                rows.Cells(table.Positions, q, start, cells);
                double[] entries = table.Values;
                for (int i = 0; i < own.Length; i++) own[i] += entries[cells[i]];
            }
        });
        return values;
    }
}

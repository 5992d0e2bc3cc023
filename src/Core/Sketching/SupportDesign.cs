using System.Collections.Concurrent;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The design matrix Z of a basis at given samples, never formed: its products are look-ups in
/// and sums into the tables of a <see cref="SupportCover"/>. Under uniform rows E[ZᵀZ] = N·I.
/// </summary>
/// <remarks>
/// The work is cut the same way whatever the number of threads (rows by fixed blocks in
/// <see cref="Predict"/>, tables by group in <see cref="Correlate"/>), so results do not depend on it.
/// </remarks>
internal sealed class SupportDesign
{
    private const int RowBlock = 8192, CellsAtOnce = 1 << 22, RowsAtOnce = 2048;
    private const long MostKeptCells = 1L << 27;
    private readonly SampleColumns _rows;
    private readonly IReadOnlyList<SupportGroup> _groups;
    private readonly IReadOnlyList<AndTerm> _terms;
    private readonly int[][] _termRows;
    private readonly ushort[]?[] _kept;
    private readonly ParallelOptions _parallel;

    /// <summary>Makes the design.</summary>
    /// <param name="basis">The columns.</param>
    /// <param name="groups">The cover of the basis.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="terms">More columns, after those of the basis: single cells.</param>
    /// <param name="keepCells">Whether to keep the cell number of every row in every table, at most 256 MiB: for many products.</param>
    public SupportDesign(
        SupportBasis basis, IReadOnlyList<SupportGroup> groups, SampleColumns rows, ParallelOptions parallel, IReadOnlyList<AndTerm>? terms = null,
        bool keepCells = false)
    {
        (Basis, _groups, _rows, _parallel, _terms) = (basis, groups, rows, parallel, terms ?? []);
        _termRows = new int[_terms.Count][];
        Parallel.For(0, _terms.Count, parallel, t => _termRows[t] = _terms[t].RowsOf(rows));
        _kept = new ushort[groups.Count][];
        if (!keepCells || rows.Count == 0) return;
        Parallel.For(0, (int)Math.Min(groups.Count, MostKeptCells / rows.Count), parallel, g =>
        {
            var cells = new ushort[rows.Count];
            rows.Cells(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(groups[g].Positions), basis.Domain.LetterCount, 0, cells);
            _kept[g] = cells;
        });
    }

    /// <summary>The columns.</summary>
    public SupportBasis Basis { get; }

    /// <summary>Number of columns, the constant included.</summary>
    public int ColumnCount => Basis.Count + _terms.Count;

    /// <summary>Number of rows.</summary>
    public int RowCount => _rows.Count;

    /// <summary>The target at the rows, shape (rows).</summary>
    public double[] Values => _rows.Values;

    /// <summary>Z w: the value of the function at every row.</summary>
    /// <param name="coefficients">w, shape (columns).</param>
    /// <param name="values">Shape (rows).</param>
    public void Predict(double[] coefficients, double[] values)
    {
        double constant = coefficients[0];
        for (int t = 0; t < _terms.Count; t++) constant -= coefficients[Basis.Count + t] * _terms[t].Scale * _terms[t].Probability;
        Array.Fill(values, constant);
        AddTerms(coefficients, values);
        for (int first = 0; first < _groups.Count;)
        {
            int next = first, cells = 0;
            var starts = new List<int>();
            while (next < _groups.Count && (next == first || cells + _groups[next].Cells <= CellsAtOnce))
            {
                starts.Add(cells);
                cells += _groups[next++].Cells;
            }

            var tables = new double[cells];
            int from = first;
            Parallel.For(first, next, _parallel, g =>
            {
                SupportGroup group = _groups[g];
                double[] scratch = Basis.Domain.LetterCount == 4 ? [] : new double[group.Cells];
                group.Synthesize(Basis, coefficients, tables.AsSpan(starts[g - from], group.Cells), scratch);
            });
            int to = next;
            Parallel.For(0, (RowCount + RowBlock - 1) / RowBlock, _parallel, block =>
            {
                Span<ushort> indices = stackalloc ushort[RowsAtOnce];
                for (int g = from; g < to; g++)
                    AddTable(g, tables.AsSpan(starts[g - from], _groups[g].Cells), block, indices, values);
            });
            first = next;
        }
    }

    /// <summary>Zᵀ r: the sum of every basis function over the rows, weighted by r.</summary>
    /// <param name="residuals">r, shape (rows).</param>
    /// <param name="coefficients">Shape (columns).</param>
    public void Correlate(double[] residuals, double[] coefficients)
    {
        double sum = 0;
        foreach (double residual in residuals) sum += residual;
        coefficients[0] = sum;
        int largest = 0;
        foreach (SupportGroup group in _groups) largest = Math.Max(largest, group.Cells);
        var buffers = new ConcurrentBag<(double[] Table, double[] Scratch)>();
        Parallel.For(0, _groups.Count, _parallel, g =>
        {
            SupportGroup group = _groups[g];
            if (!buffers.TryTake(out (double[] Table, double[] Scratch) buffer))
                buffer = (new double[largest], Basis.Domain.LetterCount == 4 ? [] : new double[largest]);
            Span<double> table = buffer.Table.AsSpan(0, group.Cells);
            if (_kept[g] is { } cells) Scatter(cells, residuals, table);
            else Scatter(_rows, group.Positions, Basis.Domain.LetterCount, residuals, table);
            group.Correlate(Basis, table, buffer.Scratch, coefficients);
            buffers.Add(buffer);
        });
        Parallel.For(0, _terms.Count, _parallel, t =>
        {
            double matching = 0;
            foreach (int row in _termRows[t]) matching += residuals[row];
            coefficients[Basis.Count + t] = _terms[t].Scale * (matching - (_terms[t].Probability * sum));
        });
    }

    /// <summary>Sums of the rows' weights in every cell of a table.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="positions">Positions of the table, ascending.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="weights">Shape (rows).</param>
    /// <param name="table">Shape (q^positions); overwritten.</param>
    public static void Scatter(SampleColumns rows, List<int> positions, int letterCount, ReadOnlySpan<double> weights, Span<double> table)
    {
        table.Clear();
        ReadOnlySpan<int> axes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(positions);
        Span<ushort> indices = stackalloc ushort[RowsAtOnce];
        for (int start = 0; start < rows.Count; start += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, rows.Count - start);
            rows.Cells(axes, letterCount, start, indices[..count]);
            Add(indices[..count], weights.Slice(start, count), table);
        }
    }

    private static void Scatter(ReadOnlySpan<ushort> cells, ReadOnlySpan<double> weights, Span<double> table)
    {
        table.Clear();
        Add(cells, weights, table);
    }

    private static void Add(ReadOnlySpan<ushort> cells, ReadOnlySpan<double> weights, Span<double> table)
    {
        cells = cells[..weights.Length];
        for (int i = 0; i < weights.Length; i++) table[cells[i]] += weights[i];
    }

    private void AddTable(int g, ReadOnlySpan<double> table, int block, Span<ushort> indices, double[] values)
    {
        ReadOnlySpan<int> axes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_groups[g].Positions);
        int end = Math.Min((block + 1) * RowBlock, RowCount);
        for (int start = block * RowBlock; start < end; start += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, end - start);
            if (_kept[g] is null) _rows.Cells(axes, Basis.Domain.LetterCount, start, indices[..count]);
            ReadOnlySpan<ushort> cells = _kept[g] is { } kept ? kept.AsSpan(start, count) : indices[..count];
            Span<double> own = values.AsSpan(start, count);
            for (int i = 0; i < own.Length; i++) own[i] += table[cells[i]];
        }
    }

    // Rows in fixed blocks, as in Predict: every row adds its terms in the same order.
    private void AddTerms(double[] coefficients, double[] values)
    {
        if (_terms.Count == 0) return;
        Parallel.For(0, (RowCount + RowBlock - 1) / RowBlock, _parallel, block =>
        {
            int start = block * RowBlock, end = Math.Min(start + RowBlock, RowCount);
            for (int t = 0; t < _terms.Count; t++)
            {
                double weight = coefficients[Basis.Count + t] * _terms[t].Scale;
                int[] rows = _termRows[t];
                int at = Array.BinarySearch(rows, start);
                for (at = at < 0 ? ~at : at; at < rows.Length && rows[at] < end; at++) values[rows[at]] += weight;
            }
        });
    }
}

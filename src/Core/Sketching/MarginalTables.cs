using System.Numerics;
using System.Runtime.Intrinsics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// A table over several positions and the sums of it over some of them, every subset of two positions or more once. The memory is used again from table to table.
/// </summary>
/// <remarks>
/// Axes are summed out last to first, so that what is summed out of many tables, the first axes, adds long runs of cells.
/// </remarks>
/// <param name="letterCount">Letters of an axis, q.</param>
internal sealed class MarginalTables(int letterCount)
{
    private double[][] _tables = [];
    private int[][] _positions = [];
    private int _axes;

    /// <summary>What is done with a table.</summary>
    /// <param name="table">Row-major, shape (q, …, q).</param>
    /// <param name="positions">Its axes, ascending.</param>
    public delegate void Visitor(ReadOnlySpan<double> table, ReadOnlySpan<int> positions);

    /// <summary>The table to fill next, row-major, shape (q, …, q).</summary>
    /// <param name="positions">Its axes, ascending; two or more.</param>
    public Span<double> Whole(ReadOnlySpan<int> positions)
    {
        _axes = positions.Length;
        if (_tables.Length <= _axes)
        {
            int cells = 1;
            _tables = new double[_axes + 1][];
            _positions = new int[_axes + 1][];
            for (int axes = 0; axes <= _axes; axes++, cells *= letterCount) (_tables[axes], _positions[axes]) = (new double[cells], new int[axes]);
        }

        positions.CopyTo(_positions[_axes]);
        return _tables[_axes];
    }

    /// <summary>Visits the sums over all subsets of at most so many positions that have one of each required set, and perhaps others.</summary>
    /// <param name="most">Most positions of a visited table.</param>
    /// <param name="required">Sets of axes, as bits; subsets that have none of one are left out where that saves work.</param>
    /// <param name="visit">Told of each table.</param>
    public void Each(int most, ReadOnlySpan<int> required, Visitor visit) => Visit((1 << _axes) - 1, _axes, most, required, visit);

    // Axes below one are all there, so they stand at their own places; those from it on stay.
    private void Visit(int kept, int below, int most, ReadOnlySpan<int> required, Visitor visit)
    {
        int stay = kept & ~((1 << below) - 1), least = BitOperations.PopCount((uint)stay), axes = least + below;
        foreach (int set in required)
        {
            if ((kept & set) == 0) return;
            if ((stay & set) == 0) least++;
        }

        if (least > most) return;
        Fill(axes, below);
        if (axes <= most) visit(_tables[axes], _positions[axes]);
        if (axes == 2) return;
        for (int axis = below - 1; axis >= 0; axis--) Visit(kept & ~(1 << axis), axis, most, required, visit);
    }

    // The table of the kept axes from the one that has the axis at a place besides.
    private void Fill(int axes, int place)
    {
        if (axes == _axes) return;
        SumOut(_tables[axes + 1], _tables[axes], Cells(axes - place));
        for (int i = 0; i < axes; i++) _positions[axes][i] = _positions[axes + 1][i < place ? i : i + 1];
    }

    private int Cells(int axes) => _tables[axes].Length;

    // table has shape (outer, q, inner); sums has (outer, inner).
    private void SumOut(ReadOnlySpan<double> table, Span<double> sums, int inner)
    {
        unchecked
        {
            int wide = inner - (inner % Vector256<double>.Count);
            for (int at = 0, from = 0; at < sums.Length; at += inner, from += inner * letterCount)
            {
                for (int i = 0; i < wide; i += Vector256<double>.Count)
                {
                    Vector256<double> sum = Vector256.Create(table[(from + i)..]);
                    for (int letter = 1; letter < letterCount; letter++) sum += Vector256.Create(table[(from + (letter * inner) + i)..]);
                    sum.CopyTo(sums[(at + i)..]);
                }

                for (int i = wide; i < inner; i++)
                {
                    double sum = table[from + i];
                    for (int letter = 1; letter < letterCount; letter++) sum += table[from + (letter * inner) + i];
                    sums[at + i] = sum;
                }
            }
        }
    }
}

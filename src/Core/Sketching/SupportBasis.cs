using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// A constant and a list of supports, each with the Π (n_i − 1) coefficients of its zero-mean
/// product basis, laid out one after another in one vector. Coefficient 0 is the constant.
/// </summary>
internal sealed class SupportBasis
{
    private readonly int[] _contrasts;

    /// <summary>Makes the basis.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="supports">Distinct supports of order 1 or more.</param>
    /// <param name="letters">The basis of each position; null for the standard one everywhere.</param>
    /// <param name="ranks">A rank of each position: neighbours in rank share a block of the cover; null for the positions' own order.</param>
    public SupportBasis(SketchDomain domain, IEnumerable<Support> supports, LetterBasis[]? letters = null, int[]? ranks = null)
    {
        Ranks = ranks ?? [.. Enumerable.Range(0, domain.Length)];
        Domain = domain;
        Letters = letters ?? Standard(domain);
        _contrasts = Array.ConvertAll(domain.LetterCounts, static count => count - 1);
        Supports = [.. supports];
        Array.Sort(Supports);
        Offsets = new int[Supports.Length + 1];
        Offsets[0] = 1;
        for (int i = 0; i < Supports.Length; i++) Offsets[i + 1] = checked(Offsets[i] + Size(Supports[i]));
    }

    /// <summary>Length and letters.</summary>
    public SketchDomain Domain { get; }

    /// <summary>The basis of each position's letters.</summary>
    public LetterBasis[] Letters { get; }

    /// <summary>A rank of each position: neighbours in rank share a block of the cover.</summary>
    public int[] Ranks { get; }

    /// <summary>The supports, by order and then by positions.</summary>
    public Support[] Supports { get; }

    /// <summary>First coefficient of each support, and the number of all coefficients at the end.</summary>
    public int[] Offsets { get; }

    /// <summary>Number of coefficients, the constant included.</summary>
    public int Count => Offsets[^1];

    /// <summary>Most coefficients of one support.</summary>
    public int LargestSize
    {
        get
        {
            int largest = 1;
            for (int s = 0; s < Supports.Length; s++) largest = Math.Max(largest, Offsets[s + 1] - Offsets[s]);
            return largest;
        }
    }

    /// <summary>Number of coefficients of a support, Π (n_i − 1) over its positions.</summary>
    /// <param name="support">The support.</param>
    public int Size(Support support)
    {
        int size = 1;
        for (int i = 0; i < support.Order; i++) size = checked(size * _contrasts[support[i]]);
        return size;
    }

    /// <summary>Number of the cells of a table, q^order.</summary>
    /// <param name="order">Number of its positions.</param>
    public int Cells(int order)
    {
        int cells = 1;
        for (int i = 0; i < order; i++) cells = checked(cells * Domain.LetterCount);
        return cells;
    }

    /// <summary>
    /// Where the coefficients of a support lie in the transformed table of a group of positions:
    /// the cells whose index differs from 0 exactly at the support's axes.
    /// </summary>
    /// <param name="axes">Axes of the group's table that are the support's, ascending.</param>
    /// <param name="positions">Positions of the group's table.</param>
    public int[] CellsOf(ReadOnlySpan<int> axes, ReadOnlySpan<int> positions)
    {
        int size = 1;
        foreach (int axis in axes) size = checked(size * _contrasts[positions[axis]]);
        var cells = new int[size];
        for (int i = 0; i < cells.Length; i++)
        {
            int rest = i, cell = 0;
            for (int axis = axes.Length - 1; axis >= 0; axis--)
            {
                (rest, int contrast) = Math.DivRem(rest, _contrasts[positions[axes[axis]]]);
                cell += (contrast + 1) * Cells(positions.Length - 1 - axes[axis]);
            }

            cells[i] = cell;
        }

        return cells;
    }

    /// <summary>The ANOVA table of one support.</summary>
    /// <param name="index">Number of the support.</param>
    /// <param name="coefficients">All coefficients of the basis.</param>
    public AnovaTable Table(int index, ReadOnlySpan<double> coefficients)
    {
        Support support = Supports[index];
        Span<int> axes = stackalloc int[support.Order];
        for (int i = 0; i < axes.Length; i++) axes[i] = i;
        int[] places = CellsOf(axes, support.ToArray());
        var values = new double[Cells(support.Order)];
        for (int i = 0; i < places.Length; i++) values[places[i]] = coefficients[Offsets[index] + i];
        LetterTransform.Synthesize(values, [.. support.ToArray().Select(position => Letters[position])], new double[values.Length]);
        return new AnovaTable(support.ToArray(), values);
    }

    private static LetterBasis[] Standard(SketchDomain domain)
    {
        var known = new Dictionary<int, LetterBasis>();
        foreach (int count in domain.LetterCounts.Distinct()) known.Add(count, new LetterBasis(count, domain.LetterCount));
        return Array.ConvertAll(domain.LetterCounts, count => known[count]);
    }
}

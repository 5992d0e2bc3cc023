using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>One large table of a <see cref="SupportCover"/> and the supports it serves.</summary>
internal sealed class SupportGroup
{
    private int[][] _places = [];
    private LetterBasis[] _axes = [];

    /// <summary>Makes an open group.</summary>
    /// <param name="positions">Its first positions.</param>
    /// <param name="capacity">Most positions it may take.</param>
    public SupportGroup(List<int> positions, int capacity) => (Positions, Capacity) = (positions, capacity);

    /// <summary>The positions of the table; ascending once closed.</summary>
    public List<int> Positions { get; }

    /// <summary>Most positions it may take.</summary>
    public int Capacity { get; }

    /// <summary>Numbers of the supports it serves.</summary>
    public List<int> Members { get; } = [];

    /// <summary>Number of positions.</summary>
    public int Order => Positions.Count;

    /// <summary>Cells of the table, q^order; known once closed.</summary>
    public int Cells { get; private set; }

    /// <summary>Sorts the positions and finds where the members' coefficients lie.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="known">Places by number of axes and mask, shared by all groups where every position has as many letters.</param>
    public void Close(SupportBasis basis, Dictionary<(int Order, int Mask), int[]> known)
    {
        Positions.Sort();
        Cells = basis.Cells(Order);
        _axes = [.. Positions.Select(position => basis.Letters[position])];
        _places = new int[Members.Count][];
        Span<int> axes = stackalloc int[Support.MaximumOrder];
        int[] positions = [.. Positions];
        for (int m = 0; m < _places.Length; m++)
        {
            Support support = basis.Supports[Members[m]];
            int mask = 0;
            for (int i = 0; i < support.Order; i++)
            {
                axes[i] = Positions.IndexOf(support[i]);
                mask |= 1 << axes[i];
            }

            if (basis.Domain.IsMixed)
            {
                _places[m] = basis.CellsOf(axes[..support.Order], positions);
                continue;
            }

            if (!known.TryGetValue((Order, mask), out int[]? places))
                known.Add((Order, mask), places = basis.CellsOf(axes[..support.Order], positions));
            _places[m] = places;
        }
    }

    /// <summary>Writes the members' coefficients into an empty table and turns it into cell values.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="coefficients">All coefficients.</param>
    /// <param name="table">Shape (<see cref="Cells"/>).</param>
    /// <param name="scratch">As long as the table.</param>
    public void Synthesize(SupportBasis basis, ReadOnlySpan<double> coefficients, Span<double> table, Span<double> scratch)
    {
        table.Clear();
        for (int m = 0; m < _places.Length; m++)
        {
            ReadOnlySpan<double> own = coefficients[basis.Offsets[Members[m]]..];
            int[] places = _places[m];
            for (int i = 0; i < places.Length; i++) table[places[i]] = own[i];
        }

        LetterTransform.Synthesize(table, _axes, scratch);
    }

    /// <summary>Turns a table of sums over the samples into the members' correlations.</summary>
    /// <param name="basis">The basis.</param>
    /// <param name="table">Sums of the samples in each cell; overwritten.</param>
    /// <param name="scratch">As long as the table.</param>
    /// <param name="coefficients">All coefficients; the members' are written.</param>
    public void Correlate(SupportBasis basis, Span<double> table, Span<double> scratch, Span<double> coefficients)
    {
        LetterTransform.Correlate(table, _axes, scratch);
        for (int m = 0; m < _places.Length; m++)
        {
            Span<double> own = coefficients[basis.Offsets[Members[m]]..];
            int[] places = _places[m];
            for (int i = 0; i < places.Length; i++) own[i] = table[places[i]];
        }
    }
}

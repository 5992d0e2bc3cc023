using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The columns of the bins that matter: for a bin j of group c the P numbers U_{c,d}[j]. Bins kept
/// are numbered through all groups: slots.
/// </summary>
internal sealed class PeelingColumns
{
    private readonly int _delays;
    private readonly int[] _firstSlot, _groupOf;
    private readonly int[][] _slotOf, _bins;
    private readonly double[][] _real, _imaginary;

    public PeelingColumns(SubsamplingDesign design, int[][] bins)
    {
        _delays = design.DelayCount;
        _bins = bins;
        int groups = bins.Length;
        (_firstSlot, _slotOf, _real, _imaginary) = (new int[groups + 1], new int[groups][], new double[groups][], new double[groups][]);
        for (int c = 0; c < groups; c++)
        {
            _firstSlot[c + 1] = _firstSlot[c] + bins[c].Length;
            _real[c] = GC.AllocateUninitializedArray<double>(bins[c].Length * _delays);
            _imaginary[c] = GC.AllocateUninitializedArray<double>(bins[c].Length * _delays);
            _slotOf[c] = new int[design.BinCount];
            Array.Fill(_slotOf[c], -1);
            for (int i = 0; i < bins[c].Length; i++) _slotOf[c][bins[c][i]] = _firstSlot[c] + i;
        }

        _groupOf = new int[_firstSlot[groups]];
        for (int c = 0; c < groups; c++) Array.Fill(_groupOf, c, _firstSlot[c], bins[c].Length);
    }

    /// <summary>How many columns are kept in all.</summary>
    public int Count => _groupOf.Length;

    public int FirstSlot(int group) => _firstSlot[group];

    /// <summary>The slot of a bin, −1 if it is not kept.</summary>
    public int Slot(int group, int bin) => _slotOf[group][bin];

    public int Group(int slot) => _groupOf[slot];

    public int Bin(int slot) => _bins[_groupOf[slot]][slot - _firstSlot[_groupOf[slot]]];

    /// <summary>Real parts of a column, shape (P).</summary>
    public Span<double> Real(int slot) => Part(_real, slot);

    /// <summary>Imaginary parts of a column, shape (P).</summary>
    public Span<double> Imaginary(int slot) => Part(_imaginary, slot);

    private Span<double> Part(double[][] parts, int slot)
    {
        int group = _groupOf[slot];
        return parts[group].AsSpan((slot - _firstSlot[group]) * _delays, _delays);
    }
}

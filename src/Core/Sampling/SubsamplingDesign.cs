using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sampling;

/// <summary>
/// Which sequences the sparse Fourier decoders show to the model: C groups, each a random matrix
/// M_c ∈ Z_q^(L×b), and P = P1 (L + 1) delays d, the same for every group: for each of P1 random
/// offsets d_p the rows d_p and (d_p − e_i) mod q for i = 0 … L − 1. Row order is (C, P, q^b): the
/// row of group c, delay d and ℓ ∈ Z_q^b (big-endian) is x = (M_c ℓ + d) mod q. Coded delays have
/// the steps h_r of a <see cref="DelayCode"/> in place of the e_i, and P = P1 (steps + 1).
/// </summary>
/// <remarks>
/// Erginbas, Kang, Aghazadeh and Ramchandran, q-SFT, with the noise-robust delays of the SHAP zero
/// package ("NSO"). Departs: unless told otherwise a matrix without full rank is drawn anew,
/// because it leaves bins that no frequency reaches and doubles up others.
/// </remarks>
public sealed class SubsamplingDesign
{
    private const int MatrixAttempts = 1000;
    private const int MaximumBins = 1 << 24;
    private readonly byte[][] _matrices, _offsets;

    /// <summary>Makes a design from its matrices and offsets (not copied).</summary>
    /// <param name="letterCount">q, 2 to 64.</param>
    /// <param name="length">L.</param>
    /// <param name="matrices">C matrices, each of shape (L, b), row-major, entries below q.</param>
    /// <param name="offsets">P1 offsets d_p, each of shape (L), entries below q.</param>
    /// <exception cref="InputException">A number is out of range, or q^b is above 2²⁴.</exception>
    public SubsamplingDesign(int letterCount, int length, byte[][] matrices, byte[][] offsets)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentOutOfRangeException.ThrowIfLessThan(letterCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (matrices.Length == 0 || offsets.Length == 0) throw new InputException("design: it needs at least one group and one offset.", "bad-design");
        int dimension = matrices[0].Length / length;
        CheckDimension(letterCount, length, dimension);
        foreach (byte[] matrix in matrices)
            if (matrix.Length != length * dimension || matrix.Any(v => v >= letterCount))
                throw new InputException($"design: every matrix has {length} × {dimension} entries below {letterCount}.", "bad-design");
        foreach (byte[] offset in offsets)
            if (offset.Length != length || offset.Any(v => v >= letterCount))
                throw new InputException($"design: every offset has {length} entries below {letterCount}.", "bad-design");
        (LetterCount, Length, Dimension, _matrices, _offsets) = (letterCount, length, dimension, matrices, offsets);
        BinCount = (int)Power(letterCount, dimension);
    }

    /// <summary>q.</summary>
    public int LetterCount { get; }

    /// <summary>Positions of a row, L.</summary>
    public int Length { get; }

    /// <summary>b.</summary>
    public int Dimension { get; }

    /// <summary>Bins of a group, q^b; also the rows of one group and delay.</summary>
    public int BinCount { get; }

    /// <summary>C.</summary>
    public int GroupCount => _matrices.Length;

    /// <summary>P1.</summary>
    public int OffsetCount => _offsets.Length;

    /// <summary>Delays of an offset besides itself: L, or the steps of the code.</summary>
    public int StepCount => Code?.Count ?? Length;

    /// <summary>P = P1 (steps + 1).</summary>
    public int DelayCount => OffsetCount * (StepCount + 1);

    /// <summary>Most positions of a frequency that coded delays are sure to read; null where each position has a delay of its own.</summary>
    public int? CodedOrder => Code?.Order;

    /// <summary>The code of the delays; null where each position has its own.</summary>
    internal DelayCode? Code { get; private init; }

    /// <summary>Rows shown to the model: C · P · q^b.</summary>
    public long RowCount => (long)GroupCount * DelayCount * BinCount;

    /// <summary>Draws a design; the same seed and options give the same design everywhere.</summary>
    /// <param name="letterCount">q.</param>
    /// <param name="length">L.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="InputException">b is above L, or q^b is above 2²⁴.</exception>
    public static SubsamplingDesign Create(int letterCount, int length, SubsamplingOptions options, long seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Groups);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Offsets);
        CheckDimension(letterCount, length, options.Dimension);
        var matrices = new byte[options.Groups][];
        for (int c = 0; c < matrices.Length; c++)
        {
            for (int attempt = 0; ; attempt++)
            {
                matrices[c] = Draw(SeededRandom.Stream(seed, "subsampling-matrix", (long)c * MatrixAttempts + attempt), length * options.Dimension, letterCount);
                if (!options.RequireFullRank || ModularRank.IsFull(matrices[c], options.Dimension, letterCount)) break;
                if (attempt == MatrixAttempts - 1)
                    throw new InputException($"design: no full-rank matrix of {length} × {options.Dimension} over Z_{letterCount} in {MatrixAttempts} draws; choose a smaller b.", "bad-design");
            }
        }

        var offsets = new byte[options.Offsets][];
        for (int p = 0; p < offsets.Length; p++)
            offsets[p] = Draw(SeededRandom.Stream(seed, "subsampling-offset", p), length, letterCount);
        DelayCode? code = options.CodedOrder is { } order ? new DelayCode(letterCount, length, order) : null;
        return new SubsamplingDesign(letterCount, length, matrices, offsets) { Code = code };
    }

    /// <summary>M_c, shape (L, b), row-major.</summary>
    /// <param name="group">c.</param>
    public ReadOnlySpan<byte> Matrix(int group) => _matrices[group];

    /// <summary>The offset d_p, shape (L).</summary>
    /// <param name="offset">p.</param>
    public ReadOnlySpan<byte> Offset(int offset) => _offsets[offset];

    /// <summary>Number of the first row of a group and delay; the q^b rows of that block follow.</summary>
    /// <param name="group">c.</param>
    /// <param name="delay">0 to P − 1: with R steps, delay p(R+1) is d_p, delay p(R+1)+1+i is d_p less step i.</param>
    public long BlockStart(int group, int delay) => ((long)group * DelayCount + delay) * BinCount;

    /// <summary>The bin M_cᵀk that a frequency falls into, as a big-endian number below q^b.</summary>
    /// <param name="group">c.</param>
    /// <param name="frequency">Digits of k, shape (L).</param>
    public int Bin(int group, ReadOnlySpan<byte> frequency)
    {
        Span<int> sums = stackalloc int[Dimension];
        sums.Clear();
        byte[] matrix = _matrices[group];
        for (int i = 0; i < frequency.Length; i++)
        {
            int digit = frequency[i];
            if (digit == 0) continue;
            for (int t = 0; t < sums.Length; t++) sums[t] += digit * matrix[i * sums.Length + t];
        }

        int bin = 0;
        foreach (int sum in sums) bin = bin * LetterCount + sum % LetterCount;
        return bin;
    }

    /// <summary>Writes the sequences of a run of rows; any run can be made alone.</summary>
    /// <param name="firstRow">First row, 0 to <see cref="RowCount"/> − 1.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="letters">Letter indices, shape (count, L).</param>
    public void Fill(long firstRow, int count, Span<byte> letters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (firstRow + count > RowCount) throw new ArgumentOutOfRangeException(nameof(count), $"Rows {firstRow} to {firstRow + count} of {RowCount}.");
        if (letters.Length != count * Length) throw new ArgumentException($"{letters.Length} letters are not {count} rows of {Length}.", nameof(letters));
        Span<byte> current = stackalloc byte[Length];
        Span<byte> counter = stackalloc byte[Dimension];
        for (int row = 0; row < count; row++)
        {
            long inBlock = (firstRow + row) % BinCount;
            if (row == 0 || inBlock == 0) Start((firstRow + row) / BinCount, (int)inBlock, counter, current);
            current.CopyTo(letters.Slice(row * Length, Length));
            Advance((int)((firstRow + row) / BinCount / DelayCount), counter, current);
        }
    }

    /// <summary>Writes a delay d.</summary>
    /// <param name="delay">0 to P − 1.</param>
    /// <param name="digits">Shape (L).</param>
    public void Delay(int delay, Span<byte> digits)
    {
        (int offset, int step) = Math.DivRem(delay, StepCount + 1);
        _offsets[offset].CopyTo(digits);
        if (step == 0) return;
        if (Code is null)
        {
            digits[step - 1] = (byte)((digits[step - 1] + LetterCount - 1) % LetterCount);
            return;
        }

        ReadOnlySpan<byte> own = Code.Step(step - 1);
        for (int i = 0; i < digits.Length; i++) digits[i] = (byte)((digits[i] + LetterCount - own[i]) % LetterCount);
    }

    private void Start(long block, int inBlock, Span<byte> counter, Span<byte> x)
    {
        (int group, int delay) = ((int)(block / DelayCount), (int)(block % DelayCount));
        Delay(delay, x);
        for (int t = Dimension - 1; t >= 0; t--, inBlock /= LetterCount) counter[t] = (byte)(inBlock % LetterCount);
        byte[] matrix = _matrices[group];
        for (int i = 0; i < Length; i++)
        {
            int sum = x[i];
            for (int t = 0; t < Dimension; t++) sum += matrix[i * Dimension + t] * counter[t];
            x[i] = (byte)(sum % LetterCount);
        }
    }

    /// <summary>From ℓ to ℓ + 1: a digit that rises adds its column, and one that wraps from q − 1 to 0 does too, modulo q.</summary>
    private void Advance(int group, Span<byte> counter, Span<byte> x)
    {
        unchecked
        {
            byte[] matrix = _matrices[group];
            for (int t = Dimension - 1; t >= 0; t--)
            {
                for (int i = 0, at = t; i < x.Length; i++, at += Dimension)
                {
                    int sum = x[i] + matrix[at];
                    x[i] = (byte)(sum >= LetterCount ? sum - LetterCount : sum);
                }

                if (++counter[t] < LetterCount) return;
                counter[t] = 0;
            }
        }
    }

    private static byte[] Draw(SeededRandom random, int count, int letterCount)
    {
        var digits = new byte[count];
        for (int i = 0; i < count; i++) digits[i] = (byte)random.NextInt(letterCount);
        return digits;
    }

    private static void CheckDimension(int letterCount, int length, int dimension)
    {
        if (dimension < 1 || dimension > length)
            throw new InputException($"design: b = {dimension}; it must be 1 to L = {length}.", "bad-design");
        if (Power(letterCount, dimension) > MaximumBins)
            throw new InputException($"design: {letterCount}^{dimension} bins a group; at most {MaximumBins} are possible. Choose a smaller b.", "bad-design");
    }

    private static double Power(int letterCount, int dimension) => Math.Pow(letterCount, dimension);
}

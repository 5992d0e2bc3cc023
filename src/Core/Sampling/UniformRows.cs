using GenoXai.Core.Models;
using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sampling;

/// <summary>
/// Random sequences, every letter of a position equally likely. Row n depends on the seed and
/// n alone, so a larger budget begins with the rows of a smaller one.
/// </summary>
public sealed class UniformRows : RowSource
{
    private readonly ulong _key;
    private readonly long _first;
    private readonly int _length, _letterCount;
    private readonly int[]? _counts;

    /// <summary>Makes a run of rows.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="length">Positions of a row.</param>
    /// <param name="first">Number of the first row.</param>
    /// <param name="count">How many.</param>
    public UniformRows(long seed, int letterCount, int length, long first, int count)
    {
        _key = SeededRandom.Key(seed, "sketch-rows");
        (_letterCount, _length, _first, Count) = (letterCount, length, first, count);
    }

    /// <summary>Makes a run of rows of positions with letters of their own.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="letterCounts">How many letters each position has; where all have as many, the rows are those of the other constructor.</param>
    /// <param name="first">Number of the first row.</param>
    /// <param name="count">How many.</param>
    public UniformRows(long seed, int[] letterCounts, long first, int count)
        : this(seed, (letterCounts ?? throw new ArgumentNullException(nameof(letterCounts)))[0], letterCounts.Length, first, count)
    {
        if (letterCounts.AsSpan().ContainsAnyExcept(letterCounts[0])) _counts = letterCounts;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override int LengthOf(int row) => _length;

    /// <inheritdoc/>
    public override int RunEnd(int row) => Count;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        bool powerOfTwo = (_letterCount & (_letterCount - 1)) == 0;
        int bits = System.Numerics.BitOperations.Log2((uint)_letterCount);
        for (int i = 0; i < count; i++)
        {
            var random = SeededRandom.At(_key, _first + first + i);
            Span<byte> row = letters.Slice(i * _length, _length);
            if (_counts is { } counts)
                for (int position = 0; position < row.Length; position++) row[position] = (byte)random.NextInt(counts[position]);
            else if (powerOfTwo) FillBits(ref random, row, bits);
            else
                for (int position = 0; position < row.Length; position++) row[position] = (byte)random.NextInt(_letterCount);
        }
    }

    private static void FillBits(ref SeededRandom random, Span<byte> row, int bits)
    {
        ulong pool = 0, mask = (1UL << bits) - 1;
        int left = 0;
        foreach (ref byte letter in row)
        {
            if (left < bits) (pool, left) = (random.NextUInt64(), 64);
            letter = (byte)(pool & mask);
            pool >>= bits;
            left -= bits;
        }
    }
}

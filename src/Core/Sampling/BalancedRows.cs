using GenoXai.Core.Models;
using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sampling;

/// <summary>
/// Uniform random rows that, on few positions, meet every combination of five letters about equally
/// often: a term of order 5 has 4 ± 2 rows among 4,500 of eight letters of DNA, and in one of 80 cases none,
/// so that no decoder can see it. Row n depends on the seed and n alone.
/// </summary>
/// <remarks>
/// The first rows, among which are all test rows, are those of <see cref="UniformRows"/>: independent of
/// each other and of what comes after. Of the next ones each is the one of 64 uniform candidates whose
/// combinations are the rarest so far; single letters stay equally likely. Once the rows meet every combination
/// twelve times on average, and on longer sequences always, rows are those of <see cref="UniformRows"/>.
/// </remarks>
public sealed class BalancedRows : RowSource
{
    /// <summary>Rows before this one are independent; as many as the most test rows.</summary>
    public const int FirstBalanced = 2000;

    private const int Order = 5, MostCells = 1 << 18, Candidates = 64, RowsPerCell = 12;

    // Rows before this one are for test and validation where balance matters most, so they are not counted.
    private const int FirstCounted = 1000;

    private static Made? _last;
    private readonly UniformRows _uniform;
    private readonly Made? _balanced;
    private readonly long _first;
    private readonly int _length;

    /// <summary>Makes a run of rows.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="length">Positions of a row.</param>
    /// <param name="first">Number of the first row.</param>
    /// <param name="count">How many.</param>
    public BalancedRows(long seed, int letterCount, int length, long first, int count)
        : this(seed, Same(letterCount, length), first, count)
    {
    }

    /// <summary>Makes a run of rows of positions with letters of their own.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="letterCounts">How many letters each position has.</param>
    /// <param name="first">Number of the first row.</param>
    /// <param name="count">How many.</param>
    public BalancedRows(long seed, int[] letterCounts, long first, int count)
    {
        ArgumentNullException.ThrowIfNull(letterCounts);
        _uniform = new UniformRows(seed, letterCounts, first, count);
        (_first, _length) = (first, letterCounts.Length);
        int end = EndOfBalance(letterCounts);
        if (end <= FirstBalanced || first >= end || first + count <= FirstBalanced) return;
        // Every chunk of a run asks for the same rows.
        Made? last = Volatile.Read(ref _last);
        _balanced = last is not null && last.Seed == seed && last.LetterCounts.AsSpan().SequenceEqual(letterCounts)
            ? last : new Made(seed, letterCounts, Make(seed, letterCounts, end));
        Volatile.Write(ref _last, _balanced);
    }

    /// <inheritdoc/>
    public override int Count => _uniform.Count;

    /// <summary>The first row after the balanced ones; at most <see cref="FirstBalanced"/> when none are.</summary>
    /// <param name="letterCount">q.</param>
    /// <param name="length">Positions of a row.</param>
    public static int EndOfBalance(int letterCount, int length) => EndOfBalance(Same(letterCount, length));

    /// <summary>The first row after the balanced ones; at most <see cref="FirstBalanced"/> when none are.</summary>
    /// <param name="letterCounts">How many letters each position has.</param>
    public static int EndOfBalance(int[] letterCounts)
    {
        ArgumentNullException.ThrowIfNull(letterCounts);
        if (letterCounts.Length < Order) return 0;
        // Cells of all tables of five positions, and of the largest of these.
        var all = new double[Order + 1];
        all[0] = 1;
        foreach (int letters in letterCounts)
            for (int o = Order; o > 0; o--) all[o] += letters * all[o - 1];
        double largest = 1;
        foreach (int letters in letterCounts.OrderDescending().Take(Order)) largest *= letters;
        return all[Order] > MostCells ? 0 : FirstCounted + (int)(RowsPerCell * largest);
    }

    private static int[] Same(int letterCount, int length)
    {
        var counts = new int[length];
        Array.Fill(counts, letterCount);
        return counts;
    }

    /// <inheritdoc/>
    public override int LengthOf(int row) => _length;

    /// <inheritdoc/>
    public override int RunEnd(int row) => Count;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters)
    {
        _uniform.Fill(first, count, letters);
        if (_balanced is null) return;
        int made = _balanced.Letters.Length / _length;
        long start = Math.Max(0, FirstBalanced - (_first + first)), end = Math.Min(count, FirstBalanced + made - (_first + first));
        if (start >= end) return;
        _balanced.Letters.AsSpan((int)(_first + first + start - FirstBalanced) * _length, (int)(end - start) * _length)
            .CopyTo(letters[((int)start * _length)..]);
    }

    private static byte[] Make(long seed, int[] letterCounts, int end)
    {
        int length = letterCounts.Length;
        int[][] subsets = Subsets(length);
        var starts = new int[subsets.Length + 1];
        for (int s = 0; s < subsets.Length; s++) starts[s + 1] = starts[s] + subsets[s].Aggregate(1, (cells, position) => cells * letterCounts[position]);
        var counts = new byte[starts[^1]];
        var letters = new byte[(end - FirstBalanced) * length];
        var before = new byte[(FirstBalanced - FirstCounted) * length];
        new UniformRows(seed, letterCounts, FirstCounted, FirstBalanced - FirstCounted).Fill(0, FirstBalanced - FirstCounted, before);
        for (int at = 0; at < before.Length; at += length) Count(before.AsSpan(at, length));
        // A combination never met counts 16 times as much as one met once.
        var worth = new double[256];
        for (int i = 0; i < worth.Length; i++) worth[i] = Math.ScaleB(1, -4 * Math.Min(i, 64));
        ulong key = SeededRandom.Key(seed, "balanced-rows");
        var candidate = new byte[length];
        for (int row = 0; row < end - FirstBalanced; row++)
        {
            Span<byte> own = letters.AsSpan(row * length, length);
            var random = SeededRandom.At(key, row);
            double best = -1;
            for (int c = 0; c < Candidates; c++)
            {
                for (int i = 0; i < length; i++) candidate[i] = (byte)random.NextInt(letterCounts[i]);
                double sum = 0;
                for (int s = 0; s < subsets.Length; s++) sum += worth[counts[Cell(s, candidate)]];
                if (sum <= best) continue;
                best = sum;
                candidate.CopyTo(own);
            }

            Count(own);
        }

        return letters;

        void Count(ReadOnlySpan<byte> row)
        {
            for (int s = 0; s < subsets.Length; s++)
            {
                ref byte count = ref counts[Cell(s, row)];
                if (count < byte.MaxValue) count++;
            }
        }

        int Cell(int subset, ReadOnlySpan<byte> row)
        {
            int cell = 0;
            foreach (int position in subsets[subset]) cell = (cell * letterCounts[position]) + row[position];
            return starts[subset] + cell;
        }
    }

    private static int[][] Subsets(int length)
    {
        var all = new List<int[]>();
        var positions = new int[Order];
        Extend(0, 0);
        return [.. all];

        void Extend(int have, int from)
        {
            if (have == Order)
            {
                all.Add([.. positions]);
                return;
            }

            for (int position = from; position < length; position++)
            {
                positions[have] = position;
                Extend(have + 1, position + 1);
            }
        }
    }

    private sealed record Made(long Seed, int[] LetterCounts, byte[] Letters);
}

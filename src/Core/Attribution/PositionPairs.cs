namespace GenoXai.Core.Attribution;

/// <summary>
/// The pairs of some positions and their double mutants, numbered: by first position, second position, letter at the
/// first, letter at the second. Each position has q − 1 substitutions: the letters that do not stand there, in the alphabet's order.
/// </summary>
public sealed class PositionPairs
{
    private readonly int[] _ends;
    private readonly long[] _starts;

    /// <summary>Makes the pairs.</summary>
    /// <param name="positions">Ascending positions.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="window">Only pairs at most this far apart; all when absent.</param>
    public PositionPairs(IReadOnlyList<int> positions, int letterCount, int? window)
    {
        ArgumentNullException.ThrowIfNull(positions);
        (Positions, Substitutions) = ([.. positions], letterCount - 1);
        _ends = new int[Positions.Length];
        _starts = new long[Positions.Length + 1];
        int end = 0;
        for (int first = 0; first < Positions.Length; first++)
        {
            while (end < Positions.Length && (window is null || Positions[end] - Positions[first] <= window)) end++;
            _ends[first] = end;
            _starts[first + 1] = _starts[first] + end - first - 1;
        }
    }

    /// <summary>The positions, ascending.</summary>
    public int[] Positions { get; }

    /// <summary>Substitutions of a position, q − 1.</summary>
    public int Substitutions { get; }

    /// <summary>Number of pairs.</summary>
    public long Count => _starts[^1];

    /// <summary>Number of double mutants: (q − 1)² a pair.</summary>
    public long Effects => checked(Count * Substitutions * Substitutions);

    /// <summary>Number of single mutants.</summary>
    public int Singles => Positions.Length * Substitutions;

    /// <summary>All pairs in order, as places in <see cref="Positions"/>.</summary>
    public IEnumerable<(int First, int Second)> All()
    {
        for (int first = 0; first < Positions.Length; first++)
            for (int second = first + 1; second < _ends[first]; second++) yield return (first, second);
    }

    /// <summary>Number of the pair; −1 where the two are not one.</summary>
    /// <param name="first">Place of the first position.</param>
    /// <param name="second">Place of the second, larger.</param>
    public long IndexOf(int first, int second) => second < _ends[first] ? _starts[first] + second - first - 1 : -1;

    /// <summary>The pair of a number.</summary>
    /// <param name="pair">0 to <see cref="Count"/> − 1.</param>
    public (int First, int Second) At(long pair)
    {
        int found = Array.BinarySearch(_starts, pair);
        if (found < 0) found = ~found - 1;
        // Positions without a partner begin where the next one does.
        while (_starts[found + 1] == pair) found++;
        return (found, (int)(pair - _starts[found]) + found + 1);
    }

    /// <summary>The letter of a substitution.</summary>
    /// <param name="observed">The letter that stands there.</param>
    /// <param name="substitution">0 to q − 2.</param>
    public static byte LetterOf(byte observed, int substitution) => (byte)(substitution < observed ? substitution : substitution + 1);
}

namespace GenoXai.Core.Motifs;

/// <summary>
/// How the score of a random word is distributed: exact for scores that are whole numbers, by dynamic programming over the
/// positions (Staden 1989; Wu, Thompson, Rice and Nishimura 2000).
/// </summary>
internal sealed class ScoreDistribution
{
    private readonly double[] _tail;
    private readonly int _least;

    /// <param name="scores">Width × q scores, row-major.</param>
    /// <param name="background">q probabilities; letters of probability 0 never come.</param>
    public ScoreDistribution(ReadOnlySpan<int> scores, ReadOnlySpan<double> background)
    {
        int q = background.Length, least = 0, most = 0;
        for (int row = 0; row < scores.Length; row += q)
        {
            (int low, int high) = Range(scores.Slice(row, q));
            least += low;
            most += high;
        }

        _least = least;
        var mass = new double[most - least + 1];
        var next = new double[mass.Length];
        mass[0] = 1;
        int reach = 0;
        for (int row = 0; row < scores.Length; row += q)
        {
            (int low, int high) = Range(scores.Slice(row, q));
            Array.Clear(next, 0, reach + high - low + 1);
            for (int letter = 0; letter < q; letter++)
            {
                int shift = scores[row + letter] - low;
                double share = background[letter];
                if (share > 0)
                    for (int at = 0; at <= reach; at++) next[at + shift] += mass[at] * share;
            }

            reach += high - low;
            (mass, next) = (next, mass);
        }

        // Summed from the rare end, so that small tails keep their digits.
        for (int at = mass.Length - 2; at >= 0; at--) mass[at] += mass[at + 1];
        for (int at = 0; at < mass.Length; at++) mass[at] = Math.Min(1, mass[at]);
        _tail = mass;
    }

    /// <summary>The highest score.</summary>
    public int Most => _least + _tail.Length - 1;

    /// <summary>P(score of a random word ≥ score).</summary>
    public double Tail(int score) => score <= _least ? 1 : score > Most ? 0 : _tail[score - _least];

    /// <summary>The least score whose tail is at most p; above <see cref="Most"/> when there is none.</summary>
    public int Threshold(double p)
    {
        int low = 0, high = _tail.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_tail[middle] <= p) high = middle;
            else low = middle + 1;
        }

        return _least + low;
    }

    private static (int Low, int High) Range(ReadOnlySpan<int> row)
    {
        int low = row[0], high = row[0];
        foreach (int score in row) (low, high) = (Math.Min(low, score), Math.Max(high, score));
        return (low, high);
    }
}

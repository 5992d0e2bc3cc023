using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>Shapley values by walks in random order, each walked forwards and backwards, with standard errors.</summary>
/// <remarks>
/// Castro, Gómez and Tejada 2009; antithetic pairs: Mitchell, Cooper, Frank and Holmes, JMLR 2022. A walk starts from a
/// background draw and turns one player at a time to its own value; each step's change is that player's. Both walks of
/// a pair share their draw, so a pair costs 2P − 1 rows, and the input itself is asked once. Unbiased at any number of rows.
/// </remarks>
public static class PermutationSampling
{
    private const int BlockRows = 1 << 14;

    /// <summary>Fewest rows: two pairs of walks, for a standard error.</summary>
    /// <param name="players">Number of players.</param>
    public static int LeastRows(int players) => checked(2 * (2 * players - 1) + 1);

    /// <summary>Estimates φ.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">Model rows to spend at most.</param>
    /// <param name="seed">Seed of the orders.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="InputException">Too few rows for a standard error.</exception>
    public static ShapleyEstimate Run(ICoalitionGame game, int rows, long seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        int players = game.Players, pairRows = 2 * players - 1;
        if (rows < LeastRows(players))
            throw new InputException($"{rows} model rows are too few for permutation sampling over {players} positions; the least that works is {LeastRows(players)}.", "budget-too-small");
        int pairs = (rows - 1) / pairRows, blockPairs = Math.Max(1, BlockRows / pairRows);
        ulong key = SeededRandom.Key(seed, "permutation-walks");
        CoalitionList whole = CoalitionList.Empty(players, 1);
        whole.Members.AsSpan().Fill(1);
        double prediction = game.Evaluate(whole, cancellationToken)[0], baseSum = 0;
        double[] mean = new double[players], squares = new double[players], one = new double[players];
        for (int first = 0; first < pairs; first += blockPairs)
        {
            int count = Math.Min(blockPairs, pairs - first);
            CoalitionList walks = CoalitionList.Empty(players, count * pairRows);
            var orders = new int[count][];
            for (int i = 0; i < count; i++) orders[i] = Walk(walks, i * pairRows, key, first + i);
            double[] values = game.Evaluate(walks, cancellationToken);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<double> pair = values.AsSpan(i * pairRows, pairRows);
                baseSum += pair[0];
                Steps(pair, prediction, orders[i], one);
                for (int p = 0; p < players; p++)
                {
                    // Welford: stable however many pairs there are.
                    double change = one[p] - mean[p];
                    mean[p] += change / (first + i + 1);
                    squares[p] += change * (one[p] - mean[p]);
                }
            }
        }

        for (int p = 0; p < players; p++) squares[p] = Math.Sqrt(squares[p] / ((double)pairs * (pairs - 1)));
        return new ShapleyEstimate(mean, squares, baseSum / pairs, prediction, 1 + pairs * pairRows);
    }

    /// <summary>Rows of a pair: the empty coalition, the first 1 … P − 1 of the order, the last 1 … P − 1 of it.</summary>
    private static int[] Walk(CoalitionList walks, int start, ulong key, int pair)
    {
        int players = walks.Players;
        var order = new int[players];
        for (int i = 0; i < players; i++) order[i] = i;
        var random = SeededRandom.At(key, pair);
        random.Shuffle<int>(order);
        walks.Draws.AsSpan(start, 2 * players - 1).Fill(pair);
        for (int step = 1; step < players; step++)
        {
            Span<byte> forward = walks.Row(start + step), backward = walks.Row(start + players - 1 + step);
            for (int i = 0; i < step; i++) forward[order[i]] = backward[order[players - 1 - i]] = 1;
        }

        return order;
    }

    private static void Steps(ReadOnlySpan<double> pair, double prediction, int[] order, double[] one)
    {
        int players = order.Length;
        double forward = pair[0], backward = pair[0];
        Array.Clear(one);
        for (int step = 1; step <= players; step++)
        {
            double f = step < players ? pair[step] : prediction, b = step < players ? pair[players - 1 + step] : prediction;
            one[order[step - 1]] += (f - forward) / 2;
            one[order[players - step]] += (b - backward) / 2;
            (forward, backward) = (f, b);
        }
    }
}

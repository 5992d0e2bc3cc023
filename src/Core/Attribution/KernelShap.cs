using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>KernelSHAP: Shapley values as a weighted least-squares fit to the values of coalitions.</summary>
/// <remarks>
/// Lundberg and Lee, NeurIPS 2017; paired sampling: Covert and Lee, AISTATS 2021. A coalition is asked together with
/// its complement on the same background draw; only their difference bears on φ, Σφ = f(x) − base is a constraint.
/// Sizes are listed in full, smallest (and largest) first, while the kernel's share of the rows allows; the rest is
/// sampled by the kernel. Departs: where the background varies, every row has a draw of its own and the base value is
/// the mean of an eighth of the rows, so that all rows are model rows.
/// </remarks>
public static class KernelShap
{
    /// <summary>Rows of one input unless said otherwise: 2,048 + 2P.</summary>
    /// <param name="players">Number of players.</param>
    public static int DefaultRows(int players) => checked(2048 + 2 * players);

    /// <summary>Fewest rows: the input, two of the background, and each player alone with its complement.</summary>
    /// <param name="players">Number of players.</param>
    public static int LeastRows(int players) => checked(2 * players + 1 + (2 * players + 6) / 7 + 2);

    /// <summary>Estimates φ.</summary>
    /// <param name="game">The game.</param>
    /// <param name="rows">Model rows to spend at most.</param>
    /// <param name="seed">Seed of the coalitions.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="InputException">Too few rows.</exception>
    public static ShapleyEstimate Run(ICoalitionGame game, int rows, long seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        int players = game.Players;
        if (rows < LeastRows(players))
            throw new InputException($"{rows} model rows are too few for KernelSHAP over {players} positions; the least that works is {LeastRows(players)}.", "budget-too-small");
        int baseRows = game.FixedBackground ? 1 : Math.Max(2, rows / 8), most = (rows - 1 - baseRows) / 2;
        (List<byte[]> coalitions, List<double> weights) = Coalitions(players, most, SeededRandom.Key(seed, "kernel-coalitions"), game.FixedBackground);
        int pairs = coalitions.Count;
        CoalitionList list = CoalitionList.Empty(players, 1 + baseRows + 2 * pairs);
        list.Row(0).Fill(1);
        for (int i = 0; i < baseRows; i++) list.Draws[1 + i] = most + i;
        for (int i = 0; i < pairs; i++)
        {
            int row = 1 + baseRows + 2 * i;
            list.Draws[row] = list.Draws[row + 1] = i;
            coalitions[i].CopyTo(list.Row(row));
            Span<byte> complement = list.Row(row + 1);
            for (int p = 0; p < players; p++) complement[p] = (byte)(1 - coalitions[i][p]);
        }

        double[] values = game.Evaluate(list, cancellationToken);
        double baseValue = 0;
        for (int i = 0; i < baseRows; i++) baseValue += values[1 + i] / baseRows;
        double[] phi = Fit(list, 1 + baseRows, values, weights, values[0] - baseValue);
        return new ShapleyEstimate(phi, null, baseValue, values[0], list.Count);
    }

    /// <summary>One coalition of each pair, with its weight in the fit.</summary>
    private static (List<byte[]> Coalitions, List<double> Weights) Coalitions(int players, int most, ulong key, bool fixedBackground)
    {
        var coalitions = new List<byte[]>();
        var weights = new List<double>();
        int largest = players / 2, size = 1;
        double[] mass = new double[largest + 1];
        for (int s = 1; s <= largest; s++) mass[s] = (2 * s == players ? 1.0 : 2.0) / ((double)s * (players - s));
        for (; size <= largest; size++)
        {
            double share = mass[size] / mass.AsSpan(size).ToArray().Sum(), count = Pairs(players, size), left = most - coalitions.Count;
            // The players one by one are always listed: without them the fit need not have one answer.
            int times = (int)Math.Floor(left * share / count);
            if (size == 1) times = Math.Max(1, times);
            if (times < 1) break;
            if (fixedBackground) times = 1;
            for (int t = 0; t < times; t++) List(players, size, coalitions);
            while (weights.Count < coalitions.Count) weights.Add(mass[size] / (count * times));
        }

        double rest = mass.AsSpan(size).ToArray().Sum();
        int sampled = size > largest ? 0 : most - coalitions.Count;
        var items = new int[players];
        for (int i = 0; i < sampled; i++)
        {
            var random = SeededRandom.At(key, i);
            double u = random.NextDouble() * rest;
            int s = size;
            while (s < largest && u >= mass[s]) u -= mass[s++];
            for (int p = 0; p < players; p++) items[p] = p;
            random.Shuffle<int>(items);
            var members = new byte[players];
            for (int p = 0; p < s; p++) members[items[p]] = 1;
            coalitions.Add(members);
            weights.Add(rest / sampled);
        }

        return (coalitions, weights);
    }

    /// <summary>Number of pairs of a coalition of a size and its complement.</summary>
    private static double Pairs(int players, int size)
    {
        double count = 1;
        for (int i = 0; i < size; i++) count = count * (players - i) / (i + 1);
        return Math.Round(2 * size == players ? count / 2 : count);
    }

    private static void List(int players, int size, List<byte[]> coalitions)
    {
        // Of two halves, the one that holds player 0 stands for both.
        var chosen = new int[size];
        for (int i = 0; i < size; i++) chosen[i] = i;
        while (true)
        {
            if (2 * size == players && chosen[0] != 0) return;
            var members = new byte[players];
            foreach (int p in chosen) members[p] = 1;
            coalitions.Add(members);
            int last = size - 1;
            while (last >= 0 && chosen[last] == players - size + last) last--;
            if (last < 0) return;
            chosen[last]++;
            for (int i = last + 1; i < size; i++) chosen[i] = chosen[i - 1] + 1;
        }
    }

    /// <summary>min Σ w (v(T) − v(N∖T) − 2 s·φ)², s = member − ½, under Σφ = total.</summary>
    private static double[] Fit(CoalitionList list, int first, double[] values, List<double> weights, double total)
    {
        int n = list.Players;
        double trace = 0;
        foreach (double weight in weights) trace += weight;
        // The constraint itself, added as a row, changes no answer that obeys it and makes the matrix definite.
        double added = Math.Max(trace, 1);
        var matrix = new double[n * n];
        var right = new double[n];
        Array.Fill(matrix, added);
        Array.Fill(right, added * total);
        for (int i = 0; i < weights.Count; i++)
        {
            int row = first + 2 * i;
            ReadOnlySpan<byte> members = list.Row(row);
            double difference = values[row] - values[row + 1], weight = weights[i];
            for (int a = 0; a < n; a++)
            {
                double signed = members[a] != 0 ? weight : -weight;
                right[a] += signed * difference;
                Span<double> line = matrix.AsSpan(a * n, a + 1);
                for (int b = 0; b <= a; b++) line[b] += members[b] != 0 ? signed : -signed;
            }
        }

        var ones = new double[n];
        Array.Fill(ones, 1);
        Factor(matrix, n);
        Solve(matrix, n, right);
        Solve(matrix, n, ones);
        double multiplier = (right.Sum() - total) / ones.Sum();
        for (int p = 0; p < n; p++) right[p] -= multiplier * ones[p];
        return right;
    }

    /// <summary>Cholesky factor in the lower triangle, in place.</summary>
    private static void Factor(double[] matrix, int n)
    {
        for (int j = 0; j < n; j++)
            for (int i = j; i < n; i++)
            {
                double sum = matrix[i * n + j];
                for (int k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
                matrix[i * n + j] = i == j ? Math.Sqrt(sum) : sum / matrix[j * n + j];
            }
    }

    private static void Solve(double[] factor, int n, double[] right)
    {
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++) right[i] -= factor[i * n + k] * right[k];
            right[i] /= factor[i * n + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++) right[i] -= factor[k * n + i] * right[k];
            right[i] /= factor[i * n + i];
        }
    }
}

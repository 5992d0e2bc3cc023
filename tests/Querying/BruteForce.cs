using System.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

/// <summary>The definitions, written as sums over all coalitions and all sequences.</summary>
internal static class BruteForce
{
    /// <summary>f̂ of a sequence without missing letters.</summary>
    public static double Predict(DecodedFunction function, ReadOnlySpan<byte> letters)
    {
        double sum = function.BaseValue;
        foreach (AnovaTable table in function.Tables)
        {
            int index = 0;
            foreach (int position in table.Positions) index = index * function.Domain.LetterCount + letters[position];
            sum += table.Values[index];
        }

        return sum;
    }

    /// <summary>v(T) for every T, under independent letters: the mean of f̂ over all q^L sequences, weighted, with x_T put in.</summary>
    public static double[] ProductGame(DecodedFunction function, byte[] x, Func<int, int, double> probability)
    {
        int length = function.Domain.Length, q = function.Domain.LetterCount;
        var game = new double[1 << length];
        foreach ((byte[] letters, double weight) in AllSequences(length, q, probability))
            for (int held = 0; held < game.Length; held++) game[held] += weight * Predict(function, Mix(x, letters, held));
        return game;
    }

    public static double[] UniformGame(DecodedFunction function, byte[] x) => ProductGame(function, x, (_, _) => 1.0 / function.Domain.LetterCount);

    /// <summary>v(T) for every T under a set of sequences.</summary>
    public static double[] SequenceGame(DecodedFunction function, byte[] x, IReadOnlyList<byte[]> background)
    {
        var game = new double[1 << function.Domain.Length];
        for (int held = 0; held < game.Length; held++)
            foreach (byte[] letters in background) game[held] += Predict(function, Mix(x, letters, held)) / background.Count;
        return game;
    }

    /// <summary>φ_i = Σ_{T∌i} |T|!(n−|T|−1)!/n! (v(T∪i) − v(T)).</summary>
    public static double[] Shapley(double[] game)
    {
        int n = BitOperations.Log2((uint)game.Length);
        var phi = new double[n];
        for (int i = 0; i < n; i++)
            for (int t = 0; t < game.Length; t++)
                if ((t >> i & 1) == 0)
                {
                    int size = BitOperations.PopCount((uint)t);
                    phi[i] += Factorial(size) * Factorial(n - size - 1) / Factorial(n) * (game[t | 1 << i] - game[t]);
                }

        return phi;
    }

    /// <summary>a(S) = Σ_{T⊆S} (−1)^{|S∖T|} v(T).</summary>
    public static double Dividend(double[] game, int set) => Derivative(game, set, 0);

    /// <summary>δ_S v(T) = Σ_{W⊆S} (−1)^{|S∖W|} v(T∪W).</summary>
    public static double Derivative(double[] game, int set, int coalition)
    {
        double sum = 0;
        for (int w = set; ; w = (w - 1) & set)
        {
            sum += (BitOperations.PopCount((uint)(set & ~w)) % 2 == 0 ? 1 : -1) * game[coalition | w];
            if (w == 0) return sum;
        }
    }

    public static int MaskOf(IEnumerable<int> positions) => positions.Aggregate(0, static (mask, position) => mask | 1 << position);

    public static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static byte[] Mix(byte[] x, byte[] background, int held)
    {
        var mixed = new byte[x.Length];
        for (int i = 0; i < x.Length; i++) mixed[i] = (held >> i & 1) != 0 && x[i] != Alphabet.Missing ? x[i] : background[i];
        return mixed;
    }

    private static IEnumerable<(byte[] Letters, double Weight)> AllSequences(int length, int q, Func<int, int, double> probability)
    {
        int count = (int)Math.Round(Math.Pow(q, length));
        for (int code = 0; code < count; code++)
        {
            var letters = new byte[length];
            double weight = 1;
            for (int i = 0, rest = code; i < length; i++, rest /= q)
            {
                letters[i] = (byte)(rest % q);
                weight *= probability(i, letters[i]);
            }

            yield return (letters, weight);
        }
    }
}

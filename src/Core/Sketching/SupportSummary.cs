using System.Numerics.Tensors;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>One support of a sketch in a few numbers.</summary>
/// <param name="Positions">The positions, ascending, 0-based.</param>
/// <param name="RootMeanSquare">√ of the mean of g_S² over uniform letters, in units of the target.</param>
/// <param name="LargestLetters">Letters of the largest effect, one per position.</param>
/// <param name="Largest">The largest effect.</param>
/// <param name="SmallestLetters">Letters of the smallest effect.</param>
/// <param name="Smallest">The smallest effect.</param>
public sealed record SupportSummary(int[] Positions, double RootMeanSquare, string LargestLetters, double Largest, string SmallestLetters, double Smallest)
{
    /// <summary>Number of positions.</summary>
    public int Order => Positions.Length;

    /// <summary>The supports of a sketch, strongest first.</summary>
    /// <param name="sketch">The sketch.</param>
    public static IEnumerable<SupportSummary> Strongest(Sketch sketch)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        Alphabet alphabet = sketch.Function.Domain.Alphabet;
        return sketch.Function.Tables.OrderByDescending(Strength).Select(table => Of(table, alphabet));
    }

    private static SupportSummary Of(AnovaTable table, Alphabet alphabet)
    {
        int largest = TensorPrimitives.IndexOfMax(table.Values), smallest = TensorPrimitives.IndexOfMin(table.Values);
        return new SupportSummary(
            table.Positions, Strength(table),
            Letters(largest, table.Order, alphabet), table.Values[largest],
            Letters(smallest, table.Order, alphabet), table.Values[smallest]);
    }

    private static double Strength(AnovaTable table) => Math.Sqrt(TensorPrimitives.SumOfSquares(table.Values) / table.Values.Length);

    private static string Letters(int index, int order, Alphabet alphabet)
    {
        var letters = new char[order];
        for (int i = order - 1; i >= 0; i--)
        {
            letters[i] = alphabet[(byte)(index % alphabet.Count)];
            index /= alphabet.Count;
        }

        return new string(letters);
    }
}

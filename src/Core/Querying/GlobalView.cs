using System.Numerics.Tensors;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Querying;

/// <summary>What a whole sketch says, not one sequence: its strongest supports, its strongest interactions by order, and what each letter does at each position.</summary>
public static class GlobalView
{
    private const int ChunkRows = 4096;

    /// <summary>The supports with the largest mean |a(S)| over all letters, strongest first; of equals the smaller order, then the earlier positions.</summary>
    /// <param name="query">The sketch with its background.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="minimumOrder">Fewest positions of a support.</param>
    public static IReadOnlyList<SupportStrength> StrongestSupports(SketchQuery query, int top, int minimumOrder = 1)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var strengths = new List<SupportStrength>();
        foreach (DividendTable table in query.Dividends.Tables)
            if (table.Order >= minimumOrder) strengths.Add(StrengthOf(table, query.Dividends));
        return [.. strengths.OrderByDescending(static strength => strength.MeanAbsolute).Take(top)];
    }

    /// <summary>The joint effects of letters that are largest by |a(S)(x_S)|, for each order by itself, strongest first: the paper's motifs.</summary>
    /// <param name="query">The sketch with its background.</param>
    /// <param name="top">How many at most of each order.</param>
    /// <returns>Entry k − 1 holds those of order k, up to the highest order of the sketch.</returns>
    public static IReadOnlyList<IReadOnlyList<Interaction>> StrongestInteractionsByOrder(SketchQuery query, int top)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        DividendSet dividends = query.Dividends;
        var byOrder = new List<IReadOnlyList<Interaction>>();
        for (int order = 1; order <= dividends.HighestOrder; order++)
        {
            var strongest = new PriorityQueue<(DividendTable Table, int Entry), (double Size, int NegatedRank)>();
            int rank = 0;
            foreach (DividendTable table in dividends.Tables)
            {
                if (table.Order != order) continue;
                for (int entry = 0; entry < table.Values.Length; entry++, rank++)
                {
                    double size = Math.Abs(table.Values[entry]);
                    if (size == 0) continue;
                    if (strongest.Count < top) strongest.Enqueue((table, entry), (size, -rank));
                    else if (top > 0) strongest.EnqueueDequeue((table, entry), (size, -rank));
                }
            }

            var interactions = new Interaction[strongest.Count];
            for (int i = interactions.Length - 1; i >= 0; i--)
            {
                (DividendTable table, int entry) = strongest.Dequeue();
                interactions[i] = new Interaction(table.Positions, LettersOf(table, entry, dividends), order, HarsanyiDividend.IndexName, table.Values[entry]);
            }

            byOrder.Add(interactions);
        }

        return byOrder;
    }

    /// <summary>What each letter does at each position, over some sequences; they are read once and not kept.</summary>
    /// <param name="query">The sketch with its background.</param>
    /// <param name="sequences">Sequences read with the sketch's alphabet.</param>
    /// <exception cref="InputException">A sequence does not fit the sketch.</exception>
    public static PositionLetterEffects Effects(SketchQuery query, IEnumerable<NamedSequence> sequences)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(sequences);
        int length = query.Length, q = query.Dividends.Domain.LetterCount, rows = 0;
        var sums = new PositionLetterEffects(0, length, q, new double[length * q], new double[length * q], new long[length * q], new double[length]);
        byte[] letters = new byte[ChunkRows * length];
        double[] phi = new double[ChunkRows * length], predictions = new double[ChunkRows];
        long count = 0;
        foreach (NamedSequence given in sequences)
        {
            query.Check(given);
            NamedSequence sequence = query.Dividends.Domain.Complete(given);
            sequence.Letters.CopyTo(letters, rows * length);
            count++;
            if (++rows == ChunkRows) Flush();
        }

        Flush();
        for (int i = 0; i < sums.Counts.Length; i++)
        {
            if (sums.Counts[i] == 0) continue;
            sums.Mean[i] /= sums.Counts[i];
            sums.MeanAbsolute[i] /= sums.Counts[i];
        }

        if (count > 0) TensorPrimitives.Divide(sums.MeanAbsoluteByPosition, count, sums.MeanAbsoluteByPosition);
        return sums with { Sequences = count };

        void Flush()
        {
            query.Explain(letters.AsMemory(0, rows * length), rows, phi.AsMemory(0, rows * length), predictions.AsMemory(0, rows));
            sums.Add(letters.AsSpan(0, rows * length), phi);
            rows = 0;
        }
    }

    private static SupportStrength StrengthOf(DividendTable table, DividendSet dividends)
    {
        double[] values = table.Values;
        double combinations = dividends.Domain.CombinationsOf(table.Positions);
        int largest = TensorPrimitives.IndexOfMax<double>(values), smallest = TensorPrimitives.IndexOfMin<double>(values);
        return new SupportStrength(
            table.Positions,
            table.Order,
            TensorPrimitives.SumOfMagnitudes<double>(values) / combinations,
            TensorPrimitives.SumOfSquares<double>(values) / combinations,
            values[largest],
            LettersOf(table, largest, dividends),
            values[smallest],
            LettersOf(table, smallest, dividends));
    }

    private static string LettersOf(DividendTable table, int entry, DividendSet dividends) =>
        dividends.Domain.Alphabet.Format(table.LettersOf(entry, dividends.LetterCounts));
}

using System.Numerics.Tensors;
using GenoXai.Core.Numerics;
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
        return sums.Averaged(count);

        void Flush()
        {
            query.Explain(letters.AsMemory(0, rows * length), rows, phi.AsMemory(0, rows * length), predictions.AsMemory(0, rows));
            sums.Add(letters.AsSpan(0, rows * length), phi);
            rows = 0;
        }
    }

    /// <summary>
    /// What each letter does at each position when sequences are drawn from the query's own background. Where its positions are independent,
    /// E[φ_i | x_i] is the dividend of {i} itself, exactly, since all others average to 0; E|φ_i| has no such form and is the mean over drawn
    /// sequences. A background of sequences is taken whole.
    /// </summary>
    /// <param name="query">The sketch with its background.</param>
    /// <param name="rows">Sequences drawn.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static PositionLetterEffects ExpectedEffects(SketchQuery query, int rows, long seed)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        if (query.Background is SequenceBackground set) return Effects(query, set.Sequences);
        double[] shares = query.Background.IndependentLetters(query.Dividends.Domain)
            ?? throw new ArgumentException($"Sequences of the background {query.Background.Name} cannot be drawn.", nameof(query));
        PositionLetterEffects effects = Effects(query, Drawn(shares, query.Length, rows, seed));
        Array.Clear(effects.Mean);
        foreach (DividendTable table in query.Dividends.Tables)
            if (table.Order == 1) table.Values.CopyTo(effects.Mean, table.Positions[0] * effects.Letters);
        return effects with { Shares = shares, MeanIsExact = true };
    }

    /// <summary>Energy of each order, from 1: the sum of E[a(S)²] over its supports, in squared units of the target.</summary>
    /// <param name="supports">All supports of a sketch.</param>
    public static double[] EnergyByOrder(IReadOnlyList<SupportStrength> supports)
    {
        ArgumentNullException.ThrowIfNull(supports);
        var energies = new double[supports.Select(static s => s.Order).DefaultIfEmpty(0).Max()];
        foreach (SupportStrength support in supports) energies[support.Order - 1] += support.Energy;
        return energies;
    }

    /// <summary>For each pair of positions the energy of all supports that hold both: their superset importance (Liu and Owen 2006), in squared units of the target.</summary>
    /// <param name="supports">All supports of a sketch.</param>
    /// <param name="length">L.</param>
    /// <returns>Shape (L, L), symmetric, 0 on the diagonal.</returns>
    public static double[] PairEnergies(IReadOnlyList<SupportStrength> supports, int length)
    {
        ArgumentNullException.ThrowIfNull(supports);
        var energies = new double[length * length];
        foreach (SupportStrength support in supports)
        {
            foreach (int first in support.Positions)
                foreach (int second in support.Positions)
                    if (first != second) energies[first * length + second] += support.Energy;
        }

        return energies;
    }

    private static IEnumerable<NamedSequence> Drawn(double[] shares, int length, int rows, long seed)
    {
        ulong key = SeededRandom.Key(seed, "global-view");
        for (int row = 0; row < rows; row++) yield return new NamedSequence("drawn", Draw(shares, length, SeededRandom.At(key, row)));
    }

    private static byte[] Draw(double[] shares, int length, SeededRandom random)
    {
        int q = shares.Length / length;
        var letters = new byte[length];
        for (int position = 0; position < length; position++)
        {
            double left = random.NextDouble();
            for (int letter = 0; letter < q; letter++)
            {
                double share = shares[position * q + letter];
                if (share == 0) continue;
                // Rounding may leave a rest after the last letter: it goes to the last that can be.
                letters[position] = (byte)letter;
                if ((left -= share) < 0) break;
            }
        }

        return letters;
    }

    private static SupportStrength StrengthOf(DividendTable table, DividendSet dividends)
    {
        double[] values = table.Values;
        double combinations = dividends.Domain.CombinationsOf(table.Positions);
        (int largest, int smallest) = Extremes(table, dividends);
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

    /// <summary>Entries of the largest and the smallest value among letters that the positions may hold.</summary>
    private static (int Largest, int Smallest) Extremes(DividendTable table, DividendSet dividends)
    {
        double[] values = table.Values;
        if (dividends.Domain.Allowed is not { } allowed) return (TensorPrimitives.IndexOfMax<double>(values), TensorPrimitives.IndexOfMin<double>(values));
        int largest = -1, smallest = -1;
        for (int entry = 0; entry < values.Length; entry++)
        {
            byte[] letters = table.LettersOf(entry, dividends.LetterCounts);
            bool fits = true;
            for (int i = 0; i < letters.Length; i++) fits &= allowed.Allows(table.Positions[i], letters[i]);
            if (!fits) continue;
            if (largest < 0 || values[entry] > values[largest]) largest = entry;
            if (smallest < 0 || values[entry] < values[smallest]) smallest = entry;
        }

        return (largest, smallest);
    }

    private static string LettersOf(DividendTable table, int entry, DividendSet dividends) =>
        dividends.Domain.Alphabet.Format(table.LettersOf(entry, dividends.LetterCounts));
}

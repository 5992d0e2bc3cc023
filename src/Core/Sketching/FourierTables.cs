using System.Globalization;

namespace GenoXai.Core.Sketching;

/// <summary>
/// From frequencies to ANOVA tables: g_S(x_S) = Σ_{supp k = S} Re F[k] ω^⟨k,x⟩, with k and −k each
/// counted where each stands in the list; F[0] joins the base value.
/// </summary>
public static class FourierTables
{
    /// <summary>The largest table made by default, in numbers: order 8 for four letters, 3 for twenty.</summary>
    public const int DefaultTableLimit = 1 << 16;

    /// <summary>Makes the tables.</summary>
    /// <param name="domain">The sequences it speaks of: the function's q letters and L positions.</param>
    /// <param name="function">The coefficients.</param>
    /// <param name="notes">Notes to pass on.</param>
    /// <param name="tableLimit">
    /// Largest q^|S| of a table. A support above it gets no table: its coefficients are left out of the
    /// decoded function, and a note says how many and how much variance they hold.
    /// </param>
    public static DecodedFunction Make(
        SketchDomain domain, SparseFourierFunction function, IReadOnlyList<string>? notes = null, int tableLimit = DefaultTableLimit)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(function);
        if (domain.LetterCount != function.LetterCount || domain.Length != function.Length)
            throw new ArgumentException($"A function of {function.LetterCount} letters and {function.Length} positions is not one of {domain.LetterCount} and {domain.Length}.", nameof(function));
        double baseValue = function.Mean;
        double kept = 0, leftOut = 0;
        int leftOutCount = 0, leftOutOrder = int.MaxValue;
        var supports = new SortedDictionary<int[], List<FourierCoefficient>>(BySupport);
        foreach (FourierCoefficient coefficient in function.Coefficients)
        {
            int order = coefficient.Frequency.Order;
            double energy = coefficient.Value.Real * coefficient.Value.Real + coefficient.Value.Imaginary * coefficient.Value.Imaginary;
            if (order == 0)
            {
                baseValue += coefficient.Value.Real;
            }
            else if (Math.Pow(domain.LetterCount, order) > tableLimit)
            {
                leftOut += energy;
                leftOutCount++;
                leftOutOrder = Math.Min(leftOutOrder, order);
            }
            else
            {
                kept += energy;
                int[] support = coefficient.Frequency.Support();
                if (!supports.TryGetValue(support, out List<FourierCoefficient>? members)) supports.Add(support, members = []);
                members.Add(coefficient);
            }
        }

        var tables = supports.Select(pair => Table(pair.Key, pair.Value, domain.LetterCount)).ToList();
        if (leftOutCount == 0) return new DecodedFunction(domain, baseValue, tables, notes);
        string share = (leftOut / (leftOut + kept)).ToString("P2", CultureInfo.InvariantCulture);
        return new DecodedFunction(domain, baseValue, tables,
        [
            .. notes ?? [],
            $"{leftOutCount} coefficients of order {leftOutOrder} and more, {share} of the decoded variance, are left out: their tables would have more than {tableLimit} numbers each.",
        ]);
    }

    private static readonly Comparer<int[]> BySupport = Comparer<int[]>.Create(static (a, b) =>
        a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.AsSpan().SequenceCompareTo(b));

    private static AnovaTable Table(int[] support, List<FourierCoefficient> members, int letterCount)
    {
        int size = 1;
        foreach (int _ in support) size *= letterCount;
        var roots = new (double Sine, double Cosine)[letterCount];
        for (int i = 0; i < letterCount; i++) roots[i] = Math.SinCos(2 * Math.PI * i / letterCount);
        var values = new double[size];
        var phases = new int[size];
        foreach (FourierCoefficient member in members)
        {
            // Phases ⟨k,x⟩ of all cells, one position after the other: the last position varies fastest.
            int filled = 1;
            phases[0] = 0;
            for (int i = support.Length - 1; i >= 0; i--, filled *= letterCount)
            {
                int digit = member.Frequency.Digits[support[i]];
                for (int letter = letterCount - 1; letter >= 0; letter--)
                    for (int cell = 0; cell < filled; cell++)
                        phases[letter * filled + cell] = (phases[cell] + digit * letter) % letterCount;
            }

            for (int cell = 0; cell < size; cell++)
                values[cell] += member.Value.Real * roots[phases[cell]].Cosine - member.Value.Imaginary * roots[phases[cell]].Sine;
        }

        return new AnovaTable(support, values);
    }
}

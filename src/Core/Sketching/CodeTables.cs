using System.Numerics.Tensors;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// From tables over codes, as a decoder gives them, to tables over each position's own letters: the value at a letter is
/// the mean over the codes that stand for it, and 0 at a letter that is not allowed.
/// </summary>
/// <remarks>
/// The mean over the codes of one letter is the projection on functions of the letters, so it only
/// removes noise; a table with zero mean over the codes has zero mean over the allowed letters.
/// </remarks>
internal static class CodeTables
{
    private const double MostNumbers = 1 << 22, MostTogether = 1 << 24;

    /// <summary>The same function with one code for each letter of a position (<see cref="SketchDomain.Codes"/>), less what is too large over all letters.</summary>
    /// <param name="codes">A function of <see cref="SketchDomain.Codes"/> or <see cref="SketchDomain.CommonCodes"/>.</param>
    /// <param name="domain">The sequences that are sketched.</param>
    public static DecodedFunction ToOwn(DecodedFunction codes, SketchDomain domain)
    {
        if (domain.Allowed is null) return codes;
        List<AnovaTable> tables = Small(codes, domain, out int dropped);
        SketchDomain own = domain.Codes;
        if (!own.Equals(codes.Domain)) tables = tables.ConvertAll(table => Averaged(table, codes.Domain, own));
        List<string> notes = [.. codes.Notes];
        if (dropped > 0)
            notes.Add(FormattableString.Invariant($"{dropped} tables were left out: over all {domain.LetterCount} letters of their positions they would hold more than {MostNumbers} numbers each or {MostTogether} together."));
        // What an exact fit knows of its errors says nothing of tables that are left out.
        FitEvidence? evidence = dropped == 0 || codes.Evidence is not { } fit ? codes.Evidence : fit with { KnownErrors = null, IsExact = false, Fitted = null };
        return new DecodedFunction(own, codes.BaseValue, tables, notes) { Evidence = evidence };
    }

    /// <summary>A function of <see cref="SketchDomain.Codes"/> as one of the letters.</summary>
    /// <param name="own">The function.</param>
    /// <param name="domain">The sequences that are sketched.</param>
    public static DecodedFunction ToLetters(DecodedFunction own, SketchDomain domain) =>
        domain.Allowed is not { } allowed ? own : new DecodedFunction(domain, own.BaseValue, [.. own.Tables.Select(table => ToLetters(table, own.Domain, allowed))], own.Notes);

    /// <summary>Rows with one code for each letter of a position.</summary>
    /// <param name="codes">Rows of a domain of codes.</param>
    /// <param name="own">The domain with one code for each letter.</param>
    public static SampleSet ToOwn(SampleSet codes, SketchDomain own)
    {
        byte[] letters = [.. codes.Letters];
        for (int i = 0; i < letters.Length; i++) letters[i] = (byte)(letters[i] % own.LettersAt(i % own.Length));
        return new SampleSet(codes.Length, letters, codes.Values);
    }

    // Those go first that hold the least variance for their size.
    private static List<AnovaTable> Small(DecodedFunction codes, SketchDomain domain, out int dropped)
    {
        List<AnovaTable> kept = [.. codes.Tables.Where(table => Numbers(table) <= MostNumbers)];
        double together = kept.Sum(Numbers);
        if (together > MostTogether)
        {
            var weak = new HashSet<AnovaTable>();
            foreach (AnovaTable table in kept.OrderBy(table => TensorPrimitives.SumOfSquares<double>(table.Values) / codes.Domain.CombinationsOf(table.Positions) / Numbers(table)))
            {
                if (together <= MostTogether) break;
                together -= Numbers(table);
                weak.Add(table);
            }

            kept.RemoveAll(weak.Contains);
        }

        dropped = codes.Tables.Count - kept.Count;
        return kept;

        double Numbers(AnovaTable table) => Math.Pow(domain.LetterCount, table.Order);
    }

    private static AnovaTable Averaged(AnovaTable table, SketchDomain codes, SketchDomain own) =>
        Mapped(table, table.Positions, codes.LetterCount, own.LetterCount, own.CombinationsOf(table.Positions) / codes.CombinationsOf(table.Positions), (axis, code) => code % own.LettersAt(table.Positions[axis]));

    private static AnovaTable ToLetters(AnovaTable table, SketchDomain own, AllowedLetters allowed) =>
        Mapped(table, Array.ConvertAll(table.Positions, free => allowed.Free[free]), own.LetterCount, allowed.Alphabet.Count, 1, (axis, code) => allowed.LetterOf(table.Positions[axis], code));

    // Codes beyond a position's own are never drawn, and the table is 0 there: they add nothing.
    private static AnovaTable Mapped(AnovaTable table, int[] positions, int from, int to, double share, Func<int, int, int> map)
    {
        int size = 1;
        for (int i = 0; i < positions.Length; i++) size *= to;
        var values = new double[size];
        for (int index = 0; index < table.Values.Length; index++)
        {
            int rest = index, target = 0, stride = 1;
            for (int axis = positions.Length - 1; axis >= 0; axis--)
            {
                (rest, int code) = Math.DivRem(rest, from);
                target += stride * map(axis, code);
                stride *= to;
            }

            values[target] += share * table.Values[index];
        }

        return new AnovaTable(positions, values);
    }
}

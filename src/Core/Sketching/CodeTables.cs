using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// From tables over codes, as a decoder gives them, to tables over letters: the value at a letter is
/// the mean over the codes that stand for it, and 0 at a letter that is not allowed.
/// </summary>
/// <remarks>
/// The mean over the codes of one letter is the projection on functions of the letters, so it only
/// removes noise; a table with zero mean over the codes has zero mean over the allowed letters.
/// </remarks>
internal static class CodeTables
{
    private const double MostNumbers = 1 << 22;

    public static DecodedFunction ToLetters(DecodedFunction codes, SketchDomain domain)
    {
        if (domain.Allowed is not { } allowed) return codes;
        var tables = new List<AnovaTable>(codes.Tables.Count);
        int dropped = 0;
        foreach (AnovaTable table in codes.Tables)
        {
            if (Math.Pow(domain.LetterCount, table.Order) > MostNumbers) dropped++;
            else tables.Add(ToLetters(table, allowed));
        }

        List<string> notes = [.. codes.Notes];
        if (dropped > 0)
            notes.Add(FormattableString.Invariant($"{dropped} tables were left out: one over all {domain.LetterCount} letters of so many positions would hold more than {MostNumbers} numbers."));
        return new DecodedFunction(domain, codes.BaseValue, tables, notes);
    }

    private static AnovaTable ToLetters(AnovaTable table, AllowedLetters allowed)
    {
        int q = allowed.Alphabet.Count, m = allowed.CodeCount, size = 1;
        double share = 1;
        var positions = new int[table.Order];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = allowed.Free[table.Positions[i]];
            size *= q;
            share *= (double)allowed[positions[i]].Length / m;
        }

        var values = new double[size];
        for (int index = 0; index < table.Values.Length; index++)
        {
            int rest = index, target = 0, stride = 1;
            for (int i = positions.Length - 1; i >= 0; i--)
            {
                (rest, int code) = Math.DivRem(rest, m);
                target += stride * allowed.LetterOf(table.Positions[i], code);
                stride *= q;
            }

            values[target] += share * table.Values[index];
        }

        return new AnovaTable(positions, values);
    }
}

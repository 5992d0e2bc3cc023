using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>f̂(x) of single sequences.</summary>
public static class SketchPredictions
{
    /// <summary>Predicts one.</summary>
    /// <param name="function">The sketch's function.</param>
    /// <param name="letters">The sequence, shape (L); a table with a missing letter averages to 0.</param>
    /// <returns>f̂(x); NaN where a letter stands that the sketch was never shown there.</returns>
    public static double Of(DecodedFunction function, ReadOnlySpan<byte> letters)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (function.Domain.Allowed is { } allowed)
        {
            for (int position = 0; position < letters.Length; position++)
                if (!allowed.Allows(position, letters[position])) return double.NaN;
        }

        double sum = function.BaseValue;
        int q = function.Domain.LetterCount;
        foreach (AnovaTable table in function.Tables)
        {
            int index = 0;
            bool missing = false;
            foreach (int position in table.Positions)
            {
                missing |= letters[position] == Alphabet.Missing;
                if (!missing) index = index * q + letters[position];
            }

            if (!missing) sum += table.Values[index];
        }

        return sum;
    }
}

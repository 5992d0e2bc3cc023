using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sampling;

/// <summary>
/// Saved test rows: a line per row, its digits (letter indices) and its value, with a comma between and
/// no header. Digits stand together (<c>0030303203,14.4</c>) or, for any alphabet, with blanks between.
/// </summary>
/// <param name="Letters">Letter indices, shape (rows, L).</param>
/// <param name="Values">The values as they stand in the file, shape (rows).</param>
public sealed record TestValueFile(byte[] Letters, double[] Values)
{
    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="length">L.</param>
    /// <exception cref="InputException">The file cannot be read, has fewer than two rows, or a line is not what the layout asks; the message has its number.</exception>
    public static TestValueFile Read(string path, int letterCount, int length)
    {
        using var reader = new StreamReader(InputFile.OpenRead(path, "test file"));
        var letters = new List<byte>();
        var values = new List<double>();
        for (int line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            int comma = text.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0) throw Wrong(line, "no comma; a line is digits, a comma and a value, like 0123,4.5");
            AddDigits(text.AsSpan(0, comma).Trim(), line);
            ReadOnlySpan<char> number = text.AsSpan(comma + 1).Trim();
            if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                throw Wrong(line, $"\"{number}\" is not a finite number");
            values.Add(value);
        }

        return values.Count >= 2
            ? new TestValueFile([.. letters], [.. values])
            : throw new InputException($"test file {path}: {values.Count} rows; R² needs at least 2.", "bad-samples");

        void AddDigits(ReadOnlySpan<char> text, int line)
        {
            int before = letters.Count;
            if (text.ContainsAny(' ', '\t'))
            {
                foreach (Range range in text.SplitAny(' ', '\t'))
                    if (!text[range].IsEmpty) AddDigit(text[range], line);
            }
            else
            {
                for (int i = 0; i < text.Length; i++) AddDigit(text.Slice(i, 1), line);
            }

            if (letters.Count - before != length) throw Wrong(line, $"{letters.Count - before} digits; the design has {length} positions");
        }

        void AddDigit(ReadOnlySpan<char> digit, int line)
        {
            if (!int.TryParse(digit, NumberStyles.None, CultureInfo.InvariantCulture, out int letter) || letter >= letterCount)
                throw Wrong(line, $"\"{digit}\" is not a digit of 0 to {letterCount - 1}");
            letters.Add((byte)letter);
        }

        InputException Wrong(int line, string what) => new($"test file {path}, line {line}: {what}.", "bad-samples");
    }
}

using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>A line that is not blank.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Text">The line without white space at its ends.</param>
internal readonly record struct MotifLine(long Number, string Text)
{
    private static readonly char[] Separators = [' ', '\t', ',', '|', '[', ']'];

    /// <summary>The words of the line; brackets, bars and commas only separate.</summary>
    public string[] Words => Text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The lines of a motif file, and the checks that all formats share.</summary>
internal sealed class MotifText
{
    /// <summary>Sites of a motif whose file says no number: the MEME Suite's own default.</summary>
    public const int UnknownSites = 20;

    // Motif files are small; what is larger is another file, given by mistake.
    private const int MostLines = 2_000_000, LongestLine = 100_000;

    // Published probabilities are rounded, to two digits at worst.
    private const double RoundingOfSums = 0.03;

    public MotifText(Stream stream, string name)
    {
        Name = name;
        using var lines = new TextLines(stream, name);
        while (lines.Next() is { } line)
        {
            if (line.Length > LongestLine || lines.Number > MostLines || line.Contains('\0', StringComparison.Ordinal))
                throw Bad($"{name}, line {lines.Number}: not a line of a motif file. Is this another kind of file?");
            string text = line.Trim();
            if (text.Length > 0) Lines.Add(new MotifLine(lines.Number, text));
            else if (Lines.Count > 0) Gaps.Add(Lines.Count);
        }
    }

    public string Name { get; }

    public List<MotifLine> Lines { get; } = [];

    /// <summary>Indices of <see cref="Lines"/> before which stands a blank line.</summary>
    public HashSet<int> Gaps { get; } = [];

    /// <summary>A name for the motif of that place when the file gives it none.</summary>
    public string NameOf(int index, int count)
    {
        string stem = Path.GetFileName(Name);
        int dot = stem.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0) stem = stem[..dot];
        stem = string.Concat(stem.Select(static c => char.IsWhiteSpace(c) ? '_' : c));
        if (stem.Length == 0) stem = "motif";
        return count == 1 ? stem : $"{stem}_{index + 1}";
    }

    public InputException At(long line, string message) => Bad($"{Name}, line {line}: {message}");

    /// <summary>A number that is finite and not negative.</summary>
    public double Number(string word, long line)
    {
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            throw At(line, $"\"{Shown(word)}\" is not a number.");
        return value >= 0 ? value : throw At(line, $"{word} is negative. Counts or probabilities are needed; scores (log odds) cannot be turned back.");
    }

    /// <summary>Checks that a row sums to 1 but for rounding, and makes the sum exact.</summary>
    public void Normalize(Span<double> row, long line)
    {
        double sum = 0;
        foreach (double value in row) sum += value;
        if (Math.Abs(sum - 1) > RoundingOfSums)
            throw At(line, $"the probabilities sum to {sum.ToString("0.####", CultureInfo.InvariantCulture)}, not 1.");
        foreach (ref double value in row) value /= sum;
    }

    /// <summary>A motif of numbers that are either probabilities or counts: rows that all sum to 1 are probabilities.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="alphabet">The letters of the columns.</param>
    /// <param name="numbers">Width × q numbers.</param>
    /// <param name="line">The line of the first of them.</param>
    public Motif OfNumbers(string name, Alphabet alphabet, double[] numbers, long line)
    {
        int q = alphabet.Count;
        bool probabilities = true;
        for (int row = 0; row < numbers.Length; row += q)
        {
            double sum = numbers.AsSpan(row, q).ToArray().Sum();
            if (!(sum > 0)) throw At(line, $"motif \"{name}\": the numbers of position {row / q + 1} are all 0.");
            probabilities &= Math.Abs(sum - 1) <= RoundingOfSums;
        }

        Motif motif = Motif.OfCounts(name, alphabet, numbers, pseudocount: 0);
        return probabilities ? motif with { Sites = UnknownSites } : motif;
    }

    public static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    public static InputException Bad(string message) => new(message, "bad-motif");
}

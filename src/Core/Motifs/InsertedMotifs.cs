using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>Reads what is inserted where, as it is written on the command line and in HTTP.</summary>
public static class InsertedMotifs
{
    private const int MostPositions = 100_000;

    /// <summary>The motifs that are asked for.</summary>
    /// <param name="file">The motifs of a file; null without one.</param>
    /// <param name="fileName">How messages call the file.</param>
    /// <param name="names">One name, or two separated by a comma; null for all of the file.</param>
    /// <param name="words">Instead of names: one word, or two separated by a comma.</param>
    /// <param name="pair">Whether two were named: they are also inserted together.</param>
    /// <exception cref="InputException">Nothing is asked for, too much at once, or a name is unknown.</exception>
    public static IReadOnlyList<InsertedMotif> Of(MotifSet? file, string fileName, string? names, string? words, out bool pair)
    {
        InsertedMotif[] motifs;
        if (words is not null)
        {
            if (names is not null || file is not null) throw Bad("give a word, or a motif of a motif file, not both.");
            motifs = [.. Parts(words, "word").Select(InsertedMotif.OfWord)];
        }
        else if (file is null) throw Bad("say what to insert: --motifs FILE with --motif NAME, or --word LETTERS.");
        else motifs = [.. (names is null ? file : Parts(names, "motif").Select(name => file.Find(name, fileName))).Select(InsertedMotif.Of)];
        pair = (names ?? words) is not null && motifs.Length == 2;
        if (pair && motifs[0].Name == motifs[1].Name) motifs[1] = motifs[1] with { Name = motifs[1].Name + "/2" };
        return motifs;
    }

    /// <summary>Positions: numbers separated by commas, or START:END:STEP, END not included.</summary>
    /// <param name="text">E.g. <c>10,20</c> or <c>0:100:5</c>.</param>
    /// <exception cref="InputException">Something else.</exception>
    public static IReadOnlyList<int> Positions(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] numbers = [.. text.Split(text.Contains(':', StringComparison.Ordinal) ? ':' : ',').Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        if (numbers.Length == 0 || numbers.Contains(-1)) throw Wrong();
        if (!text.Contains(':', StringComparison.Ordinal)) return [.. numbers.Distinct().Order()];
        if (numbers.Length is < 2 or > 3 || numbers[1] <= numbers[0] || (numbers.Length == 3 && numbers[2] == 0)) throw Wrong();
        int step = numbers.Length == 3 ? numbers[2] : 1;
        if ((numbers[1] - numbers[0]) / step >= MostPositions) throw Bad($"positions \"{text}\": more than {MostPositions}.");
        return [.. Enumerable.Range(0, (numbers[1] - numbers[0] - 1) / step + 1).Select(i => numbers[0] + i * step)];

        InputException Wrong() => Bad($"positions \"{text}\": write whole numbers such as 10,20,30, or START:END:STEP.");
    }

    /// <summary>Whether sites are drawn.</summary>
    /// <param name="name"><c>consensus</c> or <c>sampled</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static bool IsSampled(string name) => name switch
    {
        "consensus" => false,
        "sampled" => true,
        _ => throw Bad($"sites \"{name}\": consensus or sampled."),
    };

    private static string[] Parts(string text, string what)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        return parts.Length is 1 or 2 && parts.All(static p => p.Length > 0) ? parts : throw Bad($"{what} \"{text}\": one, or two separated by a comma.");
    }

    private static InputException Bad(string message) => new("insertion: " + message, "bad-option");
}

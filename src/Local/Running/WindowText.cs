using System.Globalization;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Local.Running;

/// <summary>What a person is told of the positions that a sketch varies and of those it holds.</summary>
internal static class WindowText
{
    private const int MostItems = 12;

    /// <summary>A line for each thing that was said of positions and letters; none when all vary freely.</summary>
    public static IEnumerable<string> Lines(SketchRequest request, SketchDomain domain)
    {
        if (domain.Allowed is not { } allowed) yield break;
        if (request.Range is { } range) yield return $"range       {range}";
        if (request.Letters is { } letters) yield return $"letters     {letters}";
        yield return string.Create(CultureInfo.InvariantCulture, $"positions   {allowed.Free.Length:N0} of {allowed.Length:N0} vary, {allowed.Length - allowed.Free.Length:N0} are held");
        string fewer = Stretches(allowed, domain, static (count, all) => count > 1 && count < all);
        if (fewer.Length > 0) yield return $"fewer       {fewer}";
        string held = Stretches(allowed, domain, static (count, _) => count == 1);
        if (held.Length > 0) yield return $"held        {held}";
    }

    /// <summary>Stretches of neighbours with their letters: those held as one word, the others by their choice.</summary>
    private static string Stretches(AllowedLetters allowed, SketchDomain domain, Func<int, int, bool> wanted)
    {
        var items = new List<string>();
        for (int start = 0; start < allowed.Length; start++)
        {
            if (!wanted(allowed[start].Length, domain.LetterCount)) continue;
            int end = start + 1;
            bool word = allowed[start].Length == 1;
            while (end < allowed.Length && wanted(allowed[end].Length, domain.LetterCount) && (word || allowed[end] == allowed[start])) end++;
            string letters = word ? string.Concat(Enumerable.Range(start, end - start).Select(i => allowed[i])) : allowed[start];
            if (letters.Length > 40) letters = letters[..37] + "…";
            items.Add(FormattableString.Invariant($"{start}:{end} {letters}"));
            start = end - 1;
        }

        return string.Join(", ", items.Take(MostItems)) + (items.Count > MostItems ? $" and {items.Count - MostItems} more" : "");
    }
}

using System.Globalization;
using System.Text;

namespace GenoXai.Core.Results;

/// <summary>How wide a text will be, without knowing the reader's fonts: a little more than in most of them.</summary>
internal static class TextMeasure
{
    /// <summary>Width in pixels, generous.</summary>
    public static double Width(string text, double size)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += rune.Value switch
            {
                'i' or 'l' or 'j' or '.' or ',' or ':' or ';' or '|' or '\'' or '!' or 'I' => 0.31,
                ' ' or 't' or 'f' or 'r' or '(' or ')' or '[' or ']' or '/' or '-' => 0.39,
                'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.92,
                >= 'A' and <= 'Z' => 0.70,
                > 0x2E7F => 1.05,
                _ => 0.61,
            };
        }

        return width * size;
    }

    /// <summary>The text, or as much of it as fits with an ellipsis.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width) return text;
        int[] elements = StringInfo.ParseCombiningCharacters(text);
        int keep = elements.Length;
        while (keep > 1 && Width(text[..elements[keep - 1]] + "…", size) > width) keep--;
        return keep <= 1 ? "…" : text[..elements[keep - 1]].TrimEnd() + "…";
    }

    /// <summary>The text in lines that fit, broken at spaces; the last line is cut if there are too many.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, int maximumLines)
    {
        var lines = new List<string>();
        string line = "";
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            string longer = line.Length == 0 ? words[i] : $"{line} {words[i]}";
            if (line.Length == 0 || Width(longer, size) <= width)
            {
                line = longer;
            }
            else if (lines.Count == maximumLines - 1)
            {
                line = string.Join(' ', words[i..].Prepend(line));
                break;
            }
            else
            {
                lines.Add(Fit(line, size, width));
                line = words[i];
            }
        }

        if (line.Length > 0) lines.Add(Fit(line, size, width));
        return lines;
    }
}

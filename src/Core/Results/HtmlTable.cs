using System.Globalization;
using System.Text;

namespace GenoXai.Core.Results;

/// <summary>A table of an HTML page.</summary>
internal static class HtmlTable
{
    /// <summary>Appends it; a column whose cells are all numbers is aligned right.</summary>
    public static void Append(StringBuilder body, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (IReadOnlyList<string> row in rows)
            if (row.Count != header.Count) throw new ArgumentException($"A row has {row.Count} cells, the header {header.Count}.", nameof(rows));
        var numeric = new bool[header.Count];
        for (int column = 0; column < header.Count; column++)
        {
            int index = column;
            numeric[column] = rows.Count > 0 && rows.All(row => IsNumber(row[index]));
        }

        body.Append("<div class=\"scroll\"><table>\n<thead><tr>");
        for (int column = 0; column < header.Count; column++) Cell(body, "th", " scope=\"col\"", header[column], numeric[column]);
        body.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            body.Append("<tr>");
            for (int column = 0; column < header.Count; column++) Cell(body, "td", "", row[column], numeric[column]);
            body.Append("</tr>\n");
        }

        body.Append("</tbody>\n</table></div>\n");
    }

    private static bool IsNumber(string cell)
    {
        // Figures are often shown with a unit or an error: "0.91 ± 0.01", "62.3 %", "1.4 s".
        ReadOnlySpan<char> text = cell.AsSpan().Trim();
        if (text.IsEmpty || text is "–" or "NaN") return true;
        int space = text.IndexOf(' ');
        if (space > 0) text = text[..space];
        string digits = text.ToString().Replace('−', '-').TrimEnd('%');
        // "14,32" is a pair of positions; only groups of three digits make one number.
        string[] groups = digits.Split('.')[0].Split(',');
        return groups.Skip(1).All(group => group.Length == 3)
            && double.TryParse(digits, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);
    }

    private static void Cell(StringBuilder body, string element, string attributes, string text, bool numeric) =>
        body.Append('<').Append(element).Append(attributes).Append(numeric ? " class=\"n\">" : ">").Append(SvgDrawing.Escape(text)).Append("</").Append(element).Append('>');
}

using System.Globalization;

namespace GenoXai.Core.Results;

/// <summary>Several pictures below each other in one, e.g. what several runs say of one sequence.</summary>
public static class PictureStack
{
    /// <summary>The picture as SVG text.</summary>
    /// <param name="title">What it shows, for those who hear it instead of seeing it.</param>
    /// <param name="pictures">SVG texts as this program's pictures are, from top to bottom.</param>
    public static string Render(string title, IReadOnlyList<string> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var body = new System.Text.StringBuilder();
        double width = 0, height = 0;
        foreach (string picture in pictures)
        {
            body.Append(CultureInfo.InvariantCulture, $"<svg y=\"{SvgDrawing.Number(height)}\"").Append(picture, 4, picture.Length - 4);
            width = Math.Max(width, Size(picture, " width=\""));
            height += Size(picture, " height=\"");
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{SvgDrawing.Escape(title)}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n{body}</svg>\n");
    }

    private static double Size(string picture, string attribute)
    {
        int start = picture.IndexOf(attribute, StringComparison.Ordinal) + attribute.Length;
        return double.Parse(picture.AsSpan(start, picture.IndexOf('"', start) - start), CultureInfo.InvariantCulture);
    }
}

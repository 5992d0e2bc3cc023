using System.Globalization;

namespace GenoXai.Core.Sequences;

/// <summary>Where a sequence was cut out of a genome: what the id of a region's sequence says.</summary>
/// <param name="Contig">Contig.</param>
/// <param name="Start">First position, from 0.</param>
/// <param name="End">The position after the last.</param>
/// <param name="IsReverse">Whether it is the reverse complement.</param>
public sealed record RegionName(string Contig, long Start, long End, bool IsReverse)
{
    private const string Reverse = "(-)", Separator = "::";

    /// <summary>As an id, e.g. <c>peak7::chr1:100-300(-)</c>.</summary>
    /// <param name="name">The region's name; empty for none.</param>
    public string Format(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}{(name.Length > 0 ? Separator : "")}{Contig}:{Start}-{End}{(IsReverse ? Reverse : "")}");

    /// <summary>Reads an id.</summary>
    /// <param name="id">Of <see cref="Format"/>.</param>
    /// <exception cref="InvalidDataException">It is no such id.</exception>
    public static RegionName Parse(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        int name = id.LastIndexOf(Separator, StringComparison.Ordinal), colon = id.LastIndexOf(':');
        bool reverse = id.EndsWith(Reverse, StringComparison.Ordinal);
        string contig = colon < 0 ? "" : id[(name < 0 ? 0 : name + Separator.Length)..colon];
        string[] places = id[(colon + 1)..(reverse ? id.Length - Reverse.Length : id.Length)].Split('-');
        return contig.Length > 0 && places is [var start, var end] && Position(start, out long first) && Position(end, out long last)
            ? new RegionName(contig, first, last, reverse)
            : throw new InvalidDataException($"\"{id}\" names no region of a genome.");
    }

    private static bool Position(string text, out long position) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position);
}

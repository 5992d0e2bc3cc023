using System.Globalization;

namespace GenoXai.Core.Sequences;

/// <summary>What a sequence of a run on variants is.</summary>
public enum VariantRole
{
    /// <summary>The window with the reference allele; those of its alternatives follow.</summary>
    Reference,

    /// <summary>The window with an alternative allele of the reference before it.</summary>
    Alternative,

    /// <summary>No window: an allele that cannot be shown to a model, and why.</summary>
    Skipped,
}

/// <summary>Which variant a sequence belongs to: the <see cref="NamedSequence.Id"/> of a run on variants, so that it travels with the letters.</summary>
/// <param name="Role">What the sequence is.</param>
/// <param name="Line">Line of the file it came from; of an alternative, 0.</param>
/// <param name="Contig">Contig; <c>.</c> for none.</param>
/// <param name="Position">Position of the first reference letter, from 1.</param>
/// <param name="Id">The variant's id; <c>.</c> for none.</param>
/// <param name="Reference">Reference allele.</param>
/// <param name="Alternative">Alternative allele; empty for a reference.</param>
/// <param name="Reason">Why it is skipped.</param>
public sealed record VariantLabel(
    VariantRole Role, long Line, string Contig, long Position, string Id, string Reference, string Alternative = "", string Reason = "")
{
    private const int ShownLetters = 20;

    /// <summary>What was measured of the variant; NaN when nothing was.</summary>
    public double Measured { get; init; } = double.NaN;

    /// <summary>A variant for people, e.g. <c>chr1:1234:A&gt;G</c>; long alleles are cut.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{(Contig == "." ? Id : Contig)}:{Position}:{Short(Reference)}>{Short(Alternative)}");

    /// <summary>An alternative of this reference.</summary>
    /// <param name="allele">Its letters.</param>
    public VariantLabel As(string allele) => this with { Role = VariantRole.Alternative, Alternative = allele };

    /// <summary>As the id of a sequence.</summary>
    public string Format() => Role == VariantRole.Alternative
        ? "alt\t" + Alternative
        : string.Create(CultureInfo.InvariantCulture, $"{(Role == VariantRole.Reference ? "ref" : "skip")}\t{Line}\t{Contig}\t{Position}\t{Id}\t{Reference}\t{Alternative}\t{Reason}{(double.IsNaN(Measured) ? "" : "\t")}{(double.IsNaN(Measured) ? "" : Measured)}");

    /// <summary>Reads the id of a sequence.</summary>
    /// <param name="text">Of <see cref="Format"/>.</param>
    /// <param name="reference">The reference before it, whose alternative it may be.</param>
    /// <exception cref="InvalidDataException">It is no such id.</exception>
    public static VariantLabel Parse(string text, VariantLabel? reference)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] cells = text.Split('\t');
        if (cells is ["alt", var allele] && reference is not null) return reference.As(allele);
        if (cells is [("ref" or "skip") and var role, var line, var contig, var position, var id, var letters, var alternative, var reason, .. var measured] && measured.Length < 2)
        {
            return new VariantLabel(role == "ref" ? VariantRole.Reference : VariantRole.Skipped, long.Parse(line, CultureInfo.InvariantCulture), contig,
                long.Parse(position, CultureInfo.InvariantCulture), id, letters, alternative, reason)
            {
                Measured = measured is [var number] ? double.Parse(number, CultureInfo.InvariantCulture) : double.NaN,
            };
        }

        throw new InvalidDataException($"\"{text}\" is not the label of a variant.");
    }

    /// <summary>What a message calls a sequence of a run on variants.</summary>
    /// <param name="text">Its id.</param>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] cells = text.Split('\t');
        return cells[0] == "alt" ? $"the alternative {Short(cells[1])}" : $"the reference {Short(cells[5])}";
    }

    private static string Short(string allele) =>
        allele.Length <= ShownLetters ? allele : string.Create(CultureInfo.InvariantCulture, $"{allele.AsSpan(0, ShownLetters - 5)}...{allele.Length}");
}

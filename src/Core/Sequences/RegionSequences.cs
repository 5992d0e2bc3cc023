namespace GenoXai.Core.Sequences;

/// <summary>
/// The sequences of regions of a genome. With a length, the window of that many letters around the summit, or around
/// the middle where there is none; without, the region itself. Of a region on the − strand the reverse complement.
/// </summary>
public static class RegionSequences
{
    /// <summary>Reads regions and cuts their sequences out. Memory is that of one sequence.</summary>
    /// <param name="bed">Path of a BED or narrowPeak file, or <c>-</c>.</param>
    /// <param name="genome">Path of the genome.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="length">Letters of a window; null for the regions themselves.</param>
    /// <returns>Sequences named <c>contig:start-end</c> of what was cut out, positions from 0, with <c>(-)</c> for the − strand and the region's name before.</returns>
    /// <exception cref="InputException">A file is wrong, or a region does not lie in the genome; the message names its line.</exception>
    public static IEnumerable<NamedSequence> ReadFiles(string bed, string genome, Alphabet alphabet, int? length)
    {
        ArgumentNullException.ThrowIfNull(bed);
        ArgumentNullException.ThrowIfNull(alphabet);
        byte[] complement = alphabet.Complement() ?? throw new InputException($"--bed: the letters {alphabet} are not those of DNA.", "bad-option");
        using GenomeFasta open = GenomeFasta.Open(genome);
        string source = bed == "-" ? "standard input" : bed;
        foreach (BedRegion region in BedReader.ReadFile(bed)) yield return Of(region, open, alphabet, complement, length, $"{source}, line {region.Line}");
    }

    private static NamedSequence Of(BedRegion region, GenomeFasta genome, Alphabet alphabet, byte[] complement, int? length, string where)
    {
        FaiContig contig = genome.Index.Find(region.Contig) ?? throw Bad($"{where}: {genome.UnknownContig(region.Contig)}.");
        long start = length is null ? region.Start : (region.Summit ?? region.Start + (region.End - region.Start) / 2) - length.Value / 2;
        long end = length is null ? region.End : start + length.Value;
        if (end - start > int.MaxValue / 4) throw Bad($"{where}: a region of {end - start} letters is too long for a model.");
        if (start < 0 || end > contig.Length)
            throw Bad(FormattableString.Invariant($"{where}: {(length is null ? "the region" : $"the window of {length} letters")} {start} to {end} reaches off the edge of {contig.Name}, which has {contig.Length} letters."));
        var text = new char[end - start];
        genome.Read(contig, start, text);
        var name = new RegionName(contig.Name, start, end, region.IsReverse);
        byte[] letters = alphabet.Parse(text, $"{where}, {name.Format("")}");
        if (region.IsReverse) ReverseComplement(letters, complement);
        return new NamedSequence(name.Format(region.Name), letters) { Line = region.Line };
    }

    /// <summary>Turns a sequence into that of the other strand.</summary>
    /// <param name="letters">Letter indices; changed.</param>
    /// <param name="complement">Index of each letter's complement.</param>
    internal static void ReverseComplement(Span<byte> letters, ReadOnlySpan<byte> complement)
    {
        letters.Reverse();
        foreach (ref byte letter in letters)
            if (letter != Alphabet.Missing) letter = complement[letter];
    }

    private static InputException Bad(string message) => new(message, "genome-mismatch");
}

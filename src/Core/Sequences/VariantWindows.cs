namespace GenoXai.Core.Sequences;

/// <summary>
/// The windows of variants: of each record one with the reference allele and one with each alternative. The first
/// reference letter stands at index L/2, rounded down; the letters left of it stay; behind a shorter or longer allele
/// the genome goes on until the window is full.
/// </summary>
/// <param name="genome">The genome.</param>
/// <param name="alphabet">The model's letters; those of DNA or RNA.</param>
/// <param name="length">Letters of a window, L.</param>
/// <param name="source">What messages call the VCF.</param>
/// <param name="skipsMismatches">Whether records that do not fit the genome are listed instead of refused.</param>
public sealed class VariantWindows(GenomeFasta genome, Alphabet alphabet, int length, string source, bool skipsMismatches)
{
    /// <summary>Reads a VCF and makes its windows. Memory is that of one record.</summary>
    /// <param name="vcf">Path of the VCF, or <c>-</c>.</param>
    /// <param name="genome">Path of the genome.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="length">Letters of a window.</param>
    /// <param name="skipsMismatches">Whether records that do not fit the genome are listed instead of refused.</param>
    /// <returns>Sequences whose ids are <see cref="VariantLabel"/>s; both files are open while they are enumerated.</returns>
    /// <exception cref="InputException">A file is wrong, or a record does not fit the genome; the message names its line.</exception>
    public static IEnumerable<NamedSequence> ReadFiles(string vcf, string genome, Alphabet alphabet, int length, bool skipsMismatches)
    {
        ArgumentNullException.ThrowIfNull(vcf);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (!alphabet.IsNucleotide) throw new InputException($"--vcf: the model's letters {alphabet} are not those of DNA. Give pairs of sequences (--pairs).", "bad-option");
        using GenomeFasta open = GenomeFasta.Open(genome);
        var windows = new VariantWindows(open, alphabet, length, vcf == "-" ? "standard input" : vcf, skipsMismatches);
        foreach (VcfRecord record in VcfReader.ReadFile(vcf))
            foreach (NamedSequence window in windows.Of(record)) yield return window;
    }

    /// <summary>The windows of one record, the reference first, and what is skipped of it.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="InputException">The record does not fit the genome.</exception>
    public IEnumerable<NamedSequence> Of(VcfRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var label = new VariantLabel(VariantRole.Reference, record.Line, record.Contig, record.Position, record.Id, record.Reference);
        var windows = new List<NamedSequence>();
        var skipped = new List<NamedSequence>();
        foreach (string allele in record.Alternatives)
        {
            string? problem = Problem(record, allele, out bool isMismatch);
            if (problem is null) windows.Add(Window(record, label.As(allele), allele));
            else if (isMismatch && !skipsMismatches)
                throw new InputException($"{source}, line {record.Line}: {problem}. --skip-mismatches lists such records instead.", "genome-mismatch");
            else skipped.Add(new NamedSequence((label with { Role = VariantRole.Skipped, Alternative = allele, Reason = problem }).Format(), []) { Line = record.Line });
        }

        return windows.Count == 0 ? skipped : [Window(record, label, record.Reference), .. windows, .. skipped];
    }

    /// <summary>Why an allele cannot be put into the genome; null when it can.</summary>
    private string? Problem(VcfRecord record, string allele, out bool isMismatch)
    {
        isMismatch = true;
        if (!VcfRecord.IsLetters(allele))
        {
            // Every caller writes such alleles; they say nothing against the file.
            isMismatch = false;
            return allele == "." ? "there is no alternative allele" : $"the allele {allele} is not written in letters";
        }

        if (genome.Index.Find(record.Contig) is not { } contig) return genome.UnknownContig(record.Contig);
        long first = record.Position - 1, start = first - length / 2;
        if (first < 0 || first + record.Reference.Length > contig.Length)
            return FormattableString.Invariant($"position {record.Position} lies off the edge of {contig.Name}, which has {contig.Length} letters");
        // The window reads as far as its right flank needs: farther for a deletion.
        long end = Math.Max(start + length, first + record.Reference.Length + Math.Max(0, length - length / 2 - allele.Length));
        if (start < 0 || end > contig.Length)
            return FormattableString.Invariant($"the window of {length} letters around position {record.Position} reaches off the edge of {contig.Name}, which has {contig.Length} letters");
        var there = new char[record.Reference.Length];
        genome.Read(contig, first, there);
        for (int i = 0; i < there.Length; i++)
        {
            if (Agrees(record.Reference[i], there[i])) continue;
            return FormattableString.Invariant($"REF {Shown(record.Reference)} at {contig.Name}:{record.Position} disagrees with the genome, which has {Shown(new string(there))}");
        }

        return null;
    }

    private NamedSequence Window(VcfRecord record, VariantLabel label, string allele)
    {
        FaiContig contig = genome.Index.Find(record.Contig)!;
        long first = record.Position - 1;
        int left = length / 2, inside = Math.Min(allele.Length, length - left);
        var letters = new char[length];
        genome.Read(contig, first - left, letters.AsSpan(0, left));
        allele.AsSpan(0, inside).CopyTo(letters.AsSpan(left));
        genome.Read(contig, first + record.Reference.Length, letters.AsSpan(left + inside));
        return new NamedSequence(label.Format(), alphabet.Parse(letters, $"{source}, line {record.Line}, window on {contig.Name}")) { Line = record.Line };
    }

    /// <summary>Equal, T for U; of an ambiguity code in the genome, VCF writes the alphabetically first base.</summary>
    private static bool Agrees(char reference, char genome)
    {
        char letter = char.ToUpperInvariant(reference);
        if (letter == 'U') letter = 'T';
        if (genome == 'U') genome = 'T';
        return letter == genome || letter == genome switch
        {
            'R' or 'W' or 'M' or 'D' or 'H' or 'V' => 'A',
            'Y' or 'S' or 'B' => 'C',
            'K' => 'G',
            _ => genome,
        };
    }

    private static string Shown(string letters) => letters.Length <= 30 ? letters : letters[..30] + "…";
}

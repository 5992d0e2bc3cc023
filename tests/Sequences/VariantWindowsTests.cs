using GenoXai.Core.Sequences;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Sequences;

public sealed class VariantWindowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The obvious way: put the allele into the whole contig, then cut the window out.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(20)]
    public void Of_AnyAllele_IsTheWindowOfTheChangedContig(int length)
    {
        var random = new Random(length);
        string contig = Letters(random, 60);
        using GenomeFasta genome = Genome($">c\n{string.Join('\n', contig.Chunk(11).Select(static l => new string(l)))}\n");
        var windows = new VariantWindows(genome, Alphabet.Dna, length, "v", skipsMismatches: true);
        int made = 0, offEdge = 0;
        for (int trial = 0; trial < 2_000; trial++)
        {
            int at = random.Next(contig.Length), size = Math.Min(1 + random.Next(random.Next(2) == 0 ? 1 : 14), contig.Length - at);
            string reference = contig.Substring(at, size), alternative = Letters(random, 1 + random.Next(random.Next(2) == 0 ? 1 : 14));
            string changed = contig[..at] + alternative + contig[(at + size)..];
            int start = at - length / 2;
            bool fits = start >= 0 && start + length <= contig.Length && start + length <= changed.Length;
            NamedSequence[] found = [.. windows.Of(new VcfRecord(1, "c", at + 1, ".", reference, [alternative]))];
            if (!fits)
            {
                Assert.Empty(Assert.Single(found).Letters);
                Assert.Contains("off the edge", VariantLabel.Parse(found[0].Id, null).Reason, StringComparison.Ordinal);
                offEdge++;
                continue;
            }

            Assert.Equal([contig.Substring(start, length), changed.Substring(start, length)], found.Select(static w => Alphabet.Dna.Format(w.Letters)));
            made++;
        }

        Assert.True(made > 500);
        Assert.True(length == 1 || offEdge > 0);
    }

    [Fact]
    public void Of_AMultiAllelicRecord_IsOneReferenceAndAWindowForEachLetteredAllele()
    {
        using GenomeFasta genome = Genome(">c\nAACCGGTTAA\n");
        NamedSequence[] found = [.. new VariantWindows(genome, Alphabet.Dna, 4, "v", false).Of(new VcfRecord(7, "c", 4, "rs", "CG", ["C", "<DEL>", "TTTTTT", "*", "CGA"]))];
        Assert.Equal(["ACCG", "ACCG", "ACTT", "ACCG"], found[..4].Select(static w => Alphabet.Dna.Format(w.Letters)));
        VariantLabel? reference = null;
        var labels = new List<VariantLabel>();
        foreach (NamedSequence window in found)
        {
            VariantLabel label = VariantLabel.Parse(window.Id, reference);
            if (label.Role == VariantRole.Reference) reference = label;
            labels.Add(label);
        }

        Assert.Equal(["", "C", "TTTTTT", "CGA", "<DEL>", "*"], labels.Select(static l => l.Alternative));
        Assert.All(labels, static l => Assert.Equal(("c", 4L, "rs", "CG", 7L), (l.Contig, l.Position, l.Id, l.Reference, l.Line)));
        Assert.Equal([VariantRole.Skipped, VariantRole.Skipped], labels.TakeLast(2).Select(static l => l.Role));
    }

    [Theory]
    [InlineData("c", 4, "T", "line 3: REF T at c:4 disagrees with the genome, which has C")]
    [InlineData("chrd", 4, "A", "the contig chrd is not in the genome")]
    [InlineData("chrc", 4, "C", "it calls it c")]
    [InlineData("c", 0, "A", "position 0 lies off the edge of c, which has 10 letters")]
    [InlineData("c", 11, "A", "position 11 lies off the edge")]
    [InlineData("c", 9, "AAA", "position 9 lies off the edge")]
    [InlineData("c", 1, "A", "the window of 6 letters around position 1 reaches off the edge")]
    [InlineData("c", 9, "A", "the window of 6 letters around position 9 reaches off the edge")]
    public void Of_ARecordThatDoesNotFit_NamesTheLine_AndIsListedWhenAskedFor(string contig, long position, string reference, string expected)
    {
        using GenomeFasta genome = Genome(">c\nAACCGGTTAA\n");
        var record = new VcfRecord(3, contig, position, ".", reference, ["G"]);
        InputException error = Assert.Throws<InputException>(() => new VariantWindows(genome, Alphabet.Dna, 6, "v.vcf", false).Of(record).ToArray());
        Assert.Contains("v.vcf, line 3", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        NamedSequence skipped = Assert.Single(new VariantWindows(genome, Alphabet.Dna, 6, "v.vcf", true).Of(record));
        Assert.Contains(VariantLabel.Parse(skipped.Id, null).Reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ADeletionWhoseRightFlankEnds_IsOffTheEdgeThoughItsReferenceFits()
    {
        using GenomeFasta genome = Genome(">c\nAACCGGTTAA\n");
        var windows = new VariantWindows(genome, Alphabet.Dna, 6, "v", false);
        Assert.Equal(2, windows.Of(new VcfRecord(1, "c", 8, ".", "T", ["A"])).Count());
        Assert.Contains("off the edge", Assert.Throws<InputException>(() => windows.Of(new VcfRecord(1, "c", 8, ".", "TA", ["T"])).ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnotherLetterOrder_LowerCase_AndAmbiguity_ReadsTheGenome()
    {
        using GenomeFasta genome = Genome(">c\naacRggttnn\n");
        var order = new Alphabet("TGCA");
        NamedSequence[] found = [.. new VariantWindows(genome, order, 4, "v", false).Of(new VcfRecord(1, "c", 4, ".", "a", ["t"]))];
        // Of R the alphabetically first base stands in the VCF; the window has what the record says.
        Assert.Equal(["ACAG", "ACTG"], found.Select(w => order.Format(w.Letters)));
        Assert.Throws<InputException>(() => new VariantWindows(genome, order, 4, "v", false).Of(new VcfRecord(1, "c", 4, ".", "G", ["t"])).ToArray());
    }

    private GenomeFasta Genome(string text) => GenomeFasta.Open(_folder.Write("g.fa", text));

    private static string Letters(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "ACGT"[random.Next(4)]));
}

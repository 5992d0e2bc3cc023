using System.IO.Compression;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs;

public sealed class MotifReaderTests
{
    private const string Head = "MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -\n\nBackground letter frequencies\nA 0.3 C 0.2 G 0.2 T 0.3\n\n";
    private static readonly double[] Strip = [0.5, 0, 0.25, 0.25, 0, 1, 0, 0, 0.1, 0.2, 0.3, 0.4];

    [SharedFact("data/jaspar_subset_MA.meme")]
    public void ReadFile_OfJaspar_Gives579MotifsThatSumTo1()
    {
        MotifSet motifs = MotifReader.ReadFile(SharedFactAttribute.Path("data/jaspar_subset_MA.meme"));
        Assert.Equal(579, motifs.Count);
        Assert.Equal(("VSX1_MA0725.1", 8, 200), (motifs[0].Name, motifs[0].Width, motifs[0].Sites));
        Assert.Equal(0.88677, motifs[0][2][0], 4);
        Assert.Equal(("TCF7L1_MA1421.1", 12), (motifs[^1].Name, motifs[^1].Width));
        Assert.Equal((true, 0.25), (motifs.BothStrands, motifs.Background![2]));
        Assert.All(motifs, static motif => Enumerable.Range(0, motif.Width).ToList().ForEach(position => Assert.Equal(1, motif[position].ToArray().Sum(), 12)));
    }

    [SharedTheory("data/motif_formats")]
    [InlineData("biopython_REB1.pfm", 1, "biopython_REB1", "GTTACCCGG", 100)]
    [InlineData("biopython_SRF.pfm", 1, "biopython_SRF", "GCCCATATATGG", 46)]
    [InlineData("biopython_minimal_test.meme", 3, "KRP", "TGTGATCGAGGTCACACTT", 17)]
    [InlineData("biopython_minimal_test_rna.meme", 3, "KRP_fake_RNA", "UGUGAUCGAGGUCACACUU", 17)]
    [InlineData("biopython_transfac.dat", 2, "motif1", "CAACAGGTGGTG", 5)]
    [InlineData("universalmotif_jaspar.txt", 5, "motif1", "TATTAATCAA", 100)]
    public void ReadFile_OfAFormat_GivesItsFirstMotif(string file, int count, string name, string consensus, int sites)
    {
        MotifSet motifs = MotifReader.ReadFile(SharedFactAttribute.Path($"data/motif_formats/{file}"));
        Assert.Equal((count, name, sites), (motifs.Count, motifs[0].Name, motifs[0].Sites));
        Assert.Equal(consensus, motifs[0].Consensus);
    }

    [SharedFact("data/motif_formats")]
    public void ReadFile_OfRowsOfLetters_ReadsEverySourcesOrder()
    {
        MotifSet motifs = MotifReader.ReadFile(SharedFactAttribute.Path("data/motif_formats/biopython_fourrows.pfm"));
        // hDPI, YeTFaSCo (ATGC), FlyFactorSurvey, ScerTF (ATCG and ACGT), iDMMPMM, JASPAR with and without letters, predicted zinc fingers.
        Assert.Equal(
            ["biopython_fourrows_1", "biopython_fourrows_2", "biopython_fourrows_3", "biopython_fourrows_4", "biopython_fourrows_5", "abd-A", "MA0001.1", "MA0001.1", "biopython_fourrows_9"],
            motifs.Select(static motif => motif.Name));
        Assert.Equal([6, 15, 15, 6, 6, 8, 10, 10, 9], motifs.Select(static motif => motif.Width));
        Assert.Equal(("GAAAGC", "TCTAGA"), (motifs[0].Consensus, motifs[3].Consensus));
        Assert.Equal([0.5, 0.5, 0, 0], motifs[1][0].ToArray());
        Assert.Equal([0, 1, 0, 0], motifs[1][2].ToArray());
        Assert.Equal([9.0 / 100, 9.0 / 100, 2.0 / 100, 80.0 / 100], motifs[3][0].ToArray());
        Assert.Equal("AGL3", motifs[6].AlternateName);
        Assert.Equal(motifs[6].Probabilities, motifs[7].Probabilities);
        Assert.Equal(0.718, motifs[8][0][1], 9);
    }

    [SharedFact("data/motif_formats")]
    public void ReadFile_OfColumnsOfLetters_ReadsEverySourcesOrder()
    {
        MotifSet motifs = MotifReader.ReadFile(SharedFactAttribute.Path("data/motif_formats/biopython_fourcolumns.pfm"));
        Assert.Equal(
            ["biopython_fourcolumns_1", "ENSG00000197372", "M1734_0.90", "AbdA_Cell_FBgn0000014", "AP-1(bZIP)/ThioMac-PU.1-ChIP-Seq(GSE21512)/Homer", "AHR_si", "UW.Motif.0001", "biopython_fourcolumns_8"],
            motifs.Select(static motif => motif.Name));
        Assert.Equal([8, 20, 11, 7, 10, 9, 8, 11], motifs.Select(static motif => motif.Width));
        Assert.Equal("TTATCACT", motifs[0].Consensus);
        Assert.Equal(("FBgn0000210", "ATGACTCATC"), (motifs[2].AlternateName, motifs[4].AlternateName));
        // Tiffin's columns are T, A, G, C.
        Assert.Equal([0, 40.0 / 98, 28.0 / 98, 30.0 / 98], motifs[7][0].ToArray());
    }

    [Fact]
    public void Read_OfWhatMemeWriterWrote_GivesItBack()
    {
        using var text = new StringWriter();
        MemeWriter.Write(text, Alphabet.Dna, [0.3, 0.2, 0.2, 0.3], [new Motif("m", Strip, 12)]);
        MotifSet motifs = Read(text.ToString());
        Assert.Equal([0.3, 0.2, 0.2, 0.3], motifs.Background!);
        Assert.Equal((false, "m", 12), (motifs.BothStrands, motifs[0].Name, motifs[0].Sites));
        Assert.Equal(Strip, motifs[0].Probabilities);
    }

    [Theory]
    [InlineData("A [5 0 1]\nC [0 10 2]\nG [2.5 0 3]\nT [2.5 0 4]\n")]
    [InlineData("T 2.5 0 4\nG 2.5 0 3\nC 0 10 2\nA 5 0 1\n")]
    [InlineData("a | 5 0 1\nc | 0 10 2\ng | 2.5 0 3\nt | 2.5 0 4\n")]
    [InlineData("5 0 1\n0 10 2\n2.5 0 3\n2.5 0 4\n")]
    [InlineData("Pos\tC\tA\tG\tT\n1\t0\t5\t2.5\t2.5\n2\t10\t0\t0\t0\n3\t2\t1\t3\t4\n")]
    [InlineData(">x y\n5 0 2.5 2.5\n0 10 0 0\n1 2 3 4\n")]
    [InlineData("AC  M1\nXX\nID  V$X\nP0      A      C      G      T\n01 5 0 2.5 2.5 A\n02 0 10 0 0 C\n03 1 2 3 4 N\nXX\n//\n")]
    [InlineData("\uFEFF\r\nA [5 0 1]\r\nC [0 10 2]\r\nG [2.5 0 3]\r\nT [2.5 0 4]")]
    public void Read_OfOneMotifInAnyFormat_GivesTheSameProbabilities(string text)
    {
        MotifSet motifs = Read(text);
        Assert.Equal(Strip, Assert.Single(motifs).Probabilities);
        Assert.Equal(10, motifs[0].Sites);
    }

    [Fact]
    public void Read_OfRna_KeepsItsLetters() => Assert.Equal("ACGU", Read("A 1 0\nC 0 1\nG 0 0\nU 0 0\n").Alphabet.Letters);

    [Fact]
    public void Read_OfFourByFour_TakesTheAxisWhoseSumsAreAlike()
    {
        Assert.Equal([0.7, 0.1, 0.1, 0.1], Read("7 1 1 0\n1 6 1 1\n1 1 5 2\n1 2 3 7\n")[0][0].ToArray());
        Assert.Equal([0.7, 0.1, 0.1, 0.1], Read("7 1 1 1\n1 6 1 2\n1 1 5 3\n0 1 2 7\n")[0][0].ToArray());
        Assert.Contains("four by four", Assert.Throws<InputException>(() => Read("7 1 1 1\n1 7 1 1\n1 1 7 1\n1 1 1 7\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfGzip_AndOfAFullMemeFile_FindsTheMatrix()
    {
        string full = "********\nMEME - Motif discovery tool\nMEME version 5.4 (Release)\n\nALPHABET \"DNA\" DNA-LIKE\nA \"Adenine\" CC0000 ~ T \"Thymine\" 008000\nC \"Cytosine\" 0000CC ~ G \"Guanine\" FFB300\nN \"Any base\" = ACGT\nEND ALPHABET\n"
            + "MOTIF AC MEME-1\twidth = 2  sites = 7\nlog-odds matrix: alength= 4 w= 2\n 1 2 3 4\n 1 2 3 4\nletter-probability matrix: alength= 4 w= 2 nsites= 7 E= 1e-3\n 1 0 0 0\n 0 1 0 0\n---\n";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(System.Text.Encoding.UTF8.GetBytes(full));
        packed.Position = 0;
        Motif motif = Assert.Single(MotifReader.Read(packed, "x.meme.gz"));
        Assert.Equal(("AC", "MEME-1", 7, "AC"), (motif.Name, motif.AlternateName, motif.Sites, motif.Consensus));
    }

    [Fact]
    public void Read_OfProteins_TakesTwentyLetters()
    {
        string row = string.Join(' ', Enumerable.Repeat("0.05", 20));
        Assert.Equal(20, Read($"MEME version 4\nALPHABET= ACDEFGHIKLMNPQRSTVWY\nMOTIF p\nletter-probability matrix: alength= 20 w= 1\n{row}\n").Alphabet.Count);
    }

    [Theory]
    [InlineData(Head + "MOTIF\n", "line 10", "name")]
    [InlineData(Head + "MOTIF m\n", "line 10", "letter-probability matrix")]
    [InlineData(Head + "MOTIF m\nMOTIF n\n", "line 10", "\"m\"")]
    [InlineData(Head + "letter-probability matrix: alength= 4 w= 1\n1 0 0 0\n", "line 10", "MOTIF")]
    [InlineData(Head + "MOTIF m\nletter-probability matrix: alength= 20 w= 1\n1 0 0 0\n", "line 11", "alength= 20")]
    [InlineData(Head + "MOTIF m\nletter-probability matrix: alength= 4 w= x\n1 0 0 0\n", "line 11", "w= \"x\"")]
    [InlineData(Head + "MOTIF m\nletter-probability matrix: alength= 4 w= 2\n1 0 0 0\n", "line 12", "w= says 2")]
    [InlineData(Head + "MOTIF m\nletter-probability matrix: alength= 4 w= 1\n1 0 0 0\n0 1 0 0\n", "line 13", "more positions")]
    [InlineData(Head + "MOTIF m\nletter-probability matrix: alength= 4 w= 2\n1 0 0 0\n0 1 0\n", "line 13", "3 numbers")]
    [InlineData(Head + "MOTIF m\nletter-probability matrix: alength= 4 w= 2\n1 0 0 0\n0 1 0 o\n", "line 13", "\"o\"")]
    [InlineData(Head + "MOTIF m\nletter-probability matrix: alength= 4 w= 1\n-1 1 1 0\n", "line 12", "negative")]
    [InlineData(Head + "MOTIF m\nletter-probability matrix: alength= 4 w= 1\n0.5 0.4 0 0\n", "line 12", "sum to 0.9")]
    [InlineData("MEME version 4\nALPHABET= AACC\n", "line 2", "twice")]
    [InlineData("MEME version 4\nBackground letter frequencies\nA 0.5 C 0.5\n", "line 2", "every letter")]
    [InlineData("MEME version 4\n", "test.txt", "no motif")]
    [InlineData("", "test.txt", "empty")]
    [InlineData("1 2 3\n4 5 6\n", "line 1", "2 rows")]
    [InlineData("1 2 3 4 5\n1 2 3 4 5\n1 2 3 4\n1 2 3 4 5\n", "line 3", "4 numbers")]
    [InlineData("A 1 2\nC 1 2\nG 1 2\n", "line 3", "ACG")]
    [InlineData("A 1 2\nC 1 x\n", "line 2", "\"x\"")]
    [InlineData("A 1 0\nC 1 0\nG 1 0\nT 1 0\n", "line 1", "position 2")]
    [InlineData(">seq1\nACGTACGT\nACGT\n", "line 1", "seq1")]
    [InlineData("-1.2 0.3 0.5\n0 0 0\n1 1 1\n0 0 0\n", "line 1", "negative")]
    [InlineData("P0 A C G T\n//\n", "line 1", "no position")]
    [InlineData("P0 A C G T\n01 1 2 3\n//\n", "line 2", "3 numbers")]
    [InlineData("A 1\nC 1\nG 1\nT 1\n\nA 1\nC 1\nG 1\nU 1\n", "ACGU", "file of its own")]
    public void Read_OfAMalformedFile_NamesTheLineAndTheCause(string text, string where, string what)
    {
        InputException error = Assert.Throws<InputException>(() => Read(text));
        Assert.Equal("bad-motif", error.Problem);
        Assert.StartsWith("test.txt", error.Message, StringComparison.Ordinal);
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OfANameOrItsAlternate_AndOfNeither()
    {
        MotifSet motifs = Read(">MA1 one\nA [1 2]\nC [0 0]\nG [0 0]\nT [0 0]\n");
        Assert.Same(motifs[0], motifs.Find("one", "f"));
        Assert.Contains("MA1", Assert.Throws<InputException>(() => motifs.Find("two", "f.txt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OfAPartOfAName_ListsTheNamesThatHoldIt()
    {
        MotifSet motifs = Read(string.Concat(Enumerable.Range(0, 8).Select(static i => $">M{i} N{i}\nA [1 2]\nC [0 0]\nG [0 0]\nT [0 0]\n")));
        Assert.Contains("the file has M7 and 7 more", Assert.Throws<InputException>(() => motifs.Find("n7", "f")).Message, StringComparison.Ordinal);
        Assert.Contains("the file has M0, M1, M2, M3, M4 and 3 more", Assert.Throws<InputException>(() => motifs.Find("x", "f")).Message, StringComparison.Ordinal);
    }

    private static MotifSet Read(string text) => MotifReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "test.txt");
}

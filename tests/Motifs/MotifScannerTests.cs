using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs;

public sealed class MotifScannerTests
{
    private static readonly double[] Background = [0.3, 0.2, 0.1, 0.4];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public void PValue_IsTheShareOfAllWordsThatScoreAsHigh(int width)
    {
        Motif motif = Random(width, width);
        var scanner = new MotifScanner(motif, Alphabet.Dna, Background, pValue: 0.01);
        var words = new List<(double Score, double Share)>();
        var score = new double[1];
        for (int code = 0; code < 1 << (2 * width); code++)
        {
            byte[] word = [.. Enumerable.Range(0, width).Select(i => (byte)(code >> (2 * i) & 3))];
            scanner.Score(word, false, score);
            words.Add((score[0], word.Aggregate(1.0, static (share, letter) => share * Background[letter])));
        }

        Assert.Equal(words.Max(static word => word.Score), scanner.BestPossible, 9);
        foreach (double at in words.Select(static word => word.Score).Distinct().Order().Where(static (_, i) => i % 17 == 0))
            Assert.Equal(words.Where(word => word.Score >= at - 1e-9).Sum(static word => word.Share), scanner.PValue(at), 10);
        // The threshold is the least score that is rare enough.
        Assert.True(scanner.PValue(scanner.Threshold) <= 0.01);
        Assert.True(scanner.PValue(scanner.Threshold - 0.01) > 0.01);
    }

    [Fact]
    public void Score_IsTheSumOfLogOddsWithThePseudocount()
    {
        Motif motif = Random(5, 3);
        var scanner = new MotifScanner(motif, new Alphabet("ACTG"), [0.3, 0.2, 0.4, 0.1]);
        byte[] letters = [0, 3, 1, 2, 2, 0, 1, 1];
        int[] dna = [0, 2, 1, 3, 3, 0, 1, 1];
        var forward = new double[4];
        var reverse = new double[4];
        scanner.Score(letters, false, forward);
        scanner.Score(letters, true, reverse);
        for (int start = 0; start < 4; start++)
        {
            double f = 0, r = 0;
            for (int i = 0; i < 5; i++)
            {
                f += LogOdds(i, dna[start + i], dna[start + i]);
                // On the other strand the letter pairs, but it is drawn from the background of the strand that is read.
                r += LogOdds(4 - i, 3 - dna[start + i], dna[start + i]);
            }

            Assert.Equal(f, forward[start], 0.026);
            Assert.Equal(r, reverse[start], 0.026);
        }

        double LogOdds(int position, int letter, int drawn) => Math.Log2((motif[position][letter] * motif.Sites + 0.1 * Background[drawn]) / (motif.Sites + 0.1) / Background[drawn]);
    }

    [Fact]
    public void Scan_FindsAPlantedWordOnItsStrand_AndSkipsMissingLetters()
    {
        var motif = new Motif("m", [.. "TGACTCA".SelectMany(static letter => Enumerable.Range(0, 4).Select(i => "ACGT"[i] == letter ? 0.97 : 0.01))], 100);
        var scanner = new MotifScanner(motif, Alphabet.Dna);
        byte[] letters = Alphabet.Dna.Parse("AAAAATGACTCAAAAACCNTGACTCAAAATGACTCGAAATGASTCAAA");
        List<MotifHit> hits = scanner.Scan(letters);
        // TGACTCA is one letter from its own reverse complement TGAGTCA, which at p = 1e-4 is no hit.
        Assert.Equal([(5, false), (19, false)], hits.Select(static hit => (hit.Start, hit.IsReverse)));
        Assert.Equal(scanner.BestPossible, hits[0].Score, 9);
        Assert.Equal(Math.Pow(0.25, 7), hits[0].PValue, 12);
        byte[] turned = [.. letters.Reverse().Select(static letter => letter == Alphabet.Missing ? letter : (byte)(3 - letter))];
        Assert.Equal([(letters.Length - 26, true), (letters.Length - 12, true)], scanner.Scan(turned).Select(static hit => (hit.Start, hit.IsReverse)));
        Assert.Equal((5, false), (scanner.Best(letters)!.Value.Start, scanner.Best(letters)!.Value.IsReverse));
        Assert.Empty(new MotifScanner(motif, Alphabet.Dna, bothStrands: false).Scan(turned));
    }

    [Fact]
    public void Scan_OfASequenceShorterThanTheMotif_OrOfAMotifTooShortForThePValue_FindsNothing()
    {
        var scanner = new MotifScanner(Random(5, 4), Alphabet.Dna);
        Assert.Empty(scanner.Scan([0, 1, 2, 3]));
        Assert.Null(scanner.Best([0, 1, 2, 3]));
        Assert.Null(scanner.Best([0, 1, Alphabet.Missing, 3, 3, 2]));
        Assert.True(scanner.Threshold > scanner.BestPossible);
    }

    [Fact]
    public void Scanner_OfRnaMotif_ReadsDna_AndOfOtherLetters_SaysSo()
    {
        Motif rna = Random(3, 9).In(new Alphabet("ACGU"));
        Assert.NotNull(new MotifScanner(rna, Alphabet.Dna).Best([0, 1, 2, 3]));
        Assert.Contains("ACGU, not ABCD", Assert.Throws<InputException>(() => new MotifScanner(rna, new Alphabet("ABCD"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trimmed_TakesOffEndsOnly()
    {
        double[] flat = [0.25, 0.25, 0.25, 0.25], sharp = [1, 0, 0, 0];
        var motif = new Motif("m", [.. flat, .. flat, .. sharp, .. flat, .. sharp, .. flat], 10);
        Assert.Equal(3, motif.Trimmed(0.2, [], out int start)!.Width);
        Assert.Equal(2, start);
        Assert.Null(new Motif("m", flat, 10).Trimmed());
    }

    private static Motif Random(int width, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "motif");
        var counts = new double[width * 4];
        for (int i = 0; i < counts.Length; i++) counts[i] = random.NextInt(20);
        return Motif.OfCounts("m", Alphabet.Dna, counts);
    }
}

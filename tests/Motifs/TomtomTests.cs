using System.Globalization;
using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Motifs;

public sealed class TomtomTests
{
    [Fact]
    public void Compare_GivesTheNumbersOfAPlainTwin()
    {
        string folder = Path.Combine(DependencyDirectionTests.Root(), "tests", "Motifs", "TomtomTwin");
        MotifSet targets = MotifReader.ReadFile(Path.Combine(folder, "targets.meme")), queries = MotifReader.ReadFile(Path.Combine(folder, "queries.meme"));
        var tomtom = new Tomtom(targets, Alphabet.Dna);
        var matches = queries.Zip(tomtom.CompareAll(queries, 2)).ToDictionary(static pair => pair.First.Name, static pair => pair.Second);
        string[][] expected = [.. File.ReadLines(Path.Combine(folder, "expected.tsv")).Skip(1).Select(static line => line.Split('\t'))];
        Assert.Equal(60, expected.Length);
        Assert.All(expected, row =>
        {
            TomtomMatch match = matches[row[0]].Single(m => targets[m.Target].Name == row[1]);
            double p = double.Parse(row[2], CultureInfo.InvariantCulture);
            Assert.Equal(p, match.PValue, 1e-10 * p);
            Assert.Equal((row[3], row[4]), (match.Offset.ToString(CultureInfo.InvariantCulture), match.IsReverse ? "-" : "+"));
        });
        Assert.Equal(("t5", true), (targets[matches["q4"][0].Target].Name, matches["q4"][0].IsReverse));
        Assert.True(matches["q4"][0].QValue < 0.01);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Compare_OfShortMotifs_IsTheShareOfAllColumnsThatCouldHaveBeenDrawn(int width, bool bothStrands)
    {
        Motif[] targets = [Random(2, 1), Random(3, 2), Random(1, 3)];
        Motif query = Random(width, 4);
        var tomtom = new Tomtom(targets, Alphabet.Dna, bothStrands);
        (Motif Motif, int Target)[] known = [.. targets.SelectMany((t, i) => bothStrands ? [(t, i), (t.ReverseComplement(), i)] : new[] { (t, i) })];
        double[][] columns = [.. known.SelectMany(static k => Enumerable.Range(0, k.Motif.Width).Select(i => k.Motif[i].ToArray()))];
        int[][] scores = Binned(query, columns);
        foreach (TomtomMatch match in tomtom.Compare(query))
        {
            int offsets = width + targets[match.Target].Width - 1, first = 0;
            double best = 1;
            foreach ((Motif target, int index) in known)
            {
                for (int shift = 1 - width; index == match.Target && shift < target.Width; shift++)
                {
                    int[] run = [.. Enumerable.Range(0, width).Where(i => i + shift >= 0 && i + shift < target.Width)];
                    best = Math.Min(best, ShareOfDraws(scores, run, run.Sum(i => scores[i][first + i + shift])));
                }

                first += target.Width;
            }

            double p = 1 - Math.Pow(1 - best, offsets);
            Assert.Equal(bothStrands ? 1 - (1 - p) * (1 - p) : p, match.PValue, 12);
        }
    }

    [SharedFact("data/jaspar_subset_MA.meme")]
    public void Compare_OfJasparsOwnMotifs_FindsThemOnBothStrands()
    {
        MotifSet jaspar = MotifReader.ReadFile(SharedFactAttribute.Path("data/jaspar_subset_MA.meme"));
        var tomtom = new Tomtom(jaspar, Alphabet.Dna);
        int[] chosen = [0, 100, 300, 578];
        TomtomMatch[][] matches = tomtom.CompareAll([.. chosen.Select(i => jaspar[i]), jaspar[100].ReverseComplement()], 2);
        Assert.All(chosen.Zip(matches), static pair => Assert.Equal((pair.First, 0, false), (pair.Second[0].Target, pair.Second[0].Offset, pair.Second[0].IsReverse)));
        Assert.All(matches, static m => Assert.True(m[0].PValue < 1e-6 && m[0].QValue < 0.001, $"{m[0]}"));
        Assert.Equal((100, true, jaspar[100].Width), (matches[4][0].Target, matches[4][0].IsReverse, matches[4][0].Overlap));
        Assert.Equal(matches[1][0].PValue, matches[4][0].PValue, 1e-12 * matches[1][0].PValue);
        Assert.All(matches, static m => Assert.True(m.Zip(m.Skip(1)).All(static p => p.First.PValue <= p.Second.PValue && p.First.QValue <= p.Second.QValue)));
    }

    [Fact]
    public void Compare_OfRandomMotifs_HasPValuesThatAreNotTooSmall()
    {
        Motif[] targets = [.. Enumerable.Range(0, 60).Select(static i => Random(6 + i % 5, 100 + i))];
        var tomtom = new Tomtom(targets, Alphabet.Dna);
        TomtomMatch[] all = [.. tomtom.CompareAll([.. Enumerable.Range(0, 20).Select(static i => Random(8, 1000 + i))], 2).SelectMany(static m => m)];
        foreach (double level in (ReadOnlySpan<double>)[0.5, 0.1, 0.01])
            Assert.InRange(all.Count(m => m.PValue <= level) / (double)all.Length, 0, 1.3 * level + 0.003);
    }

    [Fact]
    public void Tomtom_OfOtherLetters_SaysSo() =>
        Assert.Contains("ACGT", Assert.Throws<InputException>(static () => new Tomtom([Random(3, 1)], new Alphabet("ACDEFGHIKLMNPQRSTVWY"))).Message, StringComparison.Ordinal);

    private static int[][] Binned(Motif query, double[][] columns)
    {
        double[][] scores = [.. Enumerable.Range(0, query.Width).Select(i => columns.Select(column => -Math.Sqrt(column.Select((p, letter) => (p - query[i][letter]) * (p - query[i][letter])).Sum())).ToArray())];
        foreach (double[] row in scores)
        {
            double[] sorted = [.. row.Order()];
            double median = (sorted[(row.Length - 1) / 2] + sorted[row.Length / 2]) / 2;
            for (int i = 0; i < row.Length; i++) row[i] -= median;
        }

        double least = scores.Min(static row => row.Min()), most = scores.Max(static row => row.Max());
        return [.. scores.Select(row => row.Select(score => (int)Math.Round((score - least) * (100 / (most - least)))).ToArray())];
    }

    /// <summary>Share of all choices of a known column for each query column of a run whose scores sum as high.</summary>
    private static double ShareOfDraws(int[][] scores, int[] run, int sum)
    {
        long hits = 0, all = 0;
        void Draw(int at, int so)
        {
            if (at == run.Length)
            {
                all++;
                if (so >= sum) hits++;
                return;
            }

            foreach (int score in scores[run[at]]) Draw(at + 1, so + score);
        }

        Draw(0, 0);
        return (double)hits / all;
    }

    private static Motif Random(int width, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "tomtom-tests");
        var counts = new double[width * 4];
        for (int i = 0; i < counts.Length; i++) counts[i] = Math.Pow(random.NextDouble(), 4);
        return Motif.OfCounts($"m{seed}", Alphabet.Dna, counts, pseudocount: 0);
    }
}

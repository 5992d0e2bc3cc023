using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Sequences;

public sealed class DinucleotideShuffleTests
{
    [Theory]
    [InlineData("GCGTCTCGTGTCG")]
    [InlineData("ACGTNACGGTNNACGAA")]
    [InlineData("AA")]
    [InlineData("A")]
    [InlineData("AAAAAA")]
    public void Of_KeepsEveryPairAndBothEnds(string text)
    {
        byte[] letters = Alphabet.Dna.Parse(text);
        var random = SeededRandom.Stream(1, "shuffle");
        for (int i = 0; i < 50; i++)
        {
            byte[] shuffled = DinucleotideShuffle.Of(letters, 4, ref random);
            Assert.Equal(letters[0], shuffled[0]);
            Assert.Equal(letters[^1], shuffled[^1]);
            Assert.Equal(Pairs(letters), Pairs(shuffled));
        }
    }

    [Theory]
    [InlineData("GCGTCTCGTGTCG", 52)]
    [InlineData("AAACAAAGAAC", 42)]
    [InlineData("TTTTATTTGTTAT", 252)]
    [InlineData("ACACACGTGTGTAC", 3)]
    [InlineData("GATTACAGATTACA", 90)]
    [InlineData("ACGNNACGTNAAN", 54)]
    [InlineData("CCCGGGTTTAAACGT", 27)]
    public void Of_GivesEachArrangementEquallyOften_ByChiSquare(string text, int arrangements)
    {
        byte[] letters = Alphabet.Dna.Parse(text);
        HashSet<string> all = All(letters);
        Assert.Equal(arrangements, all.Count);
        var random = SeededRandom.Stream(1, "shuffle");
        var counts = new Dictionary<string, int>();
        int draws = 100 * all.Count;
        for (int i = 0; i < draws; i++)
        {
            string shuffled = Alphabet.Dna.Format(DinucleotideShuffle.Of(letters, 4, ref random));
            counts[shuffled] = counts.GetValueOrDefault(shuffled) + 1;
        }

        Assert.True(all.SetEquals(counts.Keys));
        double square = counts.Values.Sum(static c => (c - 100.0) * (c - 100.0) / 100), freedom = all.Count - 1;
        // The cube root of χ²/ν is nearly normal (Wilson and Hilferty 1931). A greedy shuffle's χ²/ν is in the hundreds.
        double p = NormalTail.Above((Math.Cbrt(square / freedom) - 1 + 2 / (9 * freedom)) / Math.Sqrt(2 / (9 * freedom)));
        Assert.True(p > 1e-4, $"χ²/ν = {square / freedom:F2} over {all.Count} arrangements, p = {p:G2}");
    }

    /// <summary>Every arrangement of the same pairs with the same ends, by search.</summary>
    private static HashSet<string> All(byte[] letters)
    {
        var found = new HashSet<string>();
        var left = new Dictionary<(byte, byte), int>();
        for (int i = 0; i + 1 < letters.Length; i++) left[(letters[i], letters[i + 1])] = left.GetValueOrDefault((letters[i], letters[i + 1])) + 1;
        void Go(List<byte> path)
        {
            if (path.Count == letters.Length)
            {
                found.Add(Alphabet.Dna.Format(path.ToArray()));
                return;
            }

            foreach (byte next in new byte[] { 0, 1, 2, 3, Alphabet.Missing })
            {
                if (left.GetValueOrDefault((path[^1], next)) == 0) continue;
                (byte, byte) pair = (path[^1], next);
                left[pair]--;
                path.Add(next);
                Go(path);
                path.RemoveAt(path.Count - 1);
                left[pair]++;
            }
        }

        Go([letters[0]]);
        return found;
    }

    private static string[] Pairs(byte[] letters) => [.. Enumerable.Range(0, letters.Length - 1).Select(i => $"{letters[i]},{letters[i + 1]}").Order(StringComparer.Ordinal)];
}

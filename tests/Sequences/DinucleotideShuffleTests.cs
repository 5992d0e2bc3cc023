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

    [Fact]
    public void Of_GivesEachResultEquallyOften()
    {
        byte[] letters = Alphabet.Dna.Parse("GCGTCTCGTGTCG");
        HashSet<string> all = All(letters);
        Assert.True(all.Count > 20);
        var random = SeededRandom.Stream(1, "shuffle");
        var counts = new Dictionary<string, int>();
        int draws = 200 * all.Count;
        for (int i = 0; i < draws; i++)
        {
            string shuffled = Alphabet.Dna.Format(DinucleotideShuffle.Of(letters, 4, ref random));
            counts[shuffled] = counts.GetValueOrDefault(shuffled) + 1;
        }

        Assert.True(all.SetEquals(counts.Keys));
        double square = counts.Values.Sum(static c => (c - 200.0) * (c - 200.0) / 200), freedom = all.Count - 1;
        // A greedy shuffle gives hundreds here.
        Assert.InRange(square / freedom, 0, 1 + 4 * Math.Sqrt(2 / freedom));
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

            for (byte next = 0; next < 4; next++)
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

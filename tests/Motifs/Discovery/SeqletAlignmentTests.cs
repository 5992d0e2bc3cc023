using GenoXai.Core.Motifs.Discovery;

namespace GenoXai.Tests.Motifs.Discovery;

public sealed class SeqletAlignmentTests
{
    private const int Width = 9;

    [Fact]
    public void Best_OfRandomProfiles_IsThatOfTryingEveryShiftAndStrand()
    {
        var alignment = new SeqletAlignment(4, [3, 2, 1, 0], 4);
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            float[] first = Random(random), second = Random(random);
            Placement best = alignment.Best(first, second, alignment.Turned(second));
            double slow = double.NegativeInfinity;
            for (int shift = -4; shift <= 4; shift++) slow = Math.Max(slow, Math.Max(Cosine(first, second, shift, false), Cosine(first, second, shift, true)));
            Assert.Equal(slow, best.Similarity, 1e-5);
            Assert.Equal(slow, Cosine(first, second, best.Shift, best.IsReverse), 1e-5);
        }
    }

    [Fact]
    public void Best_OnOneStrand_NeverTurns()
    {
        var alignment = new SeqletAlignment(4, null, 4);
        float[] profile = Random(new Random(1));
        Assert.Equal(new Placement(1, 0, false), alignment.Best(profile, profile, []) with { Similarity = 1 });
    }

    private static float[] Random(Random random)
    {
        float[] profile = [.. Enumerable.Range(0, Width * 4).Select(_ => (float)(random.NextDouble() - 0.3))];
        SeqletAlignment.Normalise(profile);
        return profile;
    }

    private static double Cosine(float[] first, float[] second, int shift, bool reverse)
    {
        double sum = 0;
        for (int p = 0; p < Width; p++)
        {
            int on = p + shift;
            if (on is < 0 or >= Width) continue;
            for (int letter = 0; letter < 4; letter++)
                sum += first[on * 4 + letter] * (reverse ? second[(Width - 1 - p) * 4 + 3 - letter] : second[p * 4 + letter]);
        }

        return sum;
    }
}

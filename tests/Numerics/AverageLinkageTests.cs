using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Numerics;

public sealed class AverageLinkageTests
{
    [Fact]
    public void Cut_OfRandomSimilarities_IsWhatJoiningTheNearestTwoAgainAndAgainGives()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 24);
            var similarity = new float[count * count];
            for (int i = 0; i < count; i++)
                for (int j = i + 1; j < count; j++) similarity[i * count + j] = similarity[j * count + i] = random.NextSingle();
            double threshold = random.NextDouble();
            int[] expected = JoinedOneByOne(similarity, count, threshold);
            Assert.True(expected.SequenceEqual(AverageLinkage.Cut((float[])similarity.Clone(), count, threshold)), $"seed {seed}");
        }
    }

    [Fact]
    public void Cut_OfTwoGroups_NumbersThemByTheirFirstItems()
    {
        float[] similarity = [0, .1f, .9f, .1f, .1f, 0, .1f, .8f, .9f, .1f, 0, .1f, .1f, .8f, .1f, 0];
        Assert.Equal([0, 1, 0, 1], AverageLinkage.Cut((float[])similarity.Clone(), 4, 0.5));
        Assert.Equal([0, 1, 2, 3], AverageLinkage.Cut((float[])similarity.Clone(), 4, 0.95));
        Assert.Equal([0, 0, 0, 0], AverageLinkage.Cut((float[])similarity.Clone(), 4, 0.05));
        Assert.Empty(AverageLinkage.Cut([], 0, 0.5));
    }

    [Fact]
    public void Cut_OfAMatrixOfAnotherSize_IsRefused() => Assert.Throws<ArgumentException>(() => AverageLinkage.Cut(new float[5], 2, 0.5));

    private static int[] JoinedOneByOne(float[] similarity, int count, double threshold)
    {
        List<List<int>> clusters = [.. Enumerable.Range(0, count).Select(static i => new List<int> { i })];
        while (true)
        {
            (double best, int first, int second) = (threshold, -1, -1);
            for (int a = 0; a < clusters.Count; a++)
            {
                for (int b = a + 1; b < clusters.Count; b++)
                {
                    double mean = clusters[a].Average(i => clusters[b].Average(j => (double)similarity[i * count + j]));
                    if (mean >= best) (best, first, second) = (mean, a, b);
                }
            }

            if (first < 0) break;
            clusters[first].AddRange(clusters[second]);
            clusters.RemoveAt(second);
        }

        var labels = new int[count];
        int next = 0;
        foreach (List<int> cluster in clusters.OrderBy(static c => c.Min()))
        {
            foreach (int i in cluster) labels[i] = next;
            next++;
        }

        return labels;
    }
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Results.Comparison;

public sealed class RunComparisonTests
{
    private static readonly string[] Sequences = ["ACGTNACG", "GGCATTAC", "TTTTTTTT"];

    [Fact]
    public void Read_OfTwoRunsOfIsm_IsWhatTheObviousLoopsSay()
    {
        float[][] a = Maps("a"), b = Maps("b");
        using ExplanationFile first = Open("ism", a), second = Open("ism", b);
        var comparison = new RunComparison([first, second], 0.25);
        (ExplainedSequence[] Runs, Agreement[] Pairs)[] rows = [.. comparison.Read()];
        var overall = default(PearsonCorrelation);
        for (int n = 0; n < Sequences.Length; n++)
        {
            double[] x = Means(Sequences[n], a[n]), y = Means(Sequences[n], b[n]);
            var pearson = default(PearsonCorrelation);
            for (int l = 0; l < 8; l++)
            {
                pearson.Add(x[l], y[l]);
                overall.Add(x[l], y[l]);
            }

            Agreement own = rows[n].Pairs[0];
            Assert.Equal(8, own.Positions);
            Assert.Equal(pearson.Value, own.Pearson, 1e-6);
            Assert.Equal(RankCorrelation.Spearman(x, y), own.Spearman, 1e-6);
            // Two of eight positions are the top quarter.
            int[] top = [.. Enumerable.Range(0, 8).OrderByDescending(l => Math.Abs(x[l])).Take(2)], other = [.. Enumerable.Range(0, 8).OrderByDescending(l => Math.Abs(y[l])).Take(2)];
            Assert.Equal((double)top.Intersect(other).Count() / top.Union(other).Count(), own.TopOverlap);
            var map = default(PearsonCorrelation);
            for (int letter = 0; letter < 4; letter++)
                for (int l = 0; l < 8; l++)
                    if ("ACGT"[letter] != Sequences[n][l]) map.Add(a[n][letter * 8 + l], b[n][letter * 8 + l]);
            Assert.Equal(map.Value, own.MapPearson, 1e-6);
        }

        Assert.Equal(overall.Value, comparison.Pairs[0].Pearson, 1e-6);
        Assert.Equal(24, comparison.Positions);
    }

    [Fact]
    public void Read_OfARunWithItself_AgreesWholly()
    {
        float[][] maps = Maps("a");
        using ExplanationFile first = Open("taylor", maps), second = Open("taylor", maps);
        foreach ((_, Agreement[] pairs) in new RunComparison([first, second]).Read())
            Assert.Equal(new Agreement(8, 1, 1, 1, 1, 1), Rounded(pairs[0]));
    }

    [Fact]
    public void Read_OfISMAndOfAGradientOfTheSameEffects_TakesTheGradientRelativeToTheObservedLetter()
    {
        float[][] ism = Maps("a");
        // A gradient whose differences to the observed letter are the effects: any number may be added at a position that has one.
        float[][] gradient = [.. ism.Select(static (map, n) => map.Select((v, i) => Sequences[n][i % 8] == 'N' ? v : v + 5 * (i % 8)).ToArray())];
        using ExplanationFile first = Open("ism", ism), second = Open("attribute", gradient, "gradient");
        foreach ((ExplainedSequence[] runs, Agreement[] pairs) in new RunComparison([first, second]).Read().Take(1)) Assert.Equal(1, pairs[0].MapPearson, 1e-5);
    }

    [Fact]
    public void Read_OfARunWithoutSigns_ComparesSizes()
    {
        float[][] ism = Maps("a");
        using ExplanationFile first = Open("ism", ism), second = OpenScores([.. ism.Select((map, n) => Means(Sequences[n], map).Select(Math.Abs).ToArray())]);
        var comparison = new RunComparison([first, second]);
        foreach ((_, Agreement[] pairs) in comparison.Read()) Assert.Equal(1, pairs[0].Pearson, 1e-5);
        Assert.True(comparison.Pairs[0].BySize);
        Assert.Equal(1, comparison.Pairs[0].Spearman, 1e-3);
    }

    [Theory]
    [InlineData("ACGTNACG,GGCATTAC", "ACGTNACG,GGCATTAC,TTTTTTTT", "explains 3 sequences, but one explains 2")]
    [InlineData("ACGTNACG,GGCATTAC", "ACGTNACG,GGCATTAG", "sequence 2 (\"s1\") has another letter at position 7 than in one")]
    [InlineData("ACGTNACG,GGCATTAC", "ACGTNACG,GGCATTACA", "sequence 1 (\"s0\") has 9 positions, but 8 in one", "sequence 2 (\"s1\") has 9 positions, but 8 in one")]
    public void Read_OfOtherSequences_NamesWhatDiffers(string one, string two, params string[] expected)
    {
        InputException error = Assert.Throws<InputException>(() =>
        {
            using ExplanationFile first = Write("one", "ism", one.Split(','), null), second = Write("two", "ism", two.Split(','), null);
            new RunComparison([first, second]).Read().Last();
        });
        Assert.Contains(expected, text => error.Message.Contains(text, StringComparison.Ordinal));
        Assert.StartsWith("two: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfPredictions_SaysWhichMethodsHoldImportances()
    {
        InputException error = Assert.Throws<InputException>(() => ExplanationFile.Open("p", new RunRecord().Set("method", "predict"), new MemoryStream()));
        Assert.Contains("ism, taylor, attribute, occlusion, query, sensx", error.Message, StringComparison.Ordinal);
    }

    internal static ExplanationFile Write(string name, string method, string[] sequences, float[][]? maps, string attribution = "gradient")
    {
        int width = sequences.Max(static s => s.Length);
        var hot = new byte[sequences.Length * 4 * width];
        for (int n = 0; n < sequences.Length; n++)
            for (int l = 0; l < sequences[n].Length; l++)
                if ("ACGT".IndexOf(sequences[n][l], StringComparison.Ordinal) is >= 0 and var letter) hot[(n * 4 + letter) * width + l] = 1;
        var stream = new MemoryStream();
        using (var npz = new NpzWriter(stream, leaveOpen: true))
        {
            npz.Write<float>("values", maps is null ? new float[hot.Length] : [.. maps.SelectMany(static m => m)], sequences.Length, 4, width);
            npz.Write<byte>("one_hot", hot, sequences.Length, 4, width);
            npz.WriteText("ids", [.. sequences.Select((_, n) => $"s{n}")]);
            if (sequences.Any(s => s.Length != width)) npz.Write<int>("lengths", [.. sequences.Select(static s => s.Length)]);
            npz.Finish();
        }

        RunRecord record = new RunRecord().Set("method", method).Set("targets", ["y"]).Set("alphabet", "ACGT");
        if (method == "attribute") record.Set("attribution", attribution);
        stream.Position = 0;
        return ExplanationFile.Open(name, record, stream);
    }

    private static Agreement Rounded(Agreement a) => new(a.Positions, Math.Round(a.Pearson, 9), Math.Round(a.Spearman, 9), Math.Round(a.MapPearson, 9), Math.Round(a.MapSpearman, 9), a.TopOverlap);

    private static ExplanationFile Open(string method, float[][] maps, string attribution = "gradient") => Write(method, method, Sequences, maps, attribution);

    private static ExplanationFile OpenScores(double[][] scores)
    {
        var stream = new MemoryStream();
        using (var npz = new NpzWriter(stream, leaveOpen: true))
        {
            npz.Write<double>("score", [.. scores.SelectMany(static s => s)], scores.Length, 8);
            npz.WriteText("ids", [.. scores.Select((_, n) => $"s{n}")]);
            npz.Finish();
        }

        stream.Position = 0;
        return ExplanationFile.Open("sensx", new RunRecord().Set("method", "sensx").Set("targets", ["y"]), stream);
    }

    private static double[] Means(string sequence, float[] map)
    {
        var means = new double[8];
        for (int l = 0; l < 8; l++)
        {
            // Effects are relative to the observed letter, whose own is 0.
            for (int letter = 0; letter < 4; letter++) means[l] -= map[letter * 8 + l];
            means[l] /= sequence[l] == 'N' ? 4 : 3;
        }

        return means;
    }

    private static float[][] Maps(string name)
    {
        var random = SeededRandom.Stream(3, name);
        var maps = new float[Sequences.Length][];
        for (int n = 0; n < maps.Length; n++)
        {
            maps[n] = new float[32];
            for (int i = 0; i < 32; i++) maps[n][i] = "ACGT"[i / 8] == Sequences[n][i % 8] ? 0 : (float)random.NextGaussian();
        }

        return maps;
    }
}

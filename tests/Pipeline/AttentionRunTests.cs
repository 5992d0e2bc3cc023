using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Tests.Pipeline;

/// <summary>Runs of attention: every file against the obvious loops on softmax by hand.</summary>
public sealed class AttentionRunTests : IDisposable
{
    private const int Shuffles = 6;
    private readonly TemporaryFolder _folder = new();
    private readonly NamedSequence[] _sequences = [.. new[] { "ACGTTGCATC", "CATNAGGGTA", "GGGGGGGGGG", "TTTACACAGG", "CAGTCAGTCA", "GGATCCATAT" }.Select(static (text, i) => new NamedSequence($"s{i}", Alphabet.Dna.Parse(text)))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(AttentionAggregate.Max, "")]
    [InlineData(AttentionAggregate.Mean, "")]
    [InlineData(AttentionAggregate.Rollout, "")]
    [InlineData(AttentionAggregate.Mean, "1")]
    [InlineData(AttentionAggregate.Rollout, "2,0")]
    public async Task Run_JoinsLayersAndHeads_AndTestsPairsAgainstShuffles(AttentionAggregate aggregate, string layers)
    {
        int[] chosen = layers.Length == 0 ? [0, 1, 2] : [.. layers.Split(',').Select(int.Parse).Order()];
        var options = new AttentionOptions { Aggregate = aggregate, Layers = layers.Length == 0 ? [] : [.. layers.Split(',').Select(int.Parse)], Shuffles = Shuffles, KeepAll = true, Threshold = 0.1, Top = 4 };
        RunRecord record = await RunAsync(ToyAttention.Graph(layers: 3), options, "out");

        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/attention.npz")), "attention.npz");
        NpyArray<float> joined = npz.Read<float>("attention"), maps = npz.Read<float>("maps"), means = npz.Read<float>("layers");
        float[] mean = npz.Read<float>("mean").Values;
        Assert.Equal([6, 10, 10], joined.Shape);
        Assert.Equal([6, 3, 2, 10, 10], maps.Shape);
        Assert.Equal([chosen.Length, 10, 10], means.Shape);
        Assert.Equal(Enumerable.Range(1, 10), npz.Read<int>("token_ends").Values);
        double[][] own = [.. _sequences.Select(s => Join(s.Letters, aggregate, chosen))];
        for (int n = 0; n < 6; n++)
        {
            double[][] byHand = [.. Enumerable.Range(0, 6).Select(map => ToyAttention.Map(_sequences[n].Letters, map / 2, map % 2))];
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(own[n][i], joined.Values[n * 100 + i], 1e-6);
                for (int map = 0; map < 6; map++) Assert.Equal(byHand[map][i], maps.Values[(n * 6 + map) * 100 + i], 1e-6);
            }
        }

        double[][][] ofLayers = [.. chosen.Select(k => _sequences.SelectMany(s => Enumerable.Range(0, 2).Select(h => ToyAttention.Map(s.Letters, k, h))).ToArray())];
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(own.Average(m => m[i]), mean[i], 1e-6);
            for (int k = 0; k < chosen.Length; k++) Assert.Equal(ofLayers[k].Average(m => m[i]), means.Values[k * 100 + i], 1e-6);
        }

        // Tests and ranks hang on the last bits where letters, and so attention, are equal: here the numbers are the run's own, checked above.
        float[][] written = [.. _sequences.Select((_, n) => joined.Values[(n * 100)..((n + 1) * 100)])];
        float[][][] shuffled = OfShuffles(aggregate, chosen, (int)record.GetInt64("batch_rows"));
        for (int n = 0; n < 6; n++)
            Assert.Equal(Join(Shuffled(_sequences[n], 1), aggregate, chosen).Select(static v => (float)v), shuffled[n][1], static (a, b) => Math.Abs(a - b) < 1e-6);
        CheckPairs(written, shuffled, record);
        CheckStrongest(written, shuffled);
        Assert.Equal(6 * (1 + Shuffles), record.GetInt64("model_rows"));
        Assert.Equal(7, Directory.GetFiles(_folder.Path("out"), "*.svg").Length);
        int themselves = _sequences.Count(s => Enumerable.Range(0, Shuffles).All(i => Shuffled(s, i).AsSpan().SequenceEqual(s.Letters)));
        Assert.InRange(themselves, 1, 5);
        Assert.Contains(record.GetStrings("warnings"), w => w.StartsWith($"{themselves} sequences have no shuffle but themselves", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithSites_TestsPairsOfMotifsAgainstTheSameTokensOfShuffles()
    {
        FeatureSite[] sites = [new("*", 0, 2, "a"), new("*", 4, 7, "b"), new("s1", 6, 9, "b"), new("s4", 8, 10, "c")];
        var options = new AttentionOptions { Shuffles = Shuffles, Threshold = 0 };
        RunRecord record = await RunAsync(ToyAttention.Graph(), options, "out", sites: new SiteOptions { Sites = sites });
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/attention.npz")), "attention.npz");
        float[] joined = npz.Read<float>("attention").Values;
        float[][][] shuffled = OfShuffles(AttentionAggregate.Max, [0], (int)record.GetInt64("batch_rows"), layers: 1);
        var own = new Dictionary<(string, string), List<float>>();
        var other = new Dictionary<(string, string), List<float>>();
        for (int n = 0; n < 6; n++)
        {
            FeatureSite[] here = [.. sites.Where(s => s.Sequence == "*" || s.Sequence == $"s{n}").OrderBy(static s => s.Start)];
            foreach (FeatureSite from in here)
            {
                foreach (FeatureSite to in here.Where(to => to.Start >= from.End || from.Start >= to.End))
                {
                    float Largest(float[] map) => (from q in Enumerable.Range(@from.Start, @from.End - @from.Start) from k in Enumerable.Range(to.Start, to.End - to.Start) select map[q * 10 + k]).Max();
                    own.TryAdd((from.Name, to.Name), []);
                    other.TryAdd((from.Name, to.Name), []);
                    own[(from.Name, to.Name)].Add(Largest(joined[(n * 100)..((n + 1) * 100)]));
                    other[(from.Name, to.Name)].AddRange(shuffled[n].Take(5).Select(Largest));
                }
            }
        }

        string[][] rows = Lines("out/motif_pairs.tsv");
        Assert.Equal(own.Keys.Order(), rows.Select(static r => (r[0], r[1])).Order());
        double[] p = [.. rows.Select(r => MannWhitney.Greater([.. own[(r[0], r[1])]], [.. other[(r[0], r[1])]]).PValue)];
        for (int i = 0; i < rows.Length; i++)
        {
            (string, string) pair = (rows[i][0], rows[i][1]);
            Assert.Equal((own[pair].Count, own[pair].Average(static v => (double)v)), (int.Parse(rows[i][2], CultureInfo.InvariantCulture), Number(rows[i][4])));
            Assert.Equal(p[i], Number(rows[i][7]), 1e-9);
            Assert.Equal(BenjaminiHochberg.Adjust(p)[i], Number(rows[i][8]), 1e-9);
        }

        Assert.Equal(p.Order(), p);
        Assert.Equal(rows.Length, record.GetInt64("tested_motif_pairs"));
    }

    [Fact]
    public async Task Run_WithTokensBesideTheSequence_SaysWhichOne()
    {
        // Ten tokens of ten letters: the fourth would begin behind them.
        var options = new AttentionOptions { Shuffles = 1, Tokens = new TokenPlacement(0, 3, 4) };
        InputException error = await Assert.ThrowsAsync<InputException>(() => RunAsync(ToyAttention.Graph(), options, "out"));
        Assert.Contains("--tokens 0:3:4 lays token 3 of 10 at 12 to 15, outside the 10 letters", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(10, 12)]
    [InlineData(9, 21)]
    [InlineData(23, 24)]
    [InlineData(38, 40)]
    public void TokensOf_ASite_HaveTheirMiddleInIt_OrAreTheNearest(int start, int end)
    {
        // Token t covers 5t − 9 to 5t + 14: its middle is 5t + 2.5; six tokens.
        var site = new PerturbedSite(start, end, "", false, 0, 0, []);
        int[] middles = [.. Enumerable.Range(0, 6).Where(t => 5 * t + 2.5 >= start && 5 * t + 2.5 < end)];
        if (middles.Length == 0) middles = [Enumerable.Range(0, 6).MinBy(t => Math.Abs(5 * t + 2.5 - (start + end) / 2.0))];
        Assert.Equal((middles[0], middles[^1] + 1), AttentionSitePairs.TokensOf(site, new TokenPlacement(-9, 23, 5), 6));
    }

    [Fact]
    public async Task Run_InOtherChunksAndThreads_GivesTheSameBytes()
    {
        var options = new AttentionOptions { Shuffles = 3 };
        await RunAsync(ToyAttention.Graph(AttentionForm.HeadsMerged), options, "whole");
        await RunAsync(ToyAttention.Graph(AttentionForm.HeadsMerged), options, "parts", chunkRows: 5, threads: 2);
        foreach (string file in new[] { "attention.npz", "attention.tsv", "pairs.tsv", "attention.svg" })
            Assert.Equal(File.ReadAllBytes(_folder.Path("whole/" + file)), File.ReadAllBytes(_folder.Path("parts/" + file)));
    }

    [Fact]
    public async Task Run_OfSeveralLengths_LeavesNoNumbersWhereASequenceEnds_AndWithoutShufflesTestsNothing()
    {
        NamedSequence[] sequences = [new("a", Alphabet.Dna.Parse("ACGTT")), new("b", Alphabet.Dna.Parse("GGATCAA"))];
        RunRecord record = await RunAsync(ToyAttention.Graph(length: "L"), new AttentionOptions { Shuffles = 0, Top = 2 }, "out", sequences: sequences);
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/attention.npz")), "attention.npz");
        NpyArray<float> joined = npz.Read<float>("attention");
        Assert.Equal([2, 7, 7], joined.Shape);
        Assert.Equal([5, 7], npz.Read<int>("lengths").Values);
        double[] first = Join(sequences[0].Letters, AttentionAggregate.Max, [0]);
        for (int i = 0; i < 49; i++)
        {
            if (i / 7 < 5 && i % 7 < 5) Assert.Equal(first[i / 7 * 5 + i % 7], joined.Values[i], 1e-6);
            else Assert.True(float.IsNaN(joined.Values[i]));
        }

        Assert.Equal(2, record.GetInt64("model_rows"));
        Assert.Equal(0, record.GetInt64("significant_pairs"));
        Assert.All(Lines("out/pairs.tsv"), static row => Assert.Equal(["", "", "", ""], row[8..]));
        Assert.Equal(["", "", ""], Lines("out/attention.tsv")[0][10..]);
    }

    [SharedFact("models/deepatt_yeast_promoter.onnx", "data/yeast_promoter_HQ_testdata.tsv")]
    public async Task Maps_OfTheYeastPromoterModel_AreTheGraphsOwnTensors()
    {
        NamedSequence[] sequences = [.. File.ReadLines(SharedFactAttribute.Path("data/yeast_promoter_HQ_testdata.tsv")).Select(static line => line.Split('\t')[0]).Where(static s => s.Length == 110)
            .Take(5).Select(static (text, i) => new NamedSequence($"s{i}", Alphabet.Dna.Parse(text)))];
        string path = SharedFactAttribute.Path("models/deepatt_yeast_promoter.onnx");
        RunRecord record = await RunAsync(null, new AttentionOptions { KeepAll = true, Shuffles = 2 }, "out", path: path, sequences: sequences);
        Assert.Equal("16", record.GetString("heads"));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/attention.npz")), "attention.npz");
        Assert.Equal([5, 1, 16, 27, 27], npz.Read<float>("maps").Shape);
        // Convolution of 30 letters, then pooling by 3: token t sees 3t to 3t + 32.
        Assert.Equal(Enumerable.Range(0, 27).Select(static t => 3 * t), npz.Read<int>("token_starts").Values);
        Assert.Equal(Enumerable.Range(0, 27).Select(static t => 3 * t + 32), npz.Read<int>("token_ends").Values);

        // The same tensor, exposed and run by hand.
        ModelProto proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        proto.Graph.Output.Add(new ValueInfoProto { Name = "softmax_42" });
        using var session = new InferenceSession(proto.ToByteArray());
        var input = new float[5 * 110 * 4];
        for (int n = 0; n < 5; n++)
            for (int l = 0; l < 110; l++) input[(n * 110 + l) * 4 + sequences[n].Letters[l]] = 1;
        using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(input, [5, 110, 4]);
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["sequence"], [tensor], ["softmax_42"]);
        Assert.Equal(outputs[0].GetTensorDataAsSpan<float>().ToArray(), npz.Read<float>("maps").Values, static (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData("layers: 1 is asked for", 1, 0.04)]
    [InlineData("threshold 2", 0, 2)]
    public async Task Run_WithWrongOptions_SaysWhich(string expected, int layer, double threshold)
    {
        InputException error = await Assert.ThrowsAsync<InputException>(async () =>
        {
            var options = new AttentionOptions { Layers = [layer], Threshold = threshold };
            options.Check();
            await RunAsync(ToyAttention.Graph(), options, "out");
        });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("START:WIDTH:STRIDE", Assert.Throws<InputException>(() => TokenPlacement.Parse("3:x")).Message, StringComparison.Ordinal);
        Assert.Equal(new TokenPlacement(-2, 32, 2.5), TokenPlacement.Parse("-2:32:2.5"));
        Assert.Equal((5, 10), TokenPlacement.Even(2, 10).Of(1, 10));
        Assert.Equal((3, 7), TokenPlacement.Even(3, 10).Of(1, 10));
    }

    private void CheckPairs(float[][] own, float[][][] shuffled, RunRecord record)
    {
        string[][] rows = Lines("out/pairs.tsv");
        (int Query, int Key)[] tested = [.. from q in Enumerable.Range(0, 10) from k in Enumerable.Range(0, 10) where q != k && own.Average(m => m[q * 10 + k]) >= 0.1 select (q, k)];
        Assert.NotEmpty(tested);
        Assert.Equal(tested.Length, record.GetInt64("tested_pairs"));
        double[] p = [.. tested.Select(t => MannWhitney.Greater(Column(own, t), [.. shuffled.SelectMany(s => Column(s[..5], t))]).PValue)];
        double[] adjusted = BenjaminiHochberg.Adjust(p);
        Assert.Equal(tested.Order(), rows.Select(static r => (int.Parse(r[0], CultureInfo.InvariantCulture), int.Parse(r[1], CultureInfo.InvariantCulture))).Order());
        foreach (string[] row in rows)
        {
            int at = Array.IndexOf(tested, (int.Parse(row[0], CultureInfo.InvariantCulture), int.Parse(row[1], CultureInfo.InvariantCulture)));
            Assert.Equal(own.Average(m => m[tested[at].Query * 10 + tested[at].Key]), Number(row[7]), 1e-6);
            Assert.Equal(p[at], Number(row[10]), 1e-9);
            Assert.Equal(adjusted[at], Number(row[11]), 1e-9);
        }

        Assert.Equal(adjusted.Order(), rows.Select(static r => Number(r[11])), static (a, b) => Math.Abs(a - b) < 1e-9);
    }

    private void CheckStrongest(float[][] own, float[][][] shuffled)
    {
        string[][] rows = Lines("out/attention.tsv");
        Assert.Equal(6 * 4, rows.Length);
        for (int line = 0; line < rows.Length; line++)
        {
            string[] row = rows[line];
            int n = line / 4, at = int.Parse(row[1], CultureInfo.InvariantCulture) * 10 + int.Parse(row[2], CultureInfo.InvariantCulture);
            float value = own[n][at];
            float[] others = [.. Enumerable.Range(0, 100).Where(static i => i / 10 != i % 10).Select(i => own[n][i]).OrderDescending()];
            Assert.Equal(others[line % 4], value);
            Assert.Equal(value, Number(row[9]), 1e-6);
            Assert.Equal(Alphabet.Dna.Format(_sequences[n].Letters)[at / 10].ToString(), row[7]);
            Assert.Equal((1.0 + shuffled[n].Count(s => s[at] >= value)) / (1 + Shuffles), Number(row[11]), 1e-9);
            Assert.Equal((1.0 + shuffled[n].Count(s => Enumerable.Range(0, 100).Any(i => i / 10 != i % 10 && s[i] >= value))) / (1 + Shuffles), Number(row[12]), 1e-9);
        }
    }

    private async Task<RunRecord> RunAsync(TestGraph? graph, AttentionOptions options, string output, string? path = null, NamedSequence[]? sequences = null, int? chunkRows = null, int threads = 1, SiteOptions? sites = null)
    {
        graph?.Save(_folder.Path("m.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(path ?? _folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        var request = new RunRequest { Method = RunMethod.Attention, Attention = options, AttentionSites = sites, ChunkRows = chunkRows };
        string folder = _folder.Path(output);
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder), sequences ?? _sequences, "sequences"), folder, threads).RunAsync(null, CancellationToken.None);
        await using FileStream stream = File.OpenRead(Path.Combine(folder, RunKeys.Record));
        return RunRecordFile.Read(stream, RunKeys.Record);
    }

    private static double[] Join(byte[] letters, AttentionAggregate aggregate, int[] layers)
    {
        int tokens = letters.Length;
        var joined = new double[tokens * tokens];
        if (aggregate != AttentionAggregate.Rollout)
        {
            double[][] maps = [.. from k in layers from h in Enumerable.Range(0, 2) select ToyAttention.Map(letters, k, h)];
            for (int i = 0; i < joined.Length; i++) joined[i] = aggregate == AttentionAggregate.Max ? maps.Max(m => m[i]) : maps.Average(m => m[i]);
            return joined;
        }

        for (int i = 0; i < tokens; i++) joined[i * tokens + i] = 1;
        foreach (int k in layers)
        {
            var next = new double[joined.Length];
            double[][] heads = [.. Enumerable.Range(0, 2).Select(h => ToyAttention.Map(letters, k, h))];
            for (int i = 0; i < tokens; i++)
                for (int j = 0; j < tokens; j++)
                    for (int t = 0; t < tokens; t++)
                        next[i * tokens + j] += ((heads[0][i * tokens + t] + heads[1][i * tokens + t]) / 2 + (i == t ? 1 : 0)) / 2 * joined[t * tokens + j];
            joined = next;
        }

        return joined;
    }

    private float[][][] OfShuffles(AttentionAggregate aggregate, int[] chosen, int batchRows, int layers = 3)
    {
        using OnnxSequenceModel model = ModelLoader.Load(_folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        return [.. _sequences.Select(sequence =>
        {
            var maps = new float[Shuffles][];
            model.Attention.Read([.. sequence.Letters, .. Enumerable.Range(0, Shuffles).SelectMany(i => Shuffled(sequence, i))], 10, batchRows, (row, all) =>
            {
                if (row > 0) AttentionMaps.Join(aggregate, all.Span, [.. Enumerable.Repeat(2, layers)], chosen, maps[row - 1] = new float[100]);
            }, CancellationToken.None);
            return maps;
        })];
    }

    private static byte[] Shuffled(NamedSequence sequence, int index)
    {
        SeededRandom random = SequenceStream.Of(1, "dinucleotide-shuffle", sequence, index);
        return DinucleotideShuffle.Of(sequence.Letters, 4, ref random);
    }

    private static float[] Column(float[][] maps, (int Query, int Key) pair) => [.. maps.Select(m => m[pair.Query * 10 + pair.Key])];

    private string[][] Lines(string file) => [.. File.ReadLines(_folder.Path(file)).Skip(1).Select(static line => line.Split('\t'))];

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}

using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>Runs of filters, against loops over the weights that the models were made with.</summary>
public sealed class FilterRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The obvious loops over sequences, filters, windows and letters.</summary>
    [Theory]
    [InlineData(FilterThreshold.Basset, 2, 1, 1, "")]
    [InlineData(FilterThreshold.AiTac, 0, 2, 1, "")]
    [InlineData(FilterThreshold.Basset, 3, 1, 1, "SAME_UPPER")]
    [InlineData(FilterThreshold.Basset, 3, 1, 1, "SAME_LOWER")]
    [InlineData(FilterThreshold.Basset, 1, 1, 2, "")]
    public async Task Filters_OfARandomLayer_AreWhatTheLoopsFind(FilterThreshold threshold, int pad, int stride, int dilation, string autoPad)
    {
        const int Filters = 5, Kernel = 4, Length = 20, Count = 30;
        int width = (Kernel - 1) * dilation + 1, left = autoPad switch { "SAME_UPPER" => 1, "SAME_LOWER" => 2, _ => pad };
        SeededRandom random = SeededRandom.Stream(3, "filter-tests", pad);
        float[] weights = new float[Filters * 4 * Kernel];
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)random.NextGaussian();
        (string, object)[] attributes = [("dilations", new long[] { dilation }), ("strides", new long[] { stride }), autoPad.Length > 0 ? ("auto_pad", autoPad) : ("pads", new long[] { pad, pad + 1 })];
        new TestGraph().Input("x", "N", 4, Length).Floats("w", weights, Filters, 4, Kernel).Node("Conv", "x,w", "c", attributes).Node("Relu", "c", "r")
            .Node("ReduceMax", "r", "m", ("axes", new long[] { 1, 2 }), ("keepdims", 0L)).Output("m", "N").Save(_folder.Path("m.onnx"));
        NamedSequence[] sequences = [.. Enumerable.Range(0, Count).Select(n => new NamedSequence($"s{n}", [.. Enumerable.Range(0, Length).Select(_ => (byte)random.NextInt(4))]))];
        sequences[3].Letters[7] = Alphabet.Missing;
        await RunAsync(new FilterOptions { Threshold = threshold, LeastSites = 1 }, sequences, chunkRows: 7);

        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/filters.npz")), "filters.npz");
        for (int f = 0; f < Filters; f++)
        {
            var windows = new List<(int Sequence, int Start, double Activation)>();
            for (int n = 0; n < Count; n++)
            {
                for (int start = -left; start <= Length - width; start += stride)
                {
                    if (start < 0) continue;
                    double sum = 0;
                    for (int i = 0; i < Kernel; i++)
                        if (sequences[n].Letters[start + i * dilation] is var letter and < 4) sum += weights[(f * 4 + letter) * Kernel + i];
                    windows.Add((n, start, Math.Max(0, sum)));
                }
            }

            double max = windows.Max(static w => w.Activation), mean = windows.Average(static w => w.Activation), least = threshold == FilterThreshold.Basset ? mean + 0.5 * (max - mean) : 0.5 * max;
            Assert.Equal(max, npz.Read<double>("max").Values[f], 1e-5);
            Assert.Equal(mean, npz.Read<double>("mean").Values[f], 1e-5);
            var counts = new long[width * 4];
            long sites = 0;
            foreach ((int n, int start, double activation) in windows)
            {
                byte[] word = sequences[n].Letters[start..(start + width)];
                if (activation <= least || word.Contains(Alphabet.Missing)) continue;
                sites++;
                for (int i = 0; i < width; i++) counts[i * 4 + word[i]]++;
            }

            Assert.Equal(sites, npz.Read<long>("sites").Values[f]);
            Assert.Equal(counts, npz.Read<long>("pfm").Values[(f * width * 4)..((f + 1) * width * 4)]);
            for (int n = 0; n < Count; n++)
            {
                (_, int start, double activation) = windows.Where(w => w.Sequence == n).MaxBy(static w => w.Activation);
                Assert.Equal(activation, npz.Read<float>("site_activation").Values[n * Filters + f], 1e-5f);
                if (activation > 0) Assert.Equal(start, npz.Read<int>("site_start").Values[n * Filters + f]);
            }
        }

        Assert.Equal(2 * Count, Record().GetInt64("model_rows"));
    }

    [Fact]
    public async Task Filters_OfTheToy_FindItsWords_AndNameTheSilentOne()
    {
        SeededRandom random = SeededRandom.Stream(1, "filter-toy");
        ToyOnnx.Filters().Save(_folder.Path("m.onnx"));
        Motif acg = new("ACG_known", [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], 20), other = new("other", [.. Enumerable.Repeat(0.25, 40)], 20);
        await RunAsync(new FilterOptions { LeastSites = 5 }, [.. Enumerable.Range(0, 200).Select(n => new NamedSequence($"s{n}", [.. Enumerable.Range(0, 10).Select(_ => (byte)random.NextInt(4))]))], chunkRows: 64, motifs: [other, acg]);
        string[][] table = Table("filters.tsv");
        // max 2 and mean about .1 of the first: words of all three letters only. Names of columns stand in line 0.
        Assert.Equal(["ACG", "0", "3"], table[1][6..9]);
        Assert.Equal(["ACG_known", ""], [table[1][10], table[1][13]]);
        Assert.Equal("never active", table[3][13]);
        Assert.Equal(["0", "ACG_known"], Table("annotations.tsv")[1][..2]);
        Assert.Equal(["0", "+"], Table("annotations.tsv")[1][4..]);
        MotifSet meme = MotifReader.ReadFile(_folder.Path("out/filters.meme"));
        Assert.Equal(["0", "1"], meme.Select(static m => m.Name));
        Assert.All(Table("sites.tsv").Skip(1).Where(static row => row[1] == "0"), static row => Assert.Equal(("ACG", "2"), (row[4], row[5])));
    }

    [Fact]
    public async Task Filters_OfPlantedWorld_RecoverEveryMotif_AndThoseOfScrambledWeightsDoNot()
    {
        string planted = Path.Combine(DependencyDirectionTests.Root(), "tests", "Golden", "planted");
        Motif[] known = [.. File.ReadLines(Path.Combine(planted, "motifs.tsv")).Skip(1).Select(static line => line.Split('\t')).Select(static row => Word(row[0], row[^1]))];
        Assert.Equal(5, known.Length);
        NamedSequence[] sequences = [.. FastaReader.ReadFile(Path.Combine(planted, "sequences.fa"), Alphabet.Dna)];
        Motif[] all = [.. known, .. Enumerable.Range(0, 100).Select(static i => Decoy(i))];
        foreach (string name in (string[])["cnn", "attention"])
        {
            File.Copy(Path.Combine(planted, name, "model.onnx"), _folder.Path("m.onnx"), overwrite: true);
            await RunAsync(new FilterOptions(), sequences, 256, all, name);
            Assert.Equal(known.Select(static m => m.Name).Order(), Found(name).Distinct().Order());
        }

        ToyOnnx.Scramble(_folder.Path("m.onnx"));
        await RunAsync(new FilterOptions(), sequences, 256, all, "scrambled");
        // The sequences are full of the five, so that filters of chance may touch one; they do not find the five.
        Assert.InRange(Found("cnn").Count(), 25, 32);
        Assert.InRange(Found("scrambled").Count(), 0, 4);
        Assert.InRange(Found("scrambled").Distinct().Count(), 0, 2);

        IEnumerable<string> Found(string name) => Table("filters.tsv", name).Skip(1).Where(static row => row[12].Length > 0 && double.Parse(row[12], System.Globalization.CultureInfo.InvariantCulture) < 0.05)
            .Select(static row => row[10]).Where(found => known.Any(k => k.Name == found));
    }

    [SharedFact("data/jaspar_subset_MA.meme")]
    public async Task Filters_OfPlantedWorld_AreFoundAmongAllOfJaspar()
    {
        string planted = Path.Combine(DependencyDirectionTests.Root(), "tests", "Golden", "planted");
        string[] known = [.. File.ReadLines(Path.Combine(planted, "motifs.tsv")).Skip(1).Select(static line => line.Split('\t')[0]).Order()];
        MotifSet jaspar = MotifReader.ReadFile(SharedFactAttribute.Path("data/jaspar_subset_MA.meme"));
        foreach (string name in (string[])["cnn", "attention"])
        {
            File.Copy(Path.Combine(planted, name, "model.onnx"), _folder.Path("m.onnx"), overwrite: true);
            await RunAsync(new FilterOptions(), [.. FastaReader.ReadFile(Path.Combine(planted, "sequences.fa"), Alphabet.Dna)], 256, jaspar, name);
            string[][] rows = [.. Table("annotations.tsv", name).Skip(1)];
            Assert.All(rows.GroupBy(static row => row[0]), static group => Assert.True(group.Count() >= 5));
            Assert.Equal(known, rows.GroupBy(static row => row[0]).Select(static group => group.First()).Where(static row => double.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture) < 0.05)
                .Select(static row => row[1]).Where(known.Contains).Distinct().Order());
        }
    }

    [SharedFact("models/architectures", "data/jaspar_subset_MA.meme")]
    public void FilterLayer_OfRealArchitectures_IsFound()
    {
        (string File, int Filters, int Width, bool IsActivated)[] expected =
        [
            ("models/architectures/Basset.onnx", 32, 19, true), ("models/architectures/BPNet_ChromBPNet.onnx", 16, 21, true), ("models/architectures/DanQ.onnx", 16, 26, true),
            ("models/architectures/DeepSTARR.onnx", 16, 7, true), ("models/deepatt_yeast_promoter.onnx", 256, 30, true), ("models/framepool_50nt.onnx", 128, 7, true), ("models/mmsplice_acceptor_53nt.onnx", 32, 15, true),
        ];
        foreach ((string file, int filters, int width, bool isActivated) in expected)
        {
            LoadedModel loaded = ModelLoader.Load(SharedFactAttribute.Path(file));
            using OnnxSequenceModel model = loaded.Open(ResolvedTarget.OrAny([], loaded), new ModelOptions { Threads = 1 });
            FilterLayer layer = model.FilterLayer();
            Assert.Equal((file, filters, width, isActivated), (file, layer.Filters, layer.Width, layer.IsActivated));
        }
    }

    [Fact]
    public async Task Filters_WithoutAConvolution_WithMotifsOfOtherLetters_OrOfASequenceThatIsTooShort_AreRefused()
    {
        NamedSequence sequence = new("s", new byte[10]);
        ToyOnnx.Filters().Save(_folder.Path("m.onnx"));
        Motif protein = new("p", [.. Enumerable.Repeat(0.05, 20)], 20) { Alphabet = new Alphabet(ToyOnnx.AminoAcids) };
        Assert.Contains("\"p\": its letters are", (await Assert.ThrowsAsync<InputException>(() => RunAsync(new FilterOptions(), [sequence], 8, [protein]))).Message, StringComparison.Ordinal);
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        Assert.Equal("no-convolution", (await Assert.ThrowsAsync<InputException>(() => RunAsync(new FilterOptions(), [sequence], 8))).Problem);
        new TestGraph().Input("x", "N", 4, "L").Weights("w", 2, 4, 12).Node("Conv", "x,w", "c", ("pads", new long[] { 6, 6 })).Node("Relu", "c", "r").Node("ReduceMax", "r", "y", ("axes", new long[] { 1, 2 }), ("keepdims", 0L)).Output("y", "N").Save(_folder.Path("m.onnx"));
        InputException error = await Assert.ThrowsAsync<InputException>(() => RunAsync(new FilterOptions(), [sequence], 8));
        Assert.Contains("10 letters, but the filters span 12", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_AsACommand_WriteTheirFilesAndAReport_AndNameABadMotifFile()
    {
        ToyOnnx.Filters().Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", string.Concat(Enumerable.Range(0, 30).Select(static n => $">s{n}\nTACGTTA{"ACGT"[n % 4]}AA\n")));
        _folder.Write("known.txt", ">k ACG\nA [9 0 0]\nC [0 9 0]\nG [0 0 9]\nT [0 0 0]\n");
        string[] command = ["filters", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), "--motifs"];
        Assert.Equal(0, GenoXaiProcess.Run([.. command, _folder.Path("known.txt")]).ExitCode);
        Assert.Equal(["annotations.tsv", "filters.meme", "filters.npz", "filters.svg", "filters.tsv", "run.json", "sites.tsv"], Directory.GetFiles(_folder.Path("out")).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
        _folder.Write("bad.meme", "MEME version 4\n\nMOTIF m\nletter-probability matrix: w= 1\n 0.5 0.5 0.5 0\n");
        ProcessResult bad = GenoXaiProcess.Run([.. command, _folder.Path("bad.meme"), "--overwrite"]);
        Assert.Equal(2, bad.ExitCode);
        Assert.Contains("bad.meme, line 5", bad.Error, StringComparison.Ordinal);
    }

    private async Task RunAsync(FilterOptions options, NamedSequence[] sequences, int chunkRows, IReadOnlyList<Motif>? motifs = null, string output = "out")
    {
        var request = new RunRequest { Method = RunMethod.Filters, Filters = options, ChunkRows = chunkRows, BatchRows = 16 };
        using OnnxSequenceModel model = ModelLoader.Load(_folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        string folder = _folder.Path(output);
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder), sequences, "sequences") { Motifs = motifs }, folder, threads: 2).RunAsync(null, CancellationToken.None);
    }

    private RunRecord Record() => RunRecordFile.Read(File.OpenRead(_folder.Path("out/run.json")), "run.json");

    private string[][] Table(string name, string output = "out") => [.. File.ReadLines(_folder.Path($"{output}/{name}")).Select(static line => line.Split('\t'))];

    private static Motif Word(string name, string word) =>
        new(name, [.. word.SelectMany(static letter => Enumerable.Range(0, 4).Select(i => "ACGT"[i] == letter ? 0.85 : 0.05))], 20);

    private static Motif Decoy(int seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "decoy");
        return Word($"decoy{seed}", string.Concat(Enumerable.Range(0, 8 + seed % 6).Select(_ => "ACGT"[random.NextInt(4)])));
    }
}

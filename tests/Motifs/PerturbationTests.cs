using System.Globalization;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Motifs;

/// <summary>Sites destroyed, deleted and inserted, against the obvious loops on a model of known weights.</summary>
public sealed class PerturbationTests : IDisposable
{
    private const int Shuffles = 4;
    private static readonly Motif Tata = new("TATA", [0, 0, 0, 1, 1, 0, 0, 0, 0, 0.1, 0.1, 0.8, 1, 0, 0, 0], 20), Gata = new("GATA", [0, 0.2, 0.8, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0], 20);
    private readonly TemporaryFolder _folder = new();
    private readonly NamedSequence[] _sequences = [.. new[] { "CTATAGGATA", "CATNAGGGTA", "GGTATATAGG", "CCTATCCCCC" }.Select(static (text, i) => new NamedSequence($"s{i}", Alphabet.Dna.Parse(text)))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ACGTACGTAC", 3, 7, "XX", "ACGTAC", 2)]
    [InlineData("ACGTACGTAC", 0, 3, "X", "TACGTAC", 1)]
    [InlineData("ACGTACGTAC", 7, 10, "X", "ACGTACG", 1)]
    [InlineData("ACGTACGTAC", 4, 5, "", "ACGTCGTAC", 0)]
    [InlineData("ACGTACGTAC", 0, 10, "XXXXX", "", 5)]
    public void Delete_MovesBothSidesTogether_AroundTheMiddleOfTheSite(string text, int start, int end, string leftFill, string kept, int left)
    {
        byte[] letters = Alphabet.Dna.Parse(text), filler = [.. Enumerable.Repeat((byte)9, 10)], result = new byte[10];
        SiteEdits.Delete(letters, start, end, filler, result);
        byte[] expected = [.. Enumerable.Repeat((byte)9, leftFill.Length), .. Alphabet.Dna.Parse(kept), .. Enumerable.Repeat((byte)9, 10 - leftFill.Length - kept.Length)];
        Assert.Equal(expected, result);
        // The joint lies where the middle was.
        Assert.Equal((start + end) / 2, start + left);
    }

    [Theory]
    [InlineData("ACGTACGTAC", 5, "TTTT", "GTATTTTCGT", 3)]
    [InlineData("ACGTACGTAC", 5, "TTT", "CGTATTTCGT", 4)]
    [InlineData("ACGTACGTAC", 0, "TTTT", "TTTTACGTAC", 0)]
    [InlineData("ACGTACGTAC", 1, "TTTT", "TTTTCGTACG", 0)]
    [InlineData("ACGTACGTAC", 10, "TTTT", "ACGTACTTTT", 6)]
    [InlineData("ACGTACGTAC", 9, "TTTT", "TACGTATTTT", 6)]
    [InlineData("ACGT", 2, "GGGG", "GGGG", 0)]
    public void Insert_MovesBothSidesApart_AndCutsTheEnds(string text, int position, string word, string expected, int start)
    {
        byte[] result = new byte[text.Length];
        Assert.Equal(start, SiteEdits.Insert(Alphabet.Dna.Parse(text), position, Alphabet.Dna.Parse(word), result));
        Assert.Equal(expected, Alphabet.Dna.Format(result));
    }

    [Fact]
    public void Insert_OfAnyWordAnywhere_IsAStretchOfTheLongerSequence()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            SeededRandom random = SeededRandom.Stream(seed, "insert");
            byte[] letters = new byte[4 + random.NextInt(8)], word = new byte[1 + random.NextInt(letters.Length)], result = new byte[letters.Length];
            foreach (ref byte letter in letters.AsSpan()) letter = (byte)random.NextInt(4);
            foreach (ref byte letter in word.AsSpan()) letter = (byte)random.NextInt(4);
            int position = random.NextInt(letters.Length + 1);
            int start = SiteEdits.Insert(letters, position, word, result);
            byte[] whole = [.. letters[..position], .. word, .. letters[position..]];
            Assert.True(whole.AsSpan(position - start, letters.Length).SequenceEqual(result), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(SiteEdit.Destroy, SiteFill.Shuffle)]
    [InlineData(SiteEdit.Destroy, SiteFill.Dinucleotide)]
    [InlineData(SiteEdit.Destroy, SiteFill.Lowest)]
    [InlineData(SiteEdit.Delete, SiteFill.Shuffle)]
    public async Task Run_OfMotifs_IsTheMeanOfTheEditedSequences(SiteEdit edit, SiteFill fill)
    {
        var options = new PerturbationOptions { Edit = edit, By = fill, Shuffles = Shuffles, Motifs = [PerturbationMotif.Of(Tata), PerturbationMotif.Of(Gata)], PValue = 0.005 };
        RunRecord record = await RunAsync(options);
        string[][] rows = Lines("perturb.tsv");
        Assert.Equal(Hits(), rows.Select(static r => (r[0], int.Parse(r[2], CultureInfo.InvariantCulture), r[1], r[4])));
        int copies = edit == SiteEdit.Destroy && fill == SiteFill.Lowest ? 1 : Shuffles;
        Assert.Equal(4 + rows.Length * copies, record.GetInt64("model_rows"));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/perturb.npz")), "perturb.npz");
        foreach ((string[] row, int at) in rows.Select(static (r, i) => (r, i)))
        {
            NamedSequence sequence = _sequences.First(s => s.Id == row[0]);
            int start = int.Parse(row[2], CultureInfo.InvariantCulture), end = int.Parse(row[3], CultureInfo.InvariantCulture);
            double[] edited = [.. Enumerable.Range(0, copies).Select(copy => Predict(Edited(sequence, start, end, row[1] == "TATA" ? Tata : Gata, row[4] == "-", edit, fill, copy)))];
            double effect = edited.Average() - Predict(sequence.Letters);
            Assert.Equal(effect, Number(row[10]), 1e-5);
            Assert.Equal(effect, npz.Read<float>("effects").Values[at], 1e-5);
            if (copies > 1) Assert.Equal(Math.Sqrt(edited.Sum(e => Math.Pow(e - edited.Average(), 2)) / (copies - 1) / copies), Number(row[11]), 1e-5);
        }

        foreach (string[] row in Lines("motifs.tsv"))
        {
            double[] own = [.. rows.Where(r => r[1] == row[0]).Select(static r => Number(r[10]))];
            Assert.Equal(own.Length, int.Parse(row[2], CultureInfo.InvariantCulture));
            Assert.Equal(own.Average(), Number(row[3]), 1e-5);
            Assert.Equal(own.Count(static e => e > 0), int.Parse(row[6], CultureInfo.InvariantCulture));
        }

        Assert.Contains(rows, static r => r[4] == "-");
        Assert.Equal(2, rows.Select(static r => r[1]).Distinct().Count());
        Assert.Equal(["s0", "s1", "s2", "s3"], npz.ReadText("ids").Values);
        Assert.Equal(1 + rows.Select(static r => r[0]).Distinct().Count(), Directory.GetFiles(_folder.Path("out"), "*.svg").Length);
    }

    [Fact]
    public async Task Run_OfSitesAndWords_CountsOneRowEach()
    {
        RunRecord record = await RunAsync(new PerturbationOptions { Edit = SiteEdit.Insert, Words = ["TTT"], Motifs = [PerturbationMotif.Of(Gata)], At = [0, 5] });
        Assert.Equal(4 * (1 + 4), record.GetInt64("model_rows"));
        foreach (string[] row in Lines("perturb.tsv"))
        {
            NamedSequence sequence = _sequences.First(s => s.Id == row[0]);
            var letters = new byte[10];
            SiteEdits.Insert(sequence.Letters, int.Parse(row[2], CultureInfo.InvariantCulture), Alphabet.Dna.Parse(row[7]), letters);
            Assert.Equal(row[1] == "TTT" ? "TTT" : "GATA", row[7]);
            Assert.Equal(Predict(letters) - Predict(sequence.Letters), Number(row[10]), 1e-5);
        }

        Assert.All(Lines("perturb.tsv"), static r => Assert.Equal("NaN", r[11]));
        record = await RunAsync(new PerturbationOptions { Edit = SiteEdit.Destroy, Shuffles = 3, Sites = [new FeatureSite("*", 0, 4, "start"), new FeatureSite("s2", 3, 9, ""), new FeatureSite("other", 1, 2, "")] });
        Assert.Equal(4 + (4 + 1) * 3, record.GetInt64("model_rows"));
        Assert.Contains("1 id of the table of sites is no sequence's: \"other\".", record.GetStrings("warnings"));
        // A site without a name is called by its place; one site has no standard error.
        Assert.Equal(["s2:3-9", "y", "1"], Lines("motifs.tsv").Single(static r => r[0] != "start")[..3]);
        Assert.Equal("NaN", Lines("motifs.tsv").Single(static r => r[0] != "start")[4]);
        Assert.Equal(5, record.GetInt64("sites"));
    }

    [Fact]
    public async Task Run_InSmallChunks_IsTheSame()
    {
        var options = new PerturbationOptions { Edit = SiteEdit.Delete, Shuffles = 7, Motifs = [PerturbationMotif.Of(Tata)], PValue = 0.01 };
        await RunAsync(options);
        string[] whole = File.ReadAllLines(_folder.Path("out/perturb.tsv"));
        await RunAsync(options, chunkRows: 3);
        Assert.Equal(whole, File.ReadAllLines(_folder.Path("out/perturb.tsv")));
    }

    [Theory]
    [InlineData("longer than its 10 letters", "motif")]
    [InlineData("the word \"ACGTACGTACG\" of 11 letters", "word")]
    [InlineData("position 11 lies behind", "at")]
    [InlineData("ends beyond its 10 letters", "site")]
    [InlineData("either by --motifs or by --sites", "nothing")]
    [InlineData("either by --at or by --sites", "nowhere")]
    [InlineData("by lowest: needs the motifs", "lowest")]
    [InlineData("no word of these motifs is so improbable", "p")]
    public async Task Run_OfWhatDoesNotFit_SaysWhat(string expected, string what)
    {
        var insert = new PerturbationOptions { Edit = SiteEdit.Insert, At = [5] };
        var destroy = new PerturbationOptions { Edit = SiteEdit.Destroy };
        PerturbationOptions options = what switch
        {
            "motif" => destroy with { Motifs = [PerturbationMotif.Of(new Motif("LONG", [.. Enumerable.Repeat(Tata.Probabilities, 3).SelectMany(static p => p)], 20))] },
            "word" => insert with { Words = ["ACGTACGTACG"] },
            "nowhere" => insert with { At = [], Words = ["A"] },
            "at" => insert with { Words = ["A"], At = [11] },
            "site" => destroy with { Sites = [new FeatureSite("*", 5, 11, "")] },
            "lowest" => destroy with { By = SiteFill.Lowest, Sites = [new FeatureSite("*", 5, 7, "")] },
            "p" => destroy with { Motifs = [PerturbationMotif.Of(Tata)], PValue = 1e-4 },
            _ => destroy,
        };
        InputException error = await Assert.ThrowsAsync<InputException>(() => RunAsync(options));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SignTest_IsTheBinomialTail()
    {
        for (int n = 1; n <= 14; n++)
            for (int k = 0; k <= n; k++)
                Assert.Equal(Math.Min(1, 2 * Enumerable.Range(0, 1 << n).Count(set => int.PopCount(set) <= Math.Min(k, n - k)) / (double)(1 << n)), SignTest.PValue(k, n - k), 1e-12);
        Assert.True(double.IsNaN(SignTest.PValue(0, 0)));
        Assert.InRange(SignTest.PValue(450, 551) / SignTest.PValue(450, 550), 0.85, 1);
    }

    [Fact]
    public void Submission_OfPerturbations_IsTheCommandsRequest()
    {
        var options = new RunSubmissionOptions { Edit = "destroy", By = "lowest", Motifs = ">M1 one\nA [0 9]\nC [9 0]\nG [0 0]\nT [0 0]\n", PValue = 0.1, Shuffles = 3 };
        Assert.True(RunSubmissionParser.TryParse(new RunSubmission { Method = "perturb", Model = "m", Options = options }, out RunRequest? request, out _));
        Assert.Equal((SiteEdit.Destroy, SiteFill.Lowest, 0.1, 3, "M1 one"), (request!.Perturbation!.Edit, request.Perturbation.By, request.Perturbation.PValue, request.Perturbation.Shuffles, request.Perturbation.Motifs[0].Name));
        Assert.False(RunSubmissionParser.TryParse(new RunSubmission { Method = "perturb", Model = "m", Options = options with { Edit = null } }, out _, out IReadOnlyList<Failure> failures));
        Assert.Contains("say destroy, delete or insert", Assert.Single(failures).Message, StringComparison.Ordinal);
        var inserted = new RunSubmissionOptions { Edit = "insert", Words = ["ACG"], At = [3] };
        Assert.True(RunSubmissionParser.TryParse(new RunSubmission { Method = "perturb", Model = "m", Options = inserted }, out _, out _));
        foreach (RunSubmissionOptions without in new[] { inserted with { PValue = 0.1 }, inserted with { Shuffles = 3 } })
        {
            Assert.False(RunSubmissionParser.TryParse(new RunSubmission { Method = "perturb", Model = "m", Options = without }, out _, out failures));
            Assert.Contains("leave it out", Assert.Single(failures).Message, StringComparison.Ordinal);
        }

        Assert.False(RunSubmissionParser.TryParse(new RunSubmission { Method = "ism", Model = "m", Options = new RunSubmissionOptions { Edit = "insert" } }, out _, out failures));
        Assert.Contains("is an option of perturb only", Assert.Single(failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Perturb_AsACommand_WritesItsFiles_AndAReport()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        _folder.Write("s.fa", ">a\nCTATAGGATA\n>b\nGGTATATAGG\n");
        _folder.Write("m.txt", ">MA1 TATA\nA [0 20 0 20]\nC [0 0 0 0]\nG [0 0 0 0]\nT [20 0 20 0]\n");
        string[] options = ["perturb", "--model", _folder.Path("m.onnx"), "--fasta", _folder.Path("s.fa"), "--out", _folder.Path("out"), "--motifs", _folder.Path("m.txt"), "--motif", "MA1", "--p-value", "0.005"];
        ProcessResult result = GenoXaiProcess.Run([.. options, "--edit", "delete"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
        Assert.Equal(2, Lines("perturb.tsv").Select(static r => r[0]).Distinct().Count());
    }

    /// <summary>Words of at least as good a score on either strand; of overlapping ones of a motif the best, then the first.</summary>
    private IEnumerable<(string, int, string, string)> Hits()
    {
        foreach (NamedSequence sequence in _sequences)
        {
            var found = new List<(string Id, int Start, string Name, string Strand)>();
            foreach (Motif motif in new[] { Tata, Gata })
            {
                var all = new MotifScanner(motif, Alphabet.Dna, pValue: 0.005).Scan(sequence.Letters).OrderBy(static h => h.PValue).ThenByDescending(static h => h.Score).ThenBy(static h => h.Start).ThenBy(static h => h.IsReverse).ToList();
                while (all.Count > 0)
                {
                    MotifHit best = all[0];
                    found.Add((sequence.Id, best.Start, motif.Name, best.IsReverse ? "-" : "+"));
                    all.RemoveAll(h => Math.Abs(h.Start - best.Start) < 4);
                }
            }

            foreach (var site in found.OrderBy(static f => f.Start).ThenBy(static f => f.Name, StringComparer.Ordinal)) yield return site;
        }
    }

    private static byte[] Edited(NamedSequence sequence, int start, int end, Motif motif, bool isReverse, SiteEdit edit, SiteFill fill, int copy)
    {
        byte[] letters = [.. sequence.Letters];
        if (edit == SiteEdit.Delete)
        {
            SeededRandom ends = SequenceStream.Of(1, "dinucleotide-shuffle", sequence, copy);
            byte[] filler = DinucleotideShuffle.Of(letters, 4, ref ends);
            return [.. filler[..2], .. letters[..start], .. letters[end..], .. filler[^2..]];
        }

        if (fill == SiteFill.Lowest)
        {
            for (int i = 0; i < 4; i++)
            {
                double[] row = motif[isReverse ? 3 - i : i].ToArray();
                if (isReverse) Array.Reverse(row);
                letters[start + i] = (byte)Array.IndexOf(row, row.Min());
            }

            return letters;
        }

        SeededRandom random = SequenceStream.Of(1, $"perturb {start} {end}", sequence, copy);
        byte[] site = letters[start..end];
        if (fill == SiteFill.Dinucleotide) site = DinucleotideShuffle.Of(site, 4, ref random);
        else random.Shuffle(site.AsSpan());
        site.CopyTo(letters, start);
        return letters;
    }

    private static double Predict(byte[] letters) => letters.Select(static (letter, l) => letter > 3 ? 0 : (double)ToyOnnx.Weight(l, letter)).Sum();

    private async Task<RunRecord> RunAsync(PerturbationOptions options, int? chunkRows = null)
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(_folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        string folder = _folder.Path("out");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        var request = new RunRequest { Method = RunMethod.Perturb, Perturbation = options, ChunkRows = chunkRows };
        await new LocalRunner(new RunContext(request, model, new FolderArtifactStore(folder), _sequences, "sequences"), folder, 1).RunAsync(null, CancellationToken.None);
        await using FileStream stream = File.OpenRead(Path.Combine(folder, RunKeys.Record));
        return RunRecordFile.Read(stream, RunKeys.Record);
    }

    private string[][] Lines(string file) => [.. File.ReadLines(_folder.Path("out/" + file)).Skip(1).Select(static line => line.Split('\t'))];

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}

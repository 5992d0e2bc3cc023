using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using GenoXai.Core.Results;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai variants</c> as a process: effects, listed alleles, resuming, memory.</summary>
public sealed class VariantsCommandTests : IDisposable
{
    private const string Header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\n";
    private const string Contig = "ACGTTGCAACGGTCATTGCAGGATCCAATTGGCCATGCAT";
    private readonly TemporaryFolder _folder = new();

    public VariantsCommandTests()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        _folder.Write("g.fa", $">c first\n{Contig[..25]}\n{Contig[25..]}\n>d\n{Contig}\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Variants_OfAVcf_AreTheDifferencesOfItsWindows()
    {
        (int At, string Reference, string[] Alternatives)[] variants = [(5, "G", ["A"]), (11, "GTC", ["G", "GTCAA", "T"]), (20, "G", ["GCCCCCCCC"]), (34, "A", ["T"])];
        _folder.Write("v.vcf", Header + string.Concat(variants.Select((v, i) => $"c\t{v.At + 1}\tv{i}\t{v.Reference}\t{string.Join(',', v.Alternatives)}\t.\tPASS\t.\n")));
        Assert.Equal(0, Run("out", "--vcf", _folder.Path("v.vcf"), "--genome", _folder.Path("g.fa")).ExitCode);
        Assert.True(File.Exists(_folder.Path("g.fa.fai")));
        string[][] rows = Table("out/variants.tsv");
        Assert.Equal(["contig", "position", "id", "ref", "alt", "target", "reference_prediction", "alternative_prediction", "effect"], rows[0]);
        int row = 1;
        foreach ((int at, string reference, string[] alternatives) in variants)
        {
            Assert.Equal(reference, Contig.Substring(at, reference.Length));
            foreach (string alternative in alternatives)
            {
                string changed = Contig[..at] + alternative + Contig[(at + reference.Length)..];
                float before = Additive(Contig.Substring(at - 5, 10)), after = Additive(changed.Substring(at - 5, 10));
                Assert.Equal(["c", $"{at + 1}", $"v{Array.FindIndex(variants, v => v.At == at)}", reference, alternative], rows[row][..5]);
                Assert.Equal([before, after, after - before], rows[row][6..].Select(Float), (a, b) => Math.Abs(a - b) < 1e-4);
                row++;
            }
        }

        Assert.Equal(rows.Length, row);
        // One reference for each record: 4 and 6 alternatives.
        Assert.Equal((10L, 6L, 0L, 10L), (Record("out").GetInt64("model_rows"), Record("out").GetInt64("variants"), Record("out").GetInt64("skipped"), Record("out").GetInt64("window")));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/variants.npz")), "variants.npz");
        Assert.Equal(rows[1..].Select(static r => Float(r[8])), npz.Read<float>("effect").Values);
        Assert.Equal(rows[1..].Select(static r => Float(r[7])), npz.Read<float>("alternative_prediction").Values);
        Assert.Equal("c:12:GTC>G", npz.ReadText("ids").Values[1]);
        Assert.Single(Directory.GetFiles(_folder.Path("out"), "*.svg"));
        Assert.False(Directory.Exists(_folder.Path("out/journal")));
    }

    [Fact]
    public void Variants_OfBothStrands_AreMeans_AndOfTwoTargetsTwoLines()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("m.onnx"));
        _folder.Write("v.vcf", Header + "c\t12\t.\tG\tA,T\n");
        Assert.Equal(0, Run("out", "--vcf", _folder.Path("v.vcf"), "--genome", _folder.Path("g.fa"), "--both-strands", "--target", "y[1]", "--target", "y[1]-y[0]").ExitCode);
        string window = Contig.Substring(6, 10);
        string[][] rows = Table("out/variants.tsv");
        Assert.Equal(5, rows.Length);
        for (int i = 0; i < 2; i++)
        {
            string changed = window[..5] + "AT"[i] + window[6..];
            float before = (Pairwise(window) + Pairwise(Reverse(window))) / 2, after = (Pairwise(changed) + Pairwise(Reverse(changed))) / 2;
            Assert.Equal([2 * before, 2 * after, 2 * (after - before)], rows[1 + 2 * i][6..].Select(Float), (a, b) => Math.Abs(a - b) < 1e-4);
            Assert.Equal([before, after, after - before], rows[2 + 2 * i][6..].Select(Float), (a, b) => Math.Abs(a - b) < 1e-4);
            Assert.Equal("y[1]-y[0]", rows[2 + 2 * i][5]);
        }

        Assert.Equal(6, Record("out").GetInt64("model_rows"));
        using var npz = new NpzReader(File.OpenRead(_folder.Path("out/variants.npz")), "variants.npz");
        Assert.Equal([2, 2], npz.Read<float>("effect").Shape);
    }

    [Fact]
    public void Variants_OfOtherScales_AreRatios_OrRefusedWhereTheScaleIsNotDefined()
    {
        _folder.Write("v.vcf", Header + "c\t12\trs1\tG\tA\n");
        string[] input = ["--vcf", _folder.Path("v.vcf"), "--genome", _folder.Path("g.fa"), "--effect"];
        Assert.Equal(0, Run("out", [.. input, "log2-ratio"]).ExitCode);
        string[] row = Table("out/variants.tsv")[1];
        Assert.Equal(MathF.Log2(Float(row[7]) / Float(row[6])), Float(row[8]), 1e-5f);
        ProcessResult refused = Run("other", [.. input, "logit-difference"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("variant c:12:G>A (line 3)", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("third", [.. input, "ratio"]).ExitCode);
    }

    [Fact]
    public void Variants_OfAModelOfAnyLength_NeedALength()
    {
        ToyOnnx.AnyLength().Save(_folder.Path("m.onnx"));
        _folder.Write("v.vcf", Header + "c\t12\t.\tG\tA\n");
        string[] input = ["--vcf", _folder.Path("v.vcf"), "--genome", _folder.Path("g.fa")];
        Assert.Contains("--length", Run("out", input).Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("out", [.. input, "--length", "4"]).ExitCode);
        Assert.Equal(-2f / 4, Float(Table("out/variants.tsv")[1][8]), 1e-5f);
    }

    [Theory]
    [InlineData("c\t12\t.\tA\tG\n", "line 3: REF A at c:12 disagrees with the genome, which has G")]
    [InlineData("chrc\t12\t.\tG\tA\n", "line 3: the contig chrc is not in the genome")]
    [InlineData("c\t2\t.\tC\tA\n", "line 3: the window of 10 letters around position 2 reaches off the edge")]
    [InlineData("c\t400\t.\tC\tA\n", "line 3: position 400 lies off the edge")]
    public void Variants_ThatDoNotFitTheGenome_EndWithTwo_OrAreListed(string line, string expected)
    {
        _folder.Write("v.vcf", Header + line + "c\t13\tgood\tT\tA,<DEL>\n");
        string[] input = ["--vcf", _folder.Path("v.vcf"), "--genome", _folder.Path("g.fa")];
        ProcessResult refused = Run("out", input);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out/journal")));
        ProcessResult listed = Run("out", [.. input, "--skip-mismatches"]);
        Assert.Equal(0, listed.ExitCode);
        Assert.Contains("warning: 2 alleles were not shown", listed.Error, StringComparison.Ordinal);
        Assert.Equal("good", Assert.Single(Table("out/variants.tsv")[1..])[2]);
        string[][] skipped = Table("out/skipped.tsv");
        Assert.Equal(["line", "contig", "position", "id", "ref", "alt", "reason"], skipped[0]);
        Assert.Equal(["3", "4"], skipped[1..].Select(static r => r[0]));
        Assert.Contains(skipped[1][6], refused.Error, StringComparison.Ordinal);
        Assert.Equal("<DEL>", skipped[2][5]);
    }

    [Fact]
    public void Variants_OfNothingButAllelesWithoutLetters_AreAllListed()
    {
        _folder.Write("v.vcf", Header + "c\t12\t.\tG\t<DUP>,*\nc\t13\t.\tT\t.\n");
        ProcessResult result = Run("out", "--vcf", _folder.Path("v.vcf"), "--genome", _folder.Path("g.fa"));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(4, Table("out/skipped.tsv").Length);
        Assert.Single(Table("out/variants.tsv"));
        Assert.Equal(0, Record("out").GetInt64("model_rows"));
    }

    [Theory]
    [InlineData("give --vcf and --genome, or --pairs")]
    [InlineData("--genome", "--vcf", "v.vcf")]
    [InlineData("--pairs", "--vcf", "v.vcf", "--genome", "g.fa", "--pairs", "p.tsv")]
    [InlineData("--vcf", "--pairs", "p.tsv", "--genome", "g.fa")]
    [InlineData("--columns", "--vcf", "v.vcf", "--genome", "g.fa", "--columns", "1,2")]
    [InlineData("exactly 10", "--vcf", "v.vcf", "--genome", "g.fa", "--length", "12")]
    [InlineData("no such file", "--vcf", "none.vcf", "--genome", "g.fa")]
    [InlineData("no such file", "--vcf", "v.vcf", "--genome", "none.fa")]
    [InlineData("line 1, the alternative T: 4 letters", "--pairs", "p.tsv")]
    public void Variants_WithWrongOptions_EndWithTwoAndSayWhy(string expected, params string[] options)
    {
        _folder.Write("v.vcf", Header + "c\t12\t.\tG\tA\n");
        _folder.Write("p.tsv", "ACGTACGTAC\tACGT\n");
        ProcessResult result = Run("out", [.. options.Select(o => o.Contains('.', StringComparison.Ordinal) ? _folder.Path(o) : o)]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Variants_FromGzipAndStandardInput_AreTheSame_AndGivenTwiceDoNothing()
    {
        string text = Header + "c\t12\t.\tG\tA\n";
        _folder.Write("v.vcf", text);
        using (var gzip = new GZipStream(File.Create(_folder.Path("v.vcf.gz")), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        string[] rest = ["--genome", _folder.Path("g.fa"), "--model", _folder.Path("m.onnx"), "--out"];
        Assert.Equal(0, GenoXaiProcess.Run(["variants", "--vcf", _folder.Path("v.vcf"), .. rest, _folder.Path("plain")]).ExitCode);
        Assert.Equal(0, GenoXaiProcess.Run(["variants", "--vcf", _folder.Path("v.vcf.gz"), .. rest, _folder.Path("gzip")]).ExitCode);
        Assert.Equal(0, GenoXaiProcess.RunWithInput(text, ["variants", "--vcf", "-", .. rest, _folder.Path("input")]).ExitCode);
        foreach (string other in new[] { "gzip", "input" })
            Assert.Equal(File.ReadAllBytes(_folder.Path("plain/variants.npz")), File.ReadAllBytes(_folder.Path(other + "/variants.npz")));
        Assert.Contains("nothing was shown", GenoXaiProcess.Run(["variants", "--vcf", _folder.Path("v.vcf"), .. rest, _folder.Path("plain")]).Output, StringComparison.Ordinal);
        ProcessResult dry = GenoXaiProcess.Run(["variants", "--vcf", _folder.Path("v.vcf"), .. rest, _folder.Path("dry"), "--dry-run"]);
        Assert.Contains("model rows  2", dry.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("dry")));
    }

    [Fact]
    public void Variants_KilledInTheMiddle_ResumeAndGiveTheSameBytes()
    {
        WriteMany(4_000);
        string[] command = ["variants", "--vcf", _folder.Path("many.vcf"), "--genome", _folder.Path("g.fa"), "--model", _folder.Path("m.onnx"), "--chunk-rows", "20", "--batch", "5", "--threads", "1", "--out"];
        Assert.Equal(0, GenoXaiProcess.Run([.. command, _folder.Path("whole")]).ExitCode);
        using (Process process = GenoXaiProcess.Start([.. command, _folder.Path("killed")]))
        {
            var watch = Stopwatch.StartNew();
            while (Chunks() < 3)
            {
                Assert.False(process.HasExited, "the run ended before it could be killed");
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2));
                Thread.Sleep(1);
            }

            process.Kill();
            process.WaitForExit();
        }

        Assert.InRange(Chunks(), 3, 599);
        ProcessResult resumed = GenoXaiProcess.Run([.. command, _folder.Path("killed")]);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("taken over", resumed.Output, StringComparison.Ordinal);
        foreach (string file in new[] { "variants.tsv", "variants.npz", "skipped.tsv", "variants.svg" })
            Assert.Equal(File.ReadAllBytes(_folder.Path("whole/" + file)), File.ReadAllBytes(_folder.Path("killed/" + file)));

        int Chunks() => Directory.Exists(_folder.Path("killed/journal")) ? Directory.GetFiles(_folder.Path("killed/journal"), "chunk-*.part").Length : 0;
    }

    /// <summary>Windows of 2,000 letters: all of them are 400 MB, which a heap of 150 MB cannot hold.</summary>
    [Fact]
    public void Variants_OfAHundredThousandRecords_StreamWithinASmallHeap()
    {
        const int Length = 2_000, Count = 100_000;
        ToyOnnx.Additive(Length).Save(_folder.Path("m.onnx"));
        var random = new Random(3);
        string contig = string.Concat(Enumerable.Range(0, 50_000).Select(_ => "ACGT"[random.Next(4)]));
        _folder.Write("g.fa", $">c\n{string.Join('\n', contig.Chunk(60).Select(static l => new string(l)))}\n");
        using (var writer = new StreamWriter(_folder.Path("v.vcf")))
        {
            writer.Write(Header);
            for (int i = 0; i < Count; i++)
            {
                int at = 1_000 + random.Next(48_000);
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"c\t{at + 1}\t.\t{contig[at]}\t{"ACGT"["ACGT".IndexOf(contig[at], StringComparison.Ordinal) ^ 1]}\n"));
            }
        }

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x9600000";
        using Process process = GenoXaiProcess.Start(start, "variants", "--vcf", _folder.Path("v.vcf"), "--genome", _folder.Path("g.fa"), "--model", _folder.Path("m.onnx"), "--threads", "2", "--out", _folder.Path("out"));
        ProcessResult result = GenoXaiProcess.Wait(process);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(2L * Count, Record("out").GetInt64("model_rows"));
        Assert.Equal(Count, File.ReadLines(_folder.Path("out/variants.tsv")).Count() - 1);
    }

    [SharedFact("models/aparent2_logodds.onnx", "data/aparent2_examples.tsv")]
    public void Variants_OfPublishedPairs_AreThePublishedEffects()
    {
        string pairs = SharedFactAttribute.Path("data/aparent2_examples.tsv");
        ProcessResult result = GenoXaiProcess.Run("variants", "--pairs", pairs, "--model", SharedFactAttribute.Path("models/aparent2_logodds.onnx"), "--target", "isoform_logodds", "--out", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        string[][] published = [.. File.ReadLines(pairs).Skip(1).Select(static l => l.Split('\t'))];
        string[][] rows = Table("out/variants.tsv")[1..];
        Assert.Equal(published.Select(static p => p[0]), rows.Select(static r => r[2]));
        Assert.All(published.Zip(rows), static pair => Assert.Equal(Float(pair.First[3]), Float(pair.Second[8]), 1e-6f));
    }

    /// <summary>The same three variants, from a VCF on a genome that holds the reference sequences between other letters.</summary>
    [SharedFact("models/aparent2_logodds.onnx", "data/aparent2_examples.tsv")]
    public void Variants_OfPublishedPairsPutIntoAGenome_AreThePublishedEffects()
    {
        string[][] published = [.. File.ReadLines(SharedFactAttribute.Path("data/aparent2_examples.tsv")).Skip(1).Select(static l => l.Split('\t'))];
        var genome = new StringBuilder();
        var vcf = new StringBuilder(Header);
        foreach (string[] row in published)
        {
            int at = row[1].AsSpan().CommonPrefixLength(row[2]);
            // The window of 205 letters begins 102 before the variant; it is not the published one unless the variant stands in the middle.
            string left = new('A', 150), right = new('C', 150);
            genome.Append(CultureInfo.InvariantCulture, $">{row[0]}\n{left}{row[1]}{right}\n");
            vcf.Append(CultureInfo.InvariantCulture, $"{row[0]}\t{150 + at + 1}\t.\t{row[1][at]}\t{row[2][at]}\n");
        }

        _folder.Write("v.vcf", vcf.ToString());
        ProcessResult result = GenoXaiProcess.Run("variants", "--vcf", _folder.Path("v.vcf"), "--genome", _folder.Write("p.fa", genome.ToString()), "--model", SharedFactAttribute.Path("models/aparent2_logodds.onnx"), "--target", "isoform_logodds", "--out", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        string[] tp53 = Table("out/variants.tsv")[1..].Single(static r => r[0] == "TP53");
        int place = published[1][1].AsSpan().CommonPrefixLength(published[1][2]);
        Assert.Equal(102, place);
        Assert.Equal(Float(published[1][3]), Float(tp53[8]), 1e-6f);
    }

    [SharedFact("models/framepool_combined_residual.onnx", "data/framepool_calvo_uORF_variants.tsv")]
    public void Variants_OfPairsOfAnyLength_RunOnAModelOfAnyLength()
    {
        string pairs = SharedFactAttribute.Path("data/framepool_calvo_uORF_variants.tsv");
        ProcessResult result = GenoXaiProcess.Run("variants", "--pairs", pairs, "--model", SharedFactAttribute.Path("models/framepool_combined_residual.onnx"), "--effect", "log2-ratio", "--out", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        string[][] rows = Table("out/variants.tsv")[1..];
        Assert.Equal(File.ReadLines(pairs).Skip(1).Select(static l => l.Split('\t')[0]), rows.Select(static r => r[2]));
        // The model's own example is this first pair.
        Assert.Equal(6.568191f, Float(rows[0][6]), 1e-5f);
        Assert.Equal(3.698572f, Float(rows[0][7]), 1e-5f);
        Assert.All(rows, static r => Assert.Equal(MathF.Log2(Float(r[7]) / Float(r[6])), Float(r[8]), 1e-5f));
        Assert.True(Table("out/variants.tsv").Length > 5 && rows.All(static r => Float(r[8]) < 0), "new upstream start codons lower the ribosome load");
    }

    [SharedFact("models/framepool_combined_residual.onnx", "data/framepool_calvo_uORF_variants.tsv")]
    public void Variants_WithMeasuredValues_AreComparedWithThem()
    {
        string pairs = SharedFactAttribute.Path("data/framepool_calvo_uORF_variants.tsv");
        ProcessResult result = GenoXaiProcess.Run("variants", "--pairs", pairs, "--measured", "ptr", "--model", SharedFactAttribute.Path("models/framepool_combined_residual.onnx"), "--effect", "log2-ratio", "--out", _folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        string[][] table = Table("out/variants.tsv"), rows = table[1..];
        Assert.Equal("measured", table[0][9]);
        Assert.Equal(File.ReadLines(pairs).Skip(1).Select(static l => double.Parse(l.Split('\t')[3], CultureInfo.InvariantCulture)), rows.Select(static r => double.Parse(r[9], CultureInfo.InvariantCulture)));
        double[] x = [.. rows.Select(static r => (double)Float(r[8]))], y = [.. rows.Select(static r => (double)Float(r[9]))];
        double mx = x.Average(), my = y.Average();
        double pearson = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
        Assert.Equal(pearson, Record("out").GetDouble("measured_pearson"), 1e-5);
        Assert.Equal(rows.Length, Record("out").GetInt64("measured_variants"));
        Assert.True(File.Exists(_folder.Path("out/measured.svg")));
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
    }

    private void WriteMany(int count)
    {
        var random = new Random(1);
        using var writer = new StreamWriter(_folder.Path("many.vcf"));
        writer.Write(Header);
        for (int i = 0; i < count; i++)
        {
            int at = 5 + random.Next(20);
            string more = i % 40 == 7 ? ",<DEL>" : i % 3 == 0 ? ",AA" : "";
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? "c" : "d")}\t{at + 1}\tv{i}\t{Contig.AsSpan(at, 1 + i % 4)}\t{"ACGT"[i % 4]}{more}\n"));
        }
    }

    private ProcessResult Run(string output, params string[] options) =>
        GenoXaiProcess.Run(["variants", "--model", _folder.Path("m.onnx"), "--out", _folder.Path(output), .. options]);

    private string[][] Table(string name) => [.. File.ReadLines(_folder.Path(name)).Select(static l => l.Split('\t'))];

    private RunRecord Record(string output) => RunRecordFile.Read(File.OpenRead(_folder.Path(output + "/run.json")), "run.json");

    private static float Float(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private static float Additive(string letters) => letters.Select(static (c, l) => ToyOnnx.Weight(l, "ACGT".IndexOf(c, StringComparison.Ordinal))).Sum();

    private static float Pairwise(string letters) => Additive(letters) + (letters[2] == 'A' && letters[7] == 'T' ? 3 : 0);

    private static string Reverse(string letters) => string.Concat(letters.Reverse().Select(static c => "TGCA"["ACGT".IndexOf(c, StringComparison.Ordinal)]));
}

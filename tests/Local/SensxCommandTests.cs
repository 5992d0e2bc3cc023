using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Tests.Sensitivity;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary><c>genoxai sensx</c> as a process: results, tables of every kind, resuming, bad input.</summary>
public sealed partial class SensxCommandTests : IDisposable
{
    private static readonly float[] Weights = [3, -2, .5f, 0, 7, -.25f];
    private readonly TemporaryFolder _folder = new();

    public SensxCommandTests() => VectorOnnx.Linear(Weights).Save(_folder.Path("m.onnx"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sensx_OfALinearModel_GivesItsWeightsAndCountsItsRows()
    {
        Table("x.npy", 3);
        ProcessResult result = Run("x.npy", "out", "--domain=-1,1", "--subset");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("the top 3 of both halves share", result.Error, StringComparison.Ordinal);
        using (NpzReader npz = Open("out"))
        {
            NpyArray<double> score = npz.Read<double>("score"), signed = npz.Read<double>("signed_effect");
            Assert.Equal([3, 6], score.Shape);
            Assert.Equal([3, 50, 3], npz.Read<double>("profile").Shape);
            Assert.Equal([1, 1, 1], npz.Read<double>("delta_star").Values);
            Assert.Equal(["row0", "row1", "row2"], npz.ReadText("ids").Values);
            for (int i = 0; i < 18; i++)
            {
                // ε·|q|/|Δx| averaged over walks: the steps are uniform, so that short ones weigh in by a logarithm.
                Assert.Equal(Math.Abs(Weights[i % 6]), score.Values[i], 1e-4);
                Assert.Equal(Weights[i % 6], signed.Values[i], 1e-4);
            }
        }

        RunRecord record = Record("out");
        Assert.Equal(3 * (50 * 1000 + 1), record.GetInt64("profile_rows"));
        Assert.Equal(3 * 200 * 7, record.GetInt64("walk_rows"));
        // Six features: curves at 1, 2, 3, 5, 6, and the subset at 50 δs each.
        Assert.Equal(3 * 100 * (2 * 5 + 5 * 50), record.GetInt64("curve_rows"));
        Assert.Equal(record.GetInt64("profile_rows") + record.GetInt64("walk_rows") + record.GetInt64("curve_rows"), record.GetInt64("model_rows"));
        string[][] table = [.. File.ReadLines(_folder.Path("out/sensx.tsv")).Skip(1).Select(static l => l.Split('\t'))];
        Assert.Equal(["4", "0", "1", "2", "5", "3"], table.Take(6).Select(static c => c[3]));
        Assert.False(Directory.Exists(_folder.Path("out/journal")));
        Assert.Equal(9, Directory.GetFiles(_folder.Path("out"), "*.svg").Length);
        Assert.Single(Directory.GetFiles(_folder.Path("out"), "*.npz"));

        ProcessResult again = Run("x.npy", "out", "--domain=-1,1", "--subset");
        Assert.Contains("nothing was shown to the model", again.Output, StringComparison.Ordinal);
        Assert.Equal(2, Run("x.npy", "out", "--domain=-1,2").ExitCode);
    }

    [Fact]
    public void Sensx_InAnyChunksAndThreads_GivesTheSameBytes()
    {
        Table("x.npy", 4);
        string[] command = ["--domain=-1,1", "--samples", "200", "--delta", "0.3", "--walks", "130", "--batch", "37"];
        Run("x.npy", "a", [.. command, "--threads", "1"]);
        byte[] expected = File.ReadAllBytes(_folder.Path("a/sensx.npz"));
        foreach ((string threads, string chunk) in new[] { ("3", "60000"), ("1", "1"), ("2", "400") })
        {
            Assert.Equal(0, Run("x.npy", "b" + chunk, [.. command, "--threads", threads, "--chunk-rows", chunk]).ExitCode);
            Assert.Equal(expected, File.ReadAllBytes(_folder.Path($"b{chunk}/sensx.npz")));
        }

        using NpzReader npz = Open("a");
        Assert.Equal([.3, .3, .3, .3], npz.Read<double>("delta_star").Values);
        Assert.Equal([130, 130, 130, 130], npz.Read<long>("walks").Values);
    }

    [Fact]
    public void Sensx_KilledInTheMiddle_ResumesAndGivesTheSameBytes()
    {
        Table("x.npy", 60);
        string[] command = ["--domain=-1,1", "--samples", "500", "--chunk-rows", "2000", "--batch", "50", "--threads", "1", "--pictures", "1"];
        Assert.Equal(0, Run("x.npy", "whole", command).ExitCode);
        using (Process process = GenoXaiProcess.Start(Arguments("x.npy", "killed", command)))
        {
            var waited = Stopwatch.StartNew();
            while (Chunks() < 3 && !process.HasExited && waited.Elapsed < TimeSpan.FromMinutes(2)) Thread.Sleep(5);
            process.Kill();
            process.WaitForExit();
        }

        Assert.InRange(Chunks(), 3, 1000);
        ProcessResult resumed = Run("x.npy", "killed", command);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("taken over", resumed.Output, StringComparison.Ordinal);
        foreach (string file in new[] { "sensx.npz", "sensx.tsv", "inputs.tsv" })
            Assert.Equal(File.ReadAllBytes(_folder.Path("whole/" + file)), File.ReadAllBytes(_folder.Path("killed/" + file)));
        RunRecord whole = Record("whole"), killed = Record("killed");
        Assert.All(whole.Keys.Where(static k => k != "seconds"), key => Assert.Equal(whole.Get(key), killed.Get(key)));

        int Chunks() => Directory.Exists(_folder.Path("killed/journal")) ? Directory.GetFiles(_folder.Path("killed/journal"), "chunk-*.part").Length : 0;
    }

    [Fact]
    public void Sensx_OfTablesOfEveryKind_ReadsTheSameNumbers()
    {
        float[] values = Values(3);
        Table("x.npy", 3);
        string[] genes = ["G0", "G1", "G2", "G3", "G4", "G5"], cells = ["a", "b", "c"];
        string Cell(int n, int d) => values[n * 6 + d].ToString("R", CultureInfo.InvariantCulture);
        _folder.Write("cells.csv", "cell," + string.Join(',', genes) + "\n" + string.Concat(cells.Select((c, n) => c + "," + string.Join(',', genes.Select((_, d) => Cell(n, d))) + "\n")));
        // Genes as rows, in another order, with one that the model does not know.
        int[] order = [5, 3, 1, 0, 2, 4];
        _folder.Write("genes.tsv", "gene\ta\tb\tc\nother\t9\t9\t9\n" + string.Concat(order.Select(d => genes[d] + "\t" + string.Join('\t', cells.Select((_, n) => Cell(n, d))) + "\n")));
        _folder.Write("names.txt", string.Join('\n', genes) + "\n");
        _folder.Write("mtx/matrix.mtx", "%%MatrixMarket matrix coordinate real general\n% genes x cells\n6 3 18\n" + string.Concat(from n in Enumerable.Range(0, 3) from d in Enumerable.Range(0, 6) select $"{d + 1} {n + 1} {Cell(n, d)}\n"));
        _folder.Write("mtx/genes.tsv", string.Concat(genes.Select(static g => $"ENS{g}\t{g}\n")));
        _folder.Write("mtx/barcodes.tsv", "a\nb\nc\n");
        string[] common = ["--domain=-1,1", "--samples", "50", "--walks", "10"];
        Run("x.npy", "npy", common);
        double[] expected = Scores("npy");
        Run("cells.csv", "csv", common);
        Assert.Equal(expected, Scores("csv"));
        Run("genes.tsv", "tsv", [.. common, "--feature-names", _folder.Path("names.txt")]);
        Assert.Equal(expected, Scores("tsv"));
        ProcessResult sparse = Run("mtx/matrix.mtx", "mtx", [.. common, "--feature-names", _folder.Path("names.txt")]);
        Assert.True(sparse.ExitCode == 0, sparse.Error);
        Assert.Equal(expected, Scores("mtx"));
        foreach (string run in new[] { "csv", "tsv", "mtx" })
        {
            using NpzReader npz = Open(run);
            Assert.Equal(cells, npz.ReadText("ids").Values);
            Assert.Equal(genes, npz.ReadText("features").Values);
        }

        // Chosen features and inputs: the others score 0.
        Run("cells.csv", "some", [.. common, "--features", "G4,G1", "--explain", "b"]);
        Assert.Equal([false, true, false, false, true, false], Scores("some").Select(static s => s > 0));
        _folder.Write("groups.tsv", "feature\tgroup\nG0\tfirst\nG1\tfirst\nG2\tlast\nG5\tlast\n");
        Run("cells.csv", "grouped", [.. common, "--groups", _folder.Path("groups.tsv")]);
        double[] grouped = Scores("grouped");
        Assert.Equal((grouped[0], grouped[2], 0.0), (grouped[1], grouped[5], grouped[3]));
        Assert.Contains("\tfirst\t", File.ReadAllText(_folder.Path("grouped/sensx.tsv")), StringComparison.Ordinal);
        // As spreadsheets write it: quotation marks, carriage returns.
        _folder.Write("groups.csv", "\"feature\",\"group\"\r\n\"G0\",\"first\"\r\nG1,\"first\"\r\nG2,last\r\nG5,last\r\n");
        Run("cells.csv", "quoted", [.. common, "--groups", _folder.Path("groups.csv")]);
        Assert.Equal(grouped, Scores("quoted"));
    }

    [Fact]
    public void Sensx_OfMoreInputsThanAJournalFileHolds_GivesEachWhatItHasAlone()
    {
        Table("x.npy", 300);
        string[] common = ["--domain=-1,1", "--samples", "10", "--walks", "4", "--curve-samples", "2", "--pictures", "0"];
        Assert.Equal(0, Run("x.npy", "all", common).ExitCode);
        Assert.Equal(0, Run("x.npy", "two", [.. common, "--explain", "255:257"]).ExitCode);
        foreach (string array in new[] { "score", "delta_star", "tau", "top_curve" })
        {
            using NpzReader all = Open("all"), two = Open("two");
            NpyArray<double> expected = two.Read<double>(array);
            int each = expected.Values.Length / 2;
            Assert.Equal(expected.Values, all.Read<double>(array).Values.AsSpan(255 * each, 2 * each).ToArray());
        }
    }

    [Fact]
    public void Sensx_OfImages_ReadsEitherOrderOfAxesAndDrawsAHeatMap()
    {
        VectorOnnx.CornerImage(4, 6).Save(_folder.Path("image.onnx"));
        float[] first = [.. Enumerable.Range(0, 72).Select(static i => i % 7 / 7f)], last = new float[72];
        for (int i = 0; i < 72; i++) last[i % 24 * 3 + i / 24] = first[i];
        VectorOnnx.SaveNpy(_folder.Path("chw.npy"), first, 1, 3, 4, 6);
        VectorOnnx.SaveNpy(_folder.Path("hwc.npy"), last, 1, 4, 6, 3);
        foreach (string data in new[] { "chw", "hwc" })
            Assert.Equal(0, GenoXaiProcess.Run("sensx", "--model", _folder.Path("image.onnx"), "--data", _folder.Path(data + ".npy"), "--domain", "0,1", "--walks", "20", "--out", _folder.Path(data)).ExitCode);
        double[] scores = Scores("chw");
        Assert.Equal(scores, Scores("hwc"));
        for (int i = 0; i < 72; i++) Assert.Equal(i < 24 && i / 6 < 2 && i % 6 < 3, scores[i] > 0);
        Assert.True(File.Exists(_folder.Path("chw/0001_row0_2_image.svg")));
        int best = Array.IndexOf(scores, scores.Max());
        Assert.Contains($"channel 0, y {best / 6}, x {best % 6}", File.ReadAllText(_folder.Path("chw/0001_row0_1_ranking.svg")), StringComparison.Ordinal);
        Assert.Contains($"\tchannel 0, y {best / 6}, x {best % 6}\t{best}\t", File.ReadAllText(_folder.Path("chw/sensx.tsv")), StringComparison.Ordinal);
        Assert.True(Record("chw").GetBoolean("probability"));
    }

    [Fact]
    public void Sensx_OfSeveralTargets_HasATargetAxis()
    {
        VectorOnnx.Linear(Weights, [0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]).Save(_folder.Path("three.onnx"));
        Table("x.npy", 2);
        ProcessResult result = GenoXaiProcess.Run("sensx", "--model", _folder.Path("three.onnx"), "--data", _folder.Path("x.npy"), "--domain=-1,1", "--samples", "50",
            "--target", "0", "--target", "y[1]-y[0]", "--target", "2", "--out", _folder.Path("out"));
        Assert.Equal(0, result.ExitCode);
        using NpzReader npz = Open("out");
        NpyArray<double> score = npz.Read<double>("score");
        Assert.Equal([2, 3, 6], score.Shape);
        Assert.Equal(["y[0]", "y[1]-y[0]", "y[2]"], npz.ReadText("targets").Values);
        Assert.Equal([1, 1, 0, 1, 1, 0], npz.Read<double>("delta_star").Values);
        for (int d = 0; d < 6; d++)
        {
            Assert.Equal(Math.Abs(Weights[d] - (d == 1 ? 1 : 0)), score.Values[6 + d], 1e-4);
            Assert.Equal(0, score.Values[12 + d]);
        }

        Assert.Contains("insensitive", result.Error, StringComparison.Ordinal);
        // The two sensitive outputs share their walks.
        Assert.Equal(2 * 200 * 7, Record("out").GetInt64("walk_rows"));
    }

    [Fact]
    public void Sensx_OfSequences_TakesThemInThreeWaysAndSaysWhich()
    {
        const string sequence = "ACGTACGTAC";
        ToyOnnx.Additive().Save(_folder.Path("dna.onnx"));
        _folder.Write("s.fa", $">a\n{sequence}\n>b\nTTTTTTTTTT\n");
        foreach (string kind in new[] { "substitutions", "positions", "channels" })
            Assert.Equal(0, GenoXaiProcess.Run("sensx", "--model", _folder.Path("dna.onnx"), "--fasta", _folder.Path("s.fa"), "--sequence-features", kind, "--samples", "50", "--out", _folder.Path(kind)).ExitCode);
        double[] letters = Scores("substitutions"), positions = Scores("positions"), channels = Scores("channels");
        Assert.Equal((20, 80, 80), (letters.Length, positions.Length, channels.Length));
        double[] errors;
        using (NpzReader npz = Open("substitutions")) errors = npz.Read<double>("standard_error").Values;
        for (int l = 0; l < 10; l++)
        {
            int own = "ACGT".IndexOf(sequence[l], StringComparison.Ordinal);
            double expected = Enumerable.Range(0, 4).Where(b => b != own).Average(b => Math.Abs(ToyOnnx.Weight(l, b) - ToyOnnx.Weight(l, own)));
            Assert.InRange(Math.Abs(letters[l] - expected), 0, 6 * errors[l]);
            for (int b = 0; b < 4; b++)
            {
                Assert.Equal(ToyOnnx.Weight(l, b), channels[b * 10 + l], 1e-3);
                Assert.Equal(positions[l], positions[b * 10 + l]);
            }
        }

        Assert.Contains("substituted", Record("substitutions").GetString("feature_kind"), StringComparison.Ordinal);
        Assert.Contains("of a position together", Record("positions").GetString("feature_kind"), StringComparison.Ordinal);
        Assert.Contains("each by itself", Record("channels").GetString("feature_kind"), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Path("positions/0001_a_2_sequence.svg")));
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("substitutions")).ExitCode);
        string page = File.ReadAllText(_folder.Path("substitutions/report.html"));
        Assert.Contains("mutation rate", page, StringComparison.Ordinal);

        _folder.Write("two.fa", ">a\nACGTACGTAC\n>b\nACGT\n");
        ProcessResult bad = GenoXaiProcess.Run("sensx", "--model", _folder.Path("dna.onnx"), "--fasta", _folder.Path("two.fa"), "--out", _folder.Path("bad"));
        Assert.Equal(2, bad.ExitCode);
        Assert.Contains("record \"b\": 4 letters where the first record has 10", bad.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wide.npy", "", "the model takes 6 features")]
    [InlineData("nan.npy", "", "row 1, column 2 is NaN")]
    [InlineData("nan.csv", "", "nan.csv, line 3: column \"c\" holds \"NaN\"")]
    [InlineData("x.npy", "--domain 1,0", "lower bound 1 above its upper bound 0")]
    [InlineData("x.npy", "--domain 0,0.1", "outside its domain")]
    [InlineData("x.npy", "--domain 2,2", "constant in the domain")]
    [InlineData("x.npy", "--features 3,G9", "there is no feature \"G9\"")]
    [InlineData("x.npy", "--mask none.npy", "remove every feature")]
    [InlineData("x.npy", "--mask wide.npy", "the model takes 6 features")]
    [InlineData("x.npy", "--mask nan6.npy", "nan6.npy: number 2 is NaN")]
    [InlineData("x.npy", "--domain=-inf,inf", "--domain -inf: there is no such file, and it is no finite number")]
    [InlineData("x.npy", "--domain absent.txt", "a file of rows that is there")]
    [InlineData("x.npy", "--target 1", "has no number 1")]
    [InlineData("x.npy", "--explain 7", "has no such input")]
    [InlineData("x.npy", "--delta 0", "more than 0")]
    [InlineData("x.npy", "--walks 0", "walks 0")]
    [InlineData("square.npy", "", "Say --inputs rows or --inputs columns")]
    [InlineData("x.npy", "--sequence-features positions", "goes with --fasta only")]
    [InlineData("missing.npy", "", "there is no such file")]
    public void Sensx_OfBadInput_SaysWhatIsWrongInOneLine(string data, string options, string expected)
    {
        Table("x.npy", 2);
        VectorOnnx.SaveNpy(_folder.Path("wide.npy"), new float[14], 2, 7);
        VectorOnnx.SaveNpy(_folder.Path("none.npy"), new float[6], 6);
        VectorOnnx.SaveNpy(_folder.Path("square.npy"), new float[36], 6, 6);
        float[] bad = Values(2);
        bad[8] = float.NaN;
        VectorOnnx.SaveNpy(_folder.Path("nan.npy"), bad, 2, 6);
        VectorOnnx.SaveNpy(_folder.Path("nan6.npy"), [1, 1, float.NaN, 1, 1, 1], 6);
        _folder.Write("nan.csv", "a,b,c,d,e,f\n0,0,0,0,0,0\n0,0,NaN,0,0,0\n");
        string[] more = [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => o.EndsWith(".npy", StringComparison.Ordinal) ? _folder.Path(o) : o)];
        ProcessResult result = Run(data, "out", more);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(_folder.Path("out/journal")));
    }

    [Fact]
    public void Sensx_OfOneFeatureOrAConstantOne_StillWorksAndSaysSo()
    {
        VectorOnnx.Linear([-4]).Save(_folder.Path("one.onnx"));
        VectorOnnx.SaveNpy(_folder.Path("one.npy"), [.5f, .25f], 2, 1);
        Assert.Equal(0, GenoXaiProcess.Run("sensx", "--model", _folder.Path("one.onnx"), "--data", _folder.Path("one.npy"), "--domain", "0,1", "--subset", "--out", _folder.Path("one")).ExitCode);
        Assert.All(Scores("one"), static s => Assert.Equal(4, s, 1e-4));

        float[] values = Values(4);
        for (int n = 0; n < 4; n++) values[n * 6 + 4] = .5f;
        VectorOnnx.SaveNpy(_folder.Path("constant.npy"), values, 4, 6);
        ProcessResult result = Run("constant.npy", "constant", "--samples", "50", "--walks", "10");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 of 6 features never varies", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, Scores("constant")[4]);
    }

    [Fact]
    public void Sensx_OfOneBlockOfWalks_SaysThatNothingTellsWhetherTheRankingIsStable()
    {
        const string unknown = "too few walks to compare two halves of them: 1 of 1 input (row0). Give --walks 50 or more.";
        Table("x.npy", 2);
        string[] common = ["--domain=-1,1", "--samples", "50", "--explain", "0", "--curve-samples", "0", "--walks"];
        ProcessResult few = Run("x.npy", "few", [.. common, "25"]), enough = Run("x.npy", "enough", [.. common, "50"]);
        Assert.Equal((0, 0), (few.ExitCode, enough.ExitCode));
        Assert.Contains(unknown, few.Error, StringComparison.Ordinal);
        Assert.Contains("exceeds τ: 1 of 1 input (row0).", few.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("stable", enough.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sensx_OfATableThatHoldsAFeatureTwice_RefusesToChoose()
    {
        string[] genes = ["G0", "G1", "G2", "G3", "G4", "G5"];
        _folder.Write("names.txt", string.Join('\n', genes) + "\n");
        _folder.Write("genes.tsv", "gene\ta\tb\n" + string.Concat(genes.Append("G1").Select(static (g, i) => $"{g}\t{i}\t{i + 1}\n")));
        ProcessResult result = Run("genes.tsv", "out", "--feature-names", _folder.Path("names.txt"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the feature \"G1\" stands in it twice", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfSeveralInputs_ShowsTheRankingOfTheFirstOnly()
    {
        Table("x.npy", 3);
        Assert.Equal(0, Run("x.npy", "out", "--domain=-1,1", "--samples", "50", "--walks", "50", "--pictures", "0").ExitCode);
        Assert.Equal(0, GenoXaiProcess.Run("report", _folder.Path("out")).ExitCode);
        string page = File.ReadAllText(_folder.Path("out/report.html"));
        int from = page.LastIndexOf("The highest ranked features", StringComparison.Ordinal), to = page.IndexOf("Of row0; sensx.tsv has", StringComparison.Ordinal);
        Assert.True(from > 0 && to > from);
        Assert.Contains("row0", page[from..to], StringComparison.Ordinal);
        Assert.DoesNotContain("row1", page[from..to], StringComparison.Ordinal);
    }

    private static float[] Values(int rows)
    {
        var random = SeededRandom.Stream(3, "table");
        var values = new float[rows * 6];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(random.NextDouble() * 2 - 1);
        return values;
    }

    private void Table(string name, int rows) => VectorOnnx.SaveNpy(_folder.Path(name), Values(rows), rows, 6);

    private string[] Arguments(string data, string folder, params string[] options) =>
        ["sensx", "--model", _folder.Path("m.onnx"), "--data", _folder.Path(data), "--out", _folder.Path(folder), .. options];

    private ProcessResult Run(string data, string folder, params string[] options) => GenoXaiProcess.Run(Arguments(data, folder, options));

    private NpzReader Open(string run) => new(File.OpenRead(_folder.Path(run + "/sensx.npz")), "sensx.npz");

    private double[] Scores(string run)
    {
        using NpzReader npz = Open(run);
        return npz.Read<double>("score").Values;
    }

    private RunRecord Record(string run)
    {
        using FileStream stream = File.OpenRead(_folder.Path(run + "/run.json"));
        return RunRecordFile.Read(stream, "run.json");
    }
}

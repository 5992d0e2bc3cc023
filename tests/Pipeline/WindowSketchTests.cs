using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Pipeline;

/// <summary>Sketches of a window or of restricted letters as runs, against networks of terms whose Shapley values are known.</summary>
public sealed class WindowSketchTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const string Held = "CCATGACGTACCGT", Letters = "4:AG,6:ACT,8:9:CT,11:GT";

    [Theory]
    [InlineData(SketchDecoder.Ridge, null, 2000)]
    [InlineData(SketchDecoder.Ridge, Letters, 2000)]
    [InlineData(SketchDecoder.Hybrid, Letters, 600)]
    [InlineData(SketchDecoder.Qsft, Letters, 8000)]
    public async Task Sketch_OfAWindow_HasABandThatHoldsNinetyPercentOfTheModelsShapleyValues(SketchDecoder decoder, string? letters, int budget)
    {
        List<(int[] Positions, byte[] Letters, double Weight)> terms = Terms(40);
        using InProcessRun run = await InProcessRun.OfAsync(ToyOnnx.And(Held.Length, terms), Request(decoder, letters, budget));
        var query = new SketchQuery(Read(run));
        AllowedLetters allowed = query.Sketch.Function.Domain.Allowed!;
        IReadOnlyList<double> band = query.PhiBand!;
        for (int i = 0; i < Held.Length; i++) Assert.Equal(allowed[i].Length > 1, band[i] > 0);
        Assert.Equal(allowed.Free.Average(i => band[i]), run.Record.GetDouble("mean_phi_band"), 1e-12);
        SeededRandom random = SeededRandom.Stream(8, "window-tests");
        double inside = 0, squares = 0;
        for (int row = 0; row < 400; row++)
        {
            byte[] x = [.. Enumerable.Range(0, Held.Length).Select(i => Index(allowed[i][random.NextInt(allowed[i].Length)]))];
            double[] truth = Shapley(terms, allowed, x), phi = query.Explain(x).Phi;
            foreach (int i in allowed.Free)
            {
                inside += Math.Abs(truth[i] - phi[i]) <= band[i] ? 1 : 0;
                squares += (truth[i] - phi[i]) * (truth[i] - phi[i]);
            }
        }

        double covered = inside / 400 / allowed.Free.Length, ratio = band.Sum() / allowed.Free.Length / Math.Sqrt(squares / 400 / allowed.Free.Length);
        output.WriteLine(FormattableString.Invariant($"R² {query.Sketch.Quality.R2:F3}, covered {covered:P1}, half-width/RMSE {ratio:F2}"));
        Assert.InRange(covered, 0.85, 0.97);
        Assert.InRange(ratio, 1, 2.5);
    }

    [Fact]
    public async Task Sketch_OfRestrictedLetters_DoesNotDependOnTheOthers()
    {
        List<(int[] Positions, byte[] Letters, double Weight)> terms = Terms(20);
        using InProcessRun one = await InProcessRun.OfAsync(ToyOnnx.And(Held.Length, terms), Request(SketchDecoder.Ridge, Letters, 400));
        AllowedLetters allowed = Read(one).Function.Domain.Allowed!;
        // Other terms where a letter is asked for that is not allowed there: no row shows them.
        List<(int[] Positions, byte[] Letters, double Weight)> forbidden = [.. terms.Where(term => Enumerable.Range(0, term.Positions.Length).Any(i => !allowed.Allows(term.Positions[i], term.Letters[i])))];
        Assert.InRange(forbidden.Count, 5, 19);
        using InProcessRun other = await InProcessRun.OfAsync(
            ToyOnnx.And(Held.Length, [.. terms.Select(term => forbidden.Contains(term) ? (term.Positions, term.Letters, -3 * term.Weight) : term)]), Request(SketchDecoder.Ridge, Letters, 400));
        DecodedFunction first = Read(one).Function, second = Read(other).Function;
        Assert.Equal(first.BaseValue, second.BaseValue);
        Assert.Equal(first.Tables.Select(static t => string.Join(',', t.Values)), second.Tables.Select(static t => string.Join(',', t.Values)));
        Assert.Equal(Read(one).Quality.PhiBand, Read(other).Quality.PhiBand);
    }

    [Theory]
    [InlineData(SketchDecoder.Ridge)]
    [InlineData(SketchDecoder.Hybrid)]
    public async Task Sketch_OfALargerBudget_TakesOverTheRowsAndHasTheBytesOfOneMadeAtOnce(SketchDecoder decoder)
    {
        using var folder = new TemporaryFolder();
        ToyOnnx.And(Held.Length, Terms(10)).Save(folder.Path("m.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        await Run("grown", SketchDecoder.Ridge, 400);
        // Whole batches of 64.
        Assert.Equal(384, await Run("grown", decoder, 700));
        Assert.Equal(0, await Run("fresh", decoder, 700));
        Assert.Equal(File.ReadAllBytes(folder.Path("fresh/sketch.gxs")), File.ReadAllBytes(folder.Path("grown/sketch.gxs")));

        async Task<long> Run(string name, SketchDecoder by, int budget)
        {
            Directory.CreateDirectory(folder.Path(name));
            var context = new RunContext(Request(by, Letters, budget) with { BatchRows = 64 }, model, new FolderArtifactStore(folder.Path(name)), [], "") { TakesOverRows = true };
            await new LocalRunner(context, folder.Path(name), threads: 1).RunAsync(null, CancellationToken.None);
            await using FileStream record = File.OpenRead(folder.Path($"{name}/{RunKeys.Record}"));
            RunJournal.Delete(folder.Path(name));
            return GenoXai.Core.Results.RunRecordFile.Read(record, RunKeys.Record).GetInt64("reused_rows");
        }
    }

    [Fact]
    public async Task Sketch_OfManyLetterCounts_IsDecodedByDefault_AndRefusedByTheFourierDecoders()
    {
        // 2, 3, 5, 7 and 9 letters: 630 common codes.
        const string letters = "0:AC,1:ACD,2:ACDEF,7:ACDEFGH,8:ACDEFGHIK";
        RunRequest request = new() { Method = RunMethod.Sketch, Sketch = new SketchRequest { Budget = 1500, Letters = letters + ",3:7:A,9:A", Decoder = SketchDecoder.Hybrid } };
        using var folder = new TemporaryFolder();
        ToyOnnx.Protein(10).Save(folder.Path("p.onnx"));
        folder.Write("p.manifest.json", $$$"""{"id":"p","input":{"name":"x","axes":"NLC","alphabet":"{{{ToyOnnx.AminoAcids}}}","length":10}}""");
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("p.onnx")).Open([], new ModelOptions { Threads = 1 });
        using InProcessRun run = await InProcessRun.OfAsync(model, request, []);
        Sketch sketch = Read(run);
        Assert.InRange(sketch.Quality.R2!.Value, 0.9999, 1);
        // 2 · Wave(3, x_2) · Wave(7, x_7) less its means over the letters that are allowed.
        double[] at2 = [.. Enumerable.Range(0, 5).Select(static b => ToyOnnx.Wave(3, b))], at7 = [.. Enumerable.Range(0, 7).Select(static b => ToyOnnx.Wave(7, b))];
        AnovaTable pair = sketch.Function.Tables.Single(static table => table.Positions is [2, 7]);
        for (int a = 0; a < 20; a++)
            for (int b = 0; b < 20; b++)
                Assert.Equal(a < 5 && b < 7 ? 2 * (at2[a] - at2.Average()) * (at7[b] - at7.Average()) : 0, pair.Values[(a * 20) + b], 1e-3);
        InputException error = await Assert.ThrowsAsync<InputException>(() => InProcessRun.OfAsync(model, request with { Sketch = request.Sketch! with { Decoder = SketchDecoder.Qsft } }, []));
        Assert.Contains("--decoder hybrid or ridge", error.Message, StringComparison.Ordinal);
    }

    private static RunRequest Request(SketchDecoder decoder, string? letters, int budget) => new()
    {
        Method = RunMethod.Sketch,
        Sketch = new SketchRequest { Budget = budget, Decoder = decoder, Sequence = Held, Range = new SequenceRange(3, 13), Letters = letters, WholeBudget = decoder is SketchDecoder.Hybrid or SketchDecoder.Ridge },
    };

    private static Sketch Read(InProcessRun run)
    {
        using FileStream file = File.OpenRead(run.Path("sketch.gxs"));
        return SketchFile.Read(file, "sketch");
    }

    private static byte Index(char letter) => (byte)Alphabet.Dna.Letters.IndexOf(letter, StringComparison.Ordinal);

    private static List<(int[] Positions, byte[] Letters, double Weight)> Terms(int count)
    {
        SeededRandom random = SeededRandom.Stream(77, "window-terms");
        int[] order = [.. Enumerable.Range(2, 12)];
        var terms = new List<(int[], byte[], double)>();
        while (terms.Count < count)
        {
            random.Shuffle<int>(order);
            int[] positions = [.. order.Take(1 + random.NextInt(4)).Order()];
            byte[] letters = [.. positions.Select(_ => (byte)random.NextInt(4))];
            terms.Add((positions, letters, 1 + random.NextGaussian()));
        }

        return terms;
    }

    // By dividends; a letter that is not allowed is held by no sequence, one that is held constant by all.
    private static double[] Shapley(List<(int[] Positions, byte[] Letters, double Weight)> terms, AllowedLetters allowed, byte[] x)
    {
        var phi = new double[x.Length];
        foreach ((int[] positions, byte[] letters, double weight) in terms)
        {
            for (int mask = 1; mask < 1 << positions.Length; mask++)
            {
                double dividend = weight / int.PopCount(mask);
                for (int i = 0; i < positions.Length; i++)
                {
                    double share = allowed.Allows(positions[i], letters[i]) ? 1.0 / allowed[positions[i]].Length : 0;
                    dividend *= (mask >> i & 1) == 0 ? share : (x[positions[i]] == letters[i] ? 1 : 0) - share;
                }

                for (int i = 0; i < positions.Length; i++)
                    if ((mask >> i & 1) == 1) phi[positions[i]] += dividend;
            }
        }

        return phi;
    }
}

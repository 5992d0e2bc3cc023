using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;
using GenoXai.Local.Storage;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Local;

/// <summary>What a sketch takes over from an earlier one in the same folder, and how many rows the model is then shown.</summary>
public sealed class SketchReuseTests : IDisposable
{
    private const int Batch = 64;
    private static readonly SketchRequest Small = new() { Budget = 6000, Decoder = SketchDecoder.Ridge }, Large = Small with { Budget = 20_000 };
    private readonly TemporaryFolder _folder = new();
    private readonly OnnxSequenceModel _model;

    public SketchReuseTests()
    {
        ToyOnnx.Pairwise().Save(_folder.Path("p.onnx"));
        _model = ModelLoader.Load(_folder.Path("p.onnx")).Open(["y[0]"], new ModelOptions());
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sketch_WithALargerBudget_ShowsOnlyTheOtherRows_AndGivesTheBytesOfAFreshOne()
    {
        Assert.Equal((6000, 6000, 0), Counts(await RunAsync("k", Small)));
        Outcome enlarged = await RunAsync("k", Large), fresh = await RunAsync("f", Large);
        // 6000 rows end within a batch, which is shown again whole: 93 batches of 64 are taken over.
        Assert.Equal((20_000 - 5952, 20_000, 5952), Counts(enlarged));
        Assert.Equal((20_000, 20_000, 0), Counts(fresh));
        foreach (string file in new[] { "sketch.gxs", "sketch.npz", "supports.tsv", "sketch.rows" }) Assert.Equal(Bytes("f", file), Bytes("k", file));
        Assert.Equal(fresh.Record.GetDoubles("round_rows"), enlarged.Record.GetDoubles("round_rows"));
        Assert.Equal(fresh.Record.GetDoubles("round_validation_r2"), enlarged.Record.GetDoubles("round_validation_r2"));
        Assert.False(Directory.Exists(_folder.Path("k/journal")));
    }

    [Fact]
    public async Task Sketch_WithASmallerBudgetOrAnotherDecoderOrderOrStop_ShowsNothing_AndLosesNoRow()
    {
        await RunAsync("k", Large);
        byte[] rows = Bytes("k", "sketch.rows");
        foreach (SketchRequest other in new[] { Small, Small with { Decoder = SketchDecoder.Hybrid }, Small with { Order = 1 }, Large with { WholeBudget = true }, Large with { TargetR2 = 0.5 } })
        {
            Outcome again = await RunAsync("k", other);
            Assert.Equal(0, again.Shown);
            Assert.Equal(again.Record.GetInt64("model_rows"), again.Record.GetInt64("reused_rows"));
            Assert.Equal(rows, Bytes("k", "sketch.rows"));
        }

        await RunAsync("k", Small);
        await RunAsync("f", Small);
        Assert.Equal(Bytes("f", "sketch.gxs"), Bytes("k", "sketch.gxs"));
    }

    [Fact]
    public async Task Sketch_OfOtherRows_IsRefused_AndTheEarlierResultsStay()
    {
        await RunAsync("k", Small);
        byte[] record = Bytes("k", "run.json");
        using OnnxSequenceModel second = ModelLoader.Load(_folder.Path("p.onnx")).Open(["y[1]"], new ModelOptions());
        Task[] others =
        [
            RunAsync("k", Large, seed: 2), RunAsync("k", Large, model: second), RunAsync("k", Large with { Letters = "3:AC" }),
            RunAsync("k", Large with { Decoder = SketchDecoder.Qsft }),
        ];
        foreach (Task other in others)
            Assert.Contains("another run", (await Assert.ThrowsAsync<InputException>(() => other)).Message, StringComparison.Ordinal);
        Assert.Equal(record, Bytes("k", "run.json"));
    }

    [Fact]
    public async Task Sketch_WithDamagedRows_SaysSoAndShowsThemAnew()
    {
        await RunAsync("k", Small);
        byte[] damaged = Bytes("k", "sketch.rows");
        damaged[damaged.Length / 2] ^= 1;
        File.WriteAllBytes(_folder.Path("k/sketch.rows"), damaged);
        Outcome again = await RunAsync("k", Large);
        Assert.Contains(again.Warnings, static w => w.Contains("sketch.rows is damaged", StringComparison.Ordinal));
        Assert.Equal((20_000, 20_000, 0), Counts(again));
        await RunAsync("f", Large);
        Assert.Equal(Bytes("f", "sketch.rows"), Bytes("k", "sketch.rows"));
    }

    [Fact]
    public async Task Sketch_BesideRowsOfAnotherSeed_SaysSoAndShowsItsOwn()
    {
        await RunAsync("k", Small, seed: 2);
        File.Delete(_folder.Path("k/run.json"));
        Outcome own = await RunAsync("k", Small);
        Assert.Contains(own.Warnings, static w => w.Contains("another model, target, seed or domain", StringComparison.Ordinal));
        Assert.Equal((6000, 6000, 0), Counts(own));
    }

    [Fact]
    public async Task Sketch_WithOverwrite_ShowsAllRows()
    {
        await RunAsync("k", Small);
        Assert.Equal((20_000, 20_000, 0), Counts(await RunAsync("k", Large, overwrite: true)));
    }

    [Fact]
    public async Task Sketch_WithoutItsRowsFile_IsRefusedAnotherBudget()
    {
        await RunAsync("k", Small);
        File.Delete(_folder.Path("k/sketch.rows"));
        await Assert.ThrowsAsync<InputException>(() => RunAsync("k", Large));
    }

    [Theory]
    [InlineData(3000)]
    [InlineData(12_000)]
    public async Task Sketch_EnlargedAndInterruptedInEitherRound_ResumesToTheSameBytes(int stopAfter)
    {
        await RunAsync("k", Small);
        using var stop = new CancellationTokenSource();
        long before = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("k", Large, chunkRows: 512, shown: rows =>
        {
            if (Interlocked.Add(ref before, rows) >= stopAfter) stop.Cancel();
        }, token: stop.Token));
        Outcome resumed = await RunAsync("k", Large, chunkRows: 512);
        Assert.InRange(resumed.Shown, 1, 20_000 - 5952 - stopAfter + 4 * 512);
        Assert.Equal((20_000, 5952), (resumed.Record.GetInt64("model_rows"), resumed.Record.GetInt64("reused_rows")));
        await RunAsync("f", Large);
        Assert.Equal(Bytes("f", "sketch.gxs"), Bytes("k", "sketch.gxs"));
        Assert.Equal(Bytes("f", "sketch.rows"), Bytes("k", "sketch.rows"));
    }

    [Fact]
    public async Task Sketch_KilledAfterARound_DoesNotDecodeItAgain_UnlessItsNoteIsDamaged()
    {
        string note = _folder.Path("k/journal/round-000.part");
        using (var stop = new CancellationTokenSource())
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("k", Large, chunkRows: 512, decoded: _ => stop.Cancel(), token: stop.Token));
        RunDocument plan;
        using (FileStream stream = File.OpenRead(_folder.Path("k/" + RunDocument.Key))) plan = RunDocument.Read(stream)!;
        var store = new FolderArtifactStore(_folder.Path("k"));
        (bool known, double? noted) = await RoundFile.ReadAsync(store, plan, 0, default);
        Assert.True(known);
        Assert.Equal((false, null), await RoundFile.ReadAsync(store, plan, 1, default));
        File.WriteAllText(note, "0.5" + File.ReadAllText(note));
        Assert.Equal((false, null), await RoundFile.ReadAsync(store, plan, 0, default));

        // Another figure, rightly sealed, shows that it is the note that counts.
        await RoundFile.WriteAsync(store, plan, 0, 0.25, default);
        Outcome resumed = await RunAsync("k", Large, chunkRows: 512);
        Assert.Equal(0.25, resumed.Record.GetDoubles("round_validation_r2")[0]);
        Outcome fresh = await RunAsync("f", Large);
        Assert.Equal(fresh.Record.GetDoubles("round_validation_r2")[0], noted);
    }

    private static (long Shown, long Rows, long Reused) Counts(Outcome run) => (run.Shown, run.Record.GetInt64("model_rows"), run.Record.GetInt64("reused_rows"));

    private byte[] Bytes(string run, string file) => File.ReadAllBytes(_folder.Path($"{run}/{file}"));

    private async Task<Outcome> RunAsync(
        string run, SketchRequest sketch, long seed = 1, bool overwrite = false, int? chunkRows = null, OnnxSequenceModel? model = null, Action<int>? shown = null, Action<SketchRound>? decoded = null, CancellationToken token = default)
    {
        model ??= _model;
        long count = 0;
        var warnings = new List<string>();
        var request = new RunRequest { Method = RunMethod.Sketch, Targets = model.Targets, Seed = seed, BatchRows = Batch, ChunkRows = chunkRows, Sketch = sketch };
        var folder = new RunFolder(_folder.Path(run), overwrite);
        Assert.Null(await folder.PrepareAsync(request, model, SequenceInput.None, token));
        var context = new RunContext(request, model, new FolderArtifactStore(folder.Path), [], "")
        {
            TakesOverRows = folder.TakesOverRows,
            Warn = warnings.Add,
            RoundDone = decoded,
            // Told by the predictor after every batch that the model has seen; reused rows are negative.
            Progress = rows =>
            {
                if (rows < 0) return;
                Interlocked.Add(ref count, rows);
                shown?.Invoke(rows);
            },
        };
        await new LocalRunner(context, folder.Path, 2).RunAsync(_ => folder.ClearResults(), token);
        await using FileStream stream = File.OpenRead(_folder.Path($"{run}/{RunKeys.Record}"));
        return new Outcome(RunRecordFile.Read(stream, RunKeys.Record), count, warnings);
    }

    private sealed record Outcome(RunRecord Record, long Shown, IReadOnlyList<string> Warnings);
}

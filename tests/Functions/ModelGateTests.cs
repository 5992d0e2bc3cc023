using System.Diagnostics;
using GenoXai.Core.Models;
using GenoXai.Functions;
using GenoXai.Functions.Models;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;

namespace GenoXai.Tests.Functions;

public sealed class ModelGateTests
{
    [Fact]
    public async Task Gate_LetsNoMoreInThanItSays()
    {
        using var gate = new ModelGate(new AzureOptions { ModelRunsAtOnce = 2 });
        int inside = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gate.RunAsync(async token =>
        {
            int now = Interlocked.Increment(ref inside);
            lock (gate) most = Math.Max(most, now);
            await Task.Delay(5, token);
            return Interlocked.Decrement(ref inside);
        }, CancellationToken.None)));
        Assert.Equal(2, most);
    }

    /// <summary>One batch that takes many seconds: without a way to terminate it, the limit would be met only at its end.</summary>
    [Fact]
    public async Task ChunkThatTakesTooLong_IsTerminatedInTheMiddleOfABatch()
    {
        using var folder = new TemporaryFolder();
        Slow().Save(folder.Path("slow.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(folder.Path("slow.onnx")).Open([], new ModelOptions { Threads = 1 });
        using var gate = new ModelGate(new AzureOptions { ModelTimeout = TimeSpan.FromMilliseconds(300) });
        var rows = new OneBatch(32_768);
        long begin = Stopwatch.GetTimestamp();
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => gate.RunAsync(
            token => Task.Run(() => RowPredictor.Predict(model, rows, rows.Count, workers: 1, cancellationToken: token)), CancellationToken.None));
        Assert.Contains("GENOXAI_MODEL_TIMEOUT", error.Message, StringComparison.Ordinal);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        // The gate is free again, and a small batch is still predicted.
        float[] few = await gate.RunAsync(token => Task.FromResult(RowPredictor.Predict(model, new OneBatch(1), 1, 1, cancellationToken: token)), CancellationToken.None);
        Assert.Single(few);
        Assert.True(seconds < 30, $"{seconds} s");
    }

    [Fact]
    public async Task WorkThatIsCancelledByItself_IsNotCalledTooSlow()
    {
        using var gate = new ModelGate(new AzureOptions());
        await Assert.ThrowsAsync<TaskCanceledException>(() => gate.RunAsync<int>(static _ => throw new TaskCanceledException("The storage did not answer."), CancellationToken.None));
        Assert.Equal(1, await gate.RunAsync(static _ => Task.FromResult(1), CancellationToken.None));
    }

    /// <summary>300 products of 256 by 256: of 32,768 rows about 640 billion multiply-adds.</summary>
    private static TestGraph Slow()
    {
        TestGraph graph = new TestGraph().Input("x", "N", 64, 4).Output("y", "N", 1)
            .Floats("w", [.. Enumerable.Range(0, 256 * 256).Select(static i => i % 257 == 0 ? 1f : 0f)], 256, 256).Floats("v", [.. Enumerable.Repeat(1f, 256)], 256, 1)
            .Node("Flatten", "x", "f0", ("axis", 1L));
        for (int i = 0; i < 300; i++) graph.Node("MatMul", $"f{i},w", $"g{i}").Node("Relu", $"g{i}", $"f{i + 1}");
        return graph.Node("MatMul", "f300,v", "y");
    }

    private sealed class OneBatch(int count) : RowSource
    {
        public override int Count => count;

        public override int LengthOf(int row) => 64;

        public override int RunEnd(int row) => count;

        public override void Fill(int first, int rows, Span<byte> letters) => letters.Clear();
    }
}

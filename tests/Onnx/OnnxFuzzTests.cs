using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Google.Protobuf;

namespace GenoXai.Tests.Onnx;

public sealed class OnnxFuzzTests
{
    private static readonly byte[] Model = TestGraph.Small(1L).Node("Shape", "x", "s").Constant("target", 1, -1)
        .Node("Reshape", "y,target", "z").Output("z", 1L, 2L).Proto.ToByteArray();

    [Fact]
    public void EveryTruncation_IsRefusedOrStillAModel()
    {
        int refused = 0;
        for (int length = 0; length < Model.Length; length++)
            if (!Survives(Model[..length], $"truncated to {length}")) refused++;
        Assert.InRange(refused, Model.Length / 2, Model.Length);
    }

    [Fact]
    public void EveryBitFlip_IsRefusedOrStillAModel()
    {
        int refused = 0;
        for (int bit = 0; bit < Model.Length * 8; bit++)
        {
            byte[] damaged = [.. Model];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (!Survives(damaged, $"bit {bit} flipped")) refused++;
        }

        Assert.InRange(refused, 1, Model.Length * 8 - 1);
    }

    [Fact]
    public void RandomDamage_IsRefusedOrStillAModel()
    {
        for (int trial = 0; trial < 3000; trial++)
        {
            var random = SeededRandom.Stream(1, "onnx-fuzz", trial);
            byte[] damaged = [.. Model];
            for (int i = random.NextInt(8); i >= 0; i--) damaged[random.NextInt(damaged.Length)] = (byte)random.NextInt(256);
            Survives(damaged, $"trial {trial}");
        }
    }

    /// <summary>Loads and looks at everything; only an InputException may come out.</summary>
    private static bool Survives(byte[] bytes, string what)
    {
        try
        {
            OnnxModel model = OnnxModel.Parse(bytes, what);
            Assert.NotNull(SequenceInputGuess.From(model.Facts));
            Assert.NotNull(ProbeGraph.OfAll(model));
            DynamicBatchResult dynamic = DynamicBatch.Rewrite(model);
            Assert.NotEqual(dynamic.Model is null, dynamic.Reason is null);
            Assert.NotNull(GraphCost.FromShapes(model, new Dictionary<string, long[]> { ["x"] = [1, 4, 6], ["c"] = [1, 3, 2] }, 1));
            Assert.NotEmpty(model.ToBytes());
            return true;
        }
        catch (InputException e)
        {
            Assert.Contains(what, e.Message, StringComparison.Ordinal);
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{what}: {e}", e);
        }
    }
}

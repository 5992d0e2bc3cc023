using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;

namespace GenoXai.Tests.Onnx;

/// <summary>Where tokens lie, against sets of positions followed through every layer.</summary>
public sealed class ReceptiveFieldTests
{
    [Fact]
    public void Of_AnyStackOfConvolutionsAndPoolings_IsWhatItsWindowsReach()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            SeededRandom random = SeededRandom.Stream(seed, "receptive field");
            var graph = new TestGraph().Input("t0", "N", 1, 60).Output("y", "N", 1, "?").Weights("w", 1, 1, 1);
            int[][] reach = [.. Enumerable.Range(0, 60).Select(static p => new[] { p })];
            int layers = 1 + random.NextInt(3);
            for (int layer = 0; layer < layers; layer++)
            {
                int kernel = 1 + random.NextInt(4), stride = 1 + random.NextInt(3), before = random.NextInt(kernel), behind = random.NextInt(kernel), dilation = 1 + random.NextInt(2);
                graph.Node(random.NextInt(2) == 0 ? "Conv" : "MaxPool", $"t{layer}", $"c{layer}",
                    ("kernel_shape", new long[] { kernel }), ("strides", new long[] { stride }), ("pads", new long[] { before, behind }), ("dilations", new long[] { dilation }))
                    .Node("Relu", $"c{layer}", $"t{layer + 1}");
                var next = new List<int[]>();
                for (int start = -before; start + (kernel - 1) * dilation < reach.Length + behind; start += stride)
                {
                    // Padding stands for positions before the first and behind the last, at the same distances.
                    int at = start;
                    next.Add([.. Enumerable.Range(0, kernel).SelectMany(k => Shifted(reach, at + k * dilation)).Distinct().Order()]);
                }

                reach = [.. next];
            }

            if (reach.Length < 2) continue;
            ReceptiveField field = ReceptiveField.Of(graph.Build(), "t0", 60, $"t{layers}")!;
            Assert.True(field.Count == reach.Length, $"seed {seed}: {field.Count} entries, not {reach.Length}");
            for (int entry = 0; entry < reach.Length; entry++)
                Assert.True(field.Start + entry * field.Stride == reach[entry][0] && field.Start + entry * field.Stride + field.Width == reach[entry][^1] + 1, $"seed {seed}, entry {entry}: {field}");
        }
    }

    [Fact]
    public void Of_BranchesOfOtherStrides_TellsNothing()
    {
        TestGraph graph = new TestGraph().Input("x", "N", 1, 60).Output("y", "N", 1, "?")
            .Node("MaxPool", "x", "a", ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 })).Node("Add", "a,x", "y");
        Assert.Null(ReceptiveField.Of(graph.Build(), "x", 60, "y"));
        graph = new TestGraph().Input("x", "N", 1, 60).Output("y", "N", 1, "?")
            .Node("Conv", "x,w", "a", ("kernel_shape", new long[] { 3 }), ("auto_pad", "SAME_UPPER")).Weights("w", 1, 1, 3).Node("Add", "a,x", "y");
        Assert.Null(ReceptiveField.Of(graph.Build(), "x", 60, "y"));
    }

    [Fact]
    public void Of_ResidualBranchesAndGlobalPools_IsTheWidestOfThem()
    {
        TestGraph graph = new TestGraph().Input("x", "N", 1, 60).Output("y", "N", 1, "?").Weights("w", 1, 1, 3)
            .Node("Conv", "x,w", "a", ("pads", new long[] { 1, 1 }), ("kernel_shape", new long[] { 3 })).Node("Add", "a,x", "b")
            .Node("GlobalAveragePool", "b", "g").Node("Mul", "b,g", "y");
        Assert.Equal(new ReceptiveField(-1, 3, 1, 60), ReceptiveField.Of(graph.Build(), "x", 60, "y"));
    }

    /// <summary>Positions that an entry reaches; one in the padding, those of the nearest entry moved on by the strides between.</summary>
    private static IEnumerable<int> Shifted(int[][] reach, int entry)
    {
        int inside = Math.Clamp(entry, 0, reach.Length - 1), step = reach.Length > 1 ? reach[1][0] - reach[0][0] : 1;
        return reach[inside].Select(position => position + (entry - inside) * step);
    }
}

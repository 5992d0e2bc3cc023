using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;

namespace GenoXai.Tests.Onnx;

/// <summary>Convolutions, transposed convolutions and pools over random shapes, strides, dilations, groups and paddings, given or automatic.</summary>
public sealed class WindowGradientTests
{
    private static readonly string[] Automatic = ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"];

    [Fact]
    public void Gradient_OfAConvolutionPaddedAutomatically_IsTheCentralDifference()
    {
        var random = SeededRandom.Stream(1, "automatic padding");
        for (int i = 0; i < 60; i++)
        {
            int axes = 1 + random.NextInt(2), kernel = 1 + random.NextInt(4), group = 1 + random.NextInt(2), length = 4 + random.NextInt(5);
            long stride = 1 + random.NextInt(3);
            object size = random.NextInt(2) == 0 ? length : "L";
            TestGraph graph = new TestGraph().Opset(21).Input("x", ["N", 2 * group, .. Repeat(size, axes)]).Weights("w", [2 * group, 2, .. Repeat((long)kernel, axes)])
                .Node("Conv", "x,w", "a", ("group", (long)group), ("strides", Repeat(stride, axes)), ("auto_pad", Automatic[1 + random.NextInt(3)]));
            GradientCheck.Run(graph, [1 + random.NextInt(2), 2 * group, .. Repeat(length, axes)]);
        }
    }

    [Fact]
    public void Gradient_OfATransposedConvolution_IsTheCentralDifference()
    {
        var random = SeededRandom.Stream(2, "transposed convolutions");
        for (int i = 0; i < 100; i++)
        {
            int axes = 1 + random.NextInt(2), kernel = 1 + random.NextInt(4), group = 1 + random.NextInt(2), length = 2 + random.NextInt(4);
            long stride = 1 + random.NextInt(3), dilation = 1 + random.NextInt(2), span = dilation * (kernel - 1) + 1;
            bool known = random.NextInt(2) == 0;
            var attributes = new List<(string, object)> { ("group", (long)group), ("strides", Repeat(stride, axes)), ("dilations", Repeat(dilation, axes)) };
            int padding = random.NextInt(4);
            if (padding == 0) attributes.Add(("auto_pad", "VALID"));
            else if (padding == 1 && span >= stride) attributes.Add(("auto_pad", Automatic[1 + random.NextInt(2)]));
            else if (padding == 2 && known && stride * (length - 1) + span >= length) attributes.Add(("output_shape", Repeat(Math.Max(length, stride * (length - 1) + span - random.NextInt(3)), axes)));
            else
            {
                attributes.Add(("pads", (long[])[.. Enumerable.Range(0, 2 * axes).Select(_ => (long)random.NextInt((int)Math.Min(2, span)))]));
                attributes.Add(("output_padding", Repeat((long)random.NextInt((int)stride), axes)));
            }

            TestGraph graph = new TestGraph().Opset(21).Input("x", ["N", 2 * group, .. Repeat<object>(known ? length : "L", axes)])
                .Weights("w", [2 * group, 2, .. Repeat((long)kernel, axes)]).Weights("b", 2 * group).Node("ConvTranspose", "x,w,b", "a", [.. attributes]);
            GradientCheck.Run(graph, [1 + random.NextInt(2), 2 * group, .. Repeat(length, axes)]);
        }
    }

    [Fact]
    public void Gradient_OfAConvolutionBeforeAPoolThatLeavesPlaces_IsTheCentralDifference()
    {
        var random = SeededRandom.Stream(4, "pools that leave places");
        int shortened = 0;
        for (int i = 0; i < 100; i++)
        {
            int kernel = 1 + random.NextInt(5), pool = 2 + random.NextInt(3), length = 9 + random.NextInt(6), filters = random.NextInt(8) == 0 ? 128 : 5, channels = random.NextInt(2) == 0 ? 4 : 9;
            int front = random.NextInt(3), behind = random.NextInt(4), left = (length + front + behind - kernel + 1) % pool;
            bool isKnown = random.NextInt(3) > 0, isRelu = random.NextInt(2) == 0;
            TestGraph graph = new TestGraph().Opset(21).Input("x", "N", channels, isKnown ? length : "L").Weights("w", filters, channels, kernel)
                .Node("Conv", "x,w", "c", ("pads", new long[] { front, behind })).Node(isRelu ? "Relu" : "Tanh", "c", "r")
                .Node("MaxPool", "r", "a", ("kernel_shape", new long[] { pool }), ("strides", new long[] { pool }));
            GradientCheck.Run(graph, 2, channels, length);
            if (!isKnown || !isRelu || left == 0 || behind < left) continue;
            shortened++;
            Assert.DoesNotContain(GradientGraph.Of(graph.Build(), "x", "target").Proto.Graph.Node, static n => n.OpType == "Pad" && n.Name.StartsWith("grad/MaxPool", StringComparison.Ordinal));
        }

        Assert.True(shortened > 5);
    }

    [Theory]
    [InlineData("MaxPool")]
    [InlineData("AveragePool")]
    public void Gradient_OfAPoolOfAnyPadding_IsTheCentralDifference(string type)
    {
        var random = SeededRandom.Stream(3, type);
        for (int i = 0; i < 100; i++)
        {
            int axes = 1 + random.NextInt(2), kernel = 2 + random.NextInt(3), length = 7 + random.NextInt(4);
            long stride = 1 + random.NextInt(4), dilation = 1 + random.NextInt(2);
            string automatic = Automatic[random.NextInt(4)];
            var attributes = new List<(string, object)> { ("kernel_shape", Repeat((long)kernel, axes)), ("strides", Repeat(stride, axes)), ("auto_pad", automatic) };
            if (automatic == "NOTSET")
            {
                long[] pads = [.. Enumerable.Range(0, 2 * axes).Select(_ => (long)random.NextInt(2))];
                attributes.Add(("pads", pads));
                attributes.Add(("dilations", Repeat(dilation, axes)));
                // Whether a window that starts in the padding behind the image counts, the runtime and its own shape inference disagree.
                bool StartsInside(int axis)
                {
                    long room = length + pads[axis] + pads[axes + axis] - dilation * (kernel - 1) - 1;
                    return room % stride == 0 || (room / stride + 1) * stride < length + pads[axis];
                }

                if (Enumerable.Range(0, axes).All(StartsInside)) attributes.Add(("ceil_mode", (long)random.NextInt(2)));
            }

            if (type == "AveragePool") attributes.Add(("count_include_pad", (long)random.NextInt(2)));
            TestGraph graph = new TestGraph().Opset(21).Input("x", ["N", 2, .. Repeat<object>(random.NextInt(2) == 0 ? length : "L", axes)]).Node(type, "x", "a", [.. attributes]);
            GradientCheck.Run(graph, [1 + random.NextInt(2), 2, .. Repeat(length, axes)]);
        }
    }

    [Theory]
    [InlineData("MaxPool")]
    [InlineData("AveragePool")]
    public void Gradient_OfAPoolOfOneOpenAxis_IsTheCentralDifference(string type)
    {
        for (int i = 0; i < 36; i++)
        {
            (long kernel, long stride, string automatic) = (2 + i % 3, 1 + i / 3 % 4, Automatic[1 + i / 12]);
            GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 2, 10, "L").Node(type, "x", "a",
                ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }), ("auto_pad", automatic)), 2, 2, 10, 9);
        }
    }

    [Fact]
    public void Gradient_OfAConvolutionOfFewChannels_IsTheCentralDifference()
    {
        for (int length = 9; length < 14; length++)
            foreach (object size in new object[] { length, "L" })
                foreach (int filters in new[] { 3, 128 })
                    GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 2, size).Weights("w", filters, 2, 4 + length % 3)
                        .Node("Conv", "x,w", "a", ("pads", new long[] { length % 2, length % 3 })), 2, 2, length);
    }

    [Fact]
    public void Gradient_OfAPoolAfterRelu_IsTheCentralDifference()
    {
        // The mask of the Relu is put on the pooled side only where no other node uses its result.
        foreach (long stride in new[] { 2L, 1L })
        {
            TestGraph start() => new TestGraph().Opset(21).Input("x", "N", 2, 8).Node("Relu", "x", "r").Node("MaxPool", "r", "p", ("kernel_shape", new long[] { 2 }), ("strides", new[] { stride }));
            GradientCheck.Run(start().Node("Exp", "p", "a"), 2, 2, 8);
            GradientCheck.Run(start().Constant("axes", 2).Node("ReduceMean", "r,axes", "m").Node("Add", "p,m", "a"), 2, 2, 8);
            GradientCheck.Run(start().Constant("axes", 2).Node("ReduceMean", "x,axes", "m").Node("Sub", "p,m", "a"), 2, 2, 8);
        }
    }

    private static T[] Repeat<T>(T value, int count) => [.. Enumerable.Repeat(value, count)];
}

using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Onnx;

/// <summary>Operators that take, put, copy or enlarge by places, and Einsum, against central differences.</summary>
public sealed class IndexingGradientTests
{
    [Theory]
    [InlineData("nij,njk->nik", "x,x")]
    [InlineData("nij,jk->nik", "x,w")]
    [InlineData("...ij,jk->...ik", "x,w")]
    [InlineData("nij,nkj->nik", "x,x")]
    [InlineData("nij,nkj", "x,x")]
    [InlineData("nij->nj", "x")]
    [InlineData("nij->jin", "x")]
    [InlineData("nij,nij,j->n", "x,x,v")]
    [InlineData("nij,abc->nac", "x,u")]
    [InlineData("...j,...j->...", "x,u")]
    [InlineData("nij,j", "x,v")]
    public void Gradient_OfEinsum_IsTheCentralDifference(string equation, string inputs)
    {
        foreach (object length in new object[] { 4, "L" })
            GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 4, length).Weights("w", 4, 3).Weights("v", 4).Weights("u", 1, 4, 4)
                .Node("Einsum", inputs, "a", ("equation", equation)), 2, 4, 4);
    }

    [Fact]
    public void Gradient_OfASliceWhosePlacesAreShortIntegers_IsTheCentralDifference()
    {
        foreach (int step in new[] { 1, 2 })
            GradientCheck.Run(new TestGraph().Opset(17).Input("x", "N", 3, "L").Lengths("from", [1, 1]).Lengths("to", [3, 9]).Lengths("axes", [1, 2]).Lengths("steps", [1, step])
                .Node("Slice", "x,from,to,axes,steps", "s").Node("Sin", "s", "a"), 2, 3, 6);
    }

    [Fact]
    public void Gradient_OfResize_IsTheCentralDifference()
    {
        string[] coordinates = ["asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners"], nearest = ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"];
        float[] factors = [2, 3, 1.5f, 0.5f, 1];
        var random = SeededRandom.Stream(4, "resize");
        for (int i = 0; i < 120; i++)
        {
            int axes = 1 + random.NextInt(2), length = 4;
            bool linear = random.NextInt(3) == 0, sizes = random.NextInt(2) == 0;
            float[] scales = [1, 1, .. Enumerable.Range(0, axes).Select(_ => factors[random.NextInt(factors.Length)])];
            var attributes = new List<(string, object)> { ("mode", linear ? "linear" : "nearest"), ("coordinate_transformation_mode", coordinates[random.NextInt(4)]) };
            if (!linear) attributes.Add(("nearest_mode", nearest[random.NextInt(4)]));
            object size = random.NextInt(2) == 0 ? length : "L";
            TestGraph graph = new TestGraph().Opset(21).Input("x", ["N", 2, .. Enumerable.Repeat(size, axes)]).Constant("sizes", [2, 2, .. scales.Skip(2).Select(s => (long)(s * length))]);
            graph.Proto.Graph.Initializer.Add(GenoXai.Core.Onnx.TensorData.Floats("scales", scales, scales.Length));
            GradientCheck.Run(graph.Node("Resize", sizes ? "x,,,sizes" : "x,,scales", "a", [.. attributes]), [2, 2, .. Enumerable.Repeat(length, axes)]);
        }
    }

    [Fact]
    public void Gradient_OfPaddingWithCopies_IsTheCentralDifference()
    {
        foreach (string mode in new[] { "reflect", "edge", "wrap" })
            foreach (object length in new object[] { 4, "L" })
            {
                TestGraph start() => new TestGraph().Opset(21).Input("x", "N", 3, length).Constant("pads", 0, 1, 2, 0, 2, 3).Constant("last", 2, 1).Constant("axis", -1);
                GradientCheck.Run(start().Node("Pad", "x,pads", "a", ("mode", mode)), 2, 3, 4);
                GradientCheck.Run(start().Node("Pad", "x,last,,axis", "a", ("mode", mode)), 2, 3, 4);
            }
    }

    [Fact]
    public void Gradient_OfTakingAndPuttingElements_IsTheCentralDifference()
    {
        foreach (object length in new object[] { 4, "L" })
        {
            TestGraph start() => new TestGraph().Opset(21).Input("x", "N", 3, length).Tensor("places", [2, 3, 5], [.. Enumerable.Range(0, 30).Select(static i => (long)(i * 7 % 4))])
                .Tensor("own", [2, 3, 2], [0, 3, 1, 2, -1, 0, 2, 1, 0, 1, 3, 2]).Tensor("points", [3, 2], [0, 1, 1, -1, 0, 1]).Tensor("distinct", [2, 2], [0, 2, 1, 0])
                .Weights("put", 2, 3, 2).Weights("rows", 2, 4).Constant("two", 2).Constant("k", 1).Constant("lengths", 2, 3);
            GradientCheck.Run(start().Node("GatherElements", "x,places", "a", ("axis", 2L)), 2, 3, 4);
            GradientCheck.Run(start().Node("GatherND", "x,points", "a"), 2, 3, 4);
            foreach (string reduction in new[] { "none", "add" })
            {
                GradientCheck.Run(start().Node("ScatterElements", "x,own,put", "a", ("axis", 2L), ("reduction", reduction)), 2, 3, 4);
                GradientCheck.Run(start().Node("Slice", "x,k,two,two", "s").Node("Concat", "s,s", "t", ("axis", 2L)).Node("ScatterElements", "x,own,t", "a", ("axis", 2L), ("reduction", reduction)), 2, 3, 4);
                GradientCheck.Run(start().Node("ScatterND", "x,distinct,rows", "a", ("reduction", reduction)), 2, 3, 4);
                GradientCheck.Run(start().Node("ReduceSum", "x", "s").Node("Mul", "rows,s", "t0").Constant("gone", 0).Node("Squeeze", "t0,gone", "t").Node("ScatterND", "x,distinct,t", "a", ("reduction", reduction)), 2, 3, 4);
            }

            GradientCheck.Run(start().Node("TopK", "x,two", "a,i", ("axis", 2L)), 2, 3, 4);
            GradientCheck.Run(start().Node("TopK", "x,two", "a,i", ("axis", 1L), ("largest", 0L)), 2, 3, 4);
            foreach (long upper in new[] { 0L, 1L }) GradientCheck.Run(start().Tensor("shift", [], [1]).Node("Trilu", "x,shift", "a", ("upper", upper)), 2, 3, 4);
            GradientCheck.Run(start().Node("ReverseSequence", "x,lengths", "a", ("batch_axis", 0L), ("time_axis", 1L)), 2, 3, 4);
        }

        foreach (object size in new object[] { 4, "L" })
        {
            GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 8, size, size).Node("DepthToSpace", "x", "a", ("blocksize", 2L)), 2, 8, 4, 4);
            GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 8, size, size).Node("DepthToSpace", "x", "a", ("blocksize", 2L), ("mode", "CRD")), 2, 8, 4, 4);
            GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 2, size, size).Node("SpaceToDepth", "x", "a", ("blocksize", 2L)), 2, 2, 4, 4);
        }
    }
}

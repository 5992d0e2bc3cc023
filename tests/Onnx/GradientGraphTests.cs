using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Onnx.Interpreter;

namespace GenoXai.Tests.Onnx;

/// <summary>Every rule against central differences in double precision; whole models likewise.</summary>
public sealed class GradientGraphTests
{
    public static TheoryData<string> UnaryOperators => ["Relu", "Sigmoid", "Tanh", "Exp", "Abs", "Neg", "Softplus", "Softsign", "Sin", "Cos", "Erf", "Gelu",
        "LeakyRelu", "Elu", "Selu", "Celu", "HardSigmoid", "HardSwish", "ThresholdedRelu", "Softmax", "LogSoftmax", "Identity", "Reciprocal", "GlobalMaxPool", "GlobalAveragePool"];

    [Theory]
    [MemberData(nameof(UnaryOperators))]
    public void Gradient_OfAFunctionOfOneTensor_IsTheCentralDifference(string type) =>
        GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 3, 4).Node(type, "x", "a"), 2, 3, 4);

    [Theory]
    [InlineData("Log")]
    [InlineData("Sqrt")]
    public void Gradient_OfAFunctionOfPositiveNumbers_IsTheCentralDifference(string type) =>
        GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 3, 4).Node("Exp", "x", "e").Node(type, "e", "a"), 2, 3, 4);

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("Max")]
    [InlineData("Min")]
    [InlineData("PRelu")]
    public void Gradient_OfTwoOperands_SumsOverBroadcastAxes(string type)
    {
        foreach (object length in new object[] { 4, "L" })
        {
            TestGraph start() => new TestGraph().Opset(21).Input("x", "N", 3, length).Weights("w", 3, 1);
            GradientCheck.Run(start().Node(type, "x,w", "a"), 2, 3, 4);
            if (type == "PRelu") continue;
            GradientCheck.Run(start().Node(type, "w,x", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("ReduceSum", "x", "s").Node(type, "x,s", "a"), 2, 3, 4);
            GradientCheck.Run(start().Constant("axes", 2).Node("ReduceMean", "x,axes", "s").Node(type, "s,x", "a"), 2, 3, 4);
        }
    }

    [Theory]
    [InlineData("ReduceSum")]
    [InlineData("ReduceMean")]
    [InlineData("ReduceMax")]
    [InlineData("ReduceMin")]
    [InlineData("ReduceLogSumExp")]
    [InlineData("ReduceSumSquare")]
    [InlineData("ReduceL1")]
    [InlineData("ReduceL2")]
    public void Gradient_OfAReduction_IsTheCentralDifference(string type)
    {
        foreach (long[] axes in new long[][] { [1], [-1], [1, 2], [2, 1] })
            foreach (long keep in new[] { 0L, 1L })
                foreach (object length in new object[] { 4, "L" })
                    GradientCheck.Run(new TestGraph().Opset(21).Input("x", "N", 3, length).Constant("axes", axes).Node(type, "x,axes", "a", ("keepdims", keep)), 2, 3, 4);
    }

    [Fact]
    public void Gradient_OfConvolutions_IsTheCentralDifference()
    {
        var random = SeededRandom.Stream(1, "convolutions");
        for (int i = 0; i < 60; i++)
        {
            int group = 1 + random.NextInt(2), axes = 1 + random.NextInt(2), kernel = 1 + random.NextInt(3);
            long stride = 1 + random.NextInt(3), dilation = 1 + random.NextInt(2);
            object size = random.NextInt(2) == 0 ? 7 : "L";
            object[] sizes = ["N", 2 * group, .. Enumerable.Repeat(size, axes)];
            long[] shape = [3 * group, 2, .. Enumerable.Repeat((long)kernel, axes)];
            long[] pads = [.. Enumerable.Range(0, 2 * axes).Select(_ => (long)random.NextInt(3))];
            TestGraph graph = new TestGraph().Opset(21).Input("x", sizes).Weights("w", shape).Node("Conv", "x,w", "a", ("group", (long)group),
                ("strides", Repeat(stride, axes)), ("dilations", Repeat(dilation, axes)), ("pads", pads));
            GradientCheck.Run(graph, [2, 2 * group, .. Enumerable.Repeat(7, axes)]);
        }
    }

    [Theory]
    [InlineData("MaxPool")]
    [InlineData("AveragePool")]
    public void Gradient_OfPooling_IsTheCentralDifference(string type)
    {
        var random = SeededRandom.Stream(2, "pools");
        for (int i = 0; i < 40; i++)
        {
            int axes = 1 + random.NextInt(2), kernel = 2 + random.NextInt(2);
            long stride = 1 + random.NextInt(3);
            object size = random.NextInt(2) == 0 ? 7 : "L";
            long[] pads = [.. Enumerable.Range(0, 2 * axes).Select(_ => (long)random.NextInt(2))];
            GradientCheck.Run(new TestGraph().Opset(21).Input("x", ["N", 2, .. Enumerable.Repeat(size, axes)])
                .Node(type, "x", "a", ("kernel_shape", Repeat(kernel, axes)), ("strides", Repeat(stride, axes)), ("pads", pads)), [2, 2, .. Enumerable.Repeat(7, axes)]);
        }
    }

    [Fact]
    public void Gradient_OfProducts_IsTheCentralDifference()
    {
        TestGraph start(params object[] sizes) => new TestGraph().Opset(21).Input("x", sizes).Weights("w", 4, 5).Weights("v", 4).Weights("b", 2, 4, 3).Weights("c", 5);
        GradientCheck.Run(start("N", 3, 4).Node("MatMul", "x,w", "a"), 2, 3, 4);
        GradientCheck.Run(start("N", 3, 4).Node("MatMul", "x,v", "a"), 2, 3, 4);
        GradientCheck.Run(start("N", 4, 3).Node("MatMul", "v,x", "a"), 2, 4, 3);
        GradientCheck.Run(start("N", 1, 3, 4).Node("MatMul", "x,b", "a"), 2, 1, 3, 4);
        GradientCheck.Run(start("N", 3, 4).Node("Transpose", "x", "t", ("perm", new long[] { 0, 2, 1 })).Node("MatMul", "x,t", "a"), 2, 3, 4);
        GradientCheck.Run(start("N", 4).Node("Gemm", "x,w,c", "a", ("alpha", 0.5f)), 2, 4);
        GradientCheck.Run(start("N", 5).Node("Gemm", "x,w", "a", ("transB", 1L)), 2, 5);
        GradientCheck.Run(start("N", 4).Node("Transpose", "x", "t").Node("Gemm", "t,w,c", "a", ("transA", 1L)), 2, 4);
    }

    [Fact]
    public void Gradient_OfLayout_IsTheCentralDifference()
    {
        foreach (object length in new object[] { 4, "L" })
        {
            TestGraph start() => new TestGraph().Opset(21).Input("x", "N", 3, length).Constant("one", 1).Constant("two", 2).Constant("places", 2, 0, 2, -1)
                .Constant("starts", 1, -1).Constant("ends", 3, -4).Constant("axes", 1, 2).Constant("steps", 1, -2).Constant("pads", 0, 1, -1, 0, 0, 2).Constant("tiles", 1, 2, 3)
                .Constant("all", 0, -1).Constant("sizes", 1, 2).Weights("mu", 3).Weights("variance", 3);
            GradientCheck.Run(start().Node("Reshape", "x,all", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Flatten", "x", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Unsqueeze", "x,one", "u").Node("Exp", "u", "e").Node("Squeeze", "e,one", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Transpose", "x", "a", ("perm", new long[] { 0, 2, 1 })), 2, 3, 4);
            GradientCheck.Run(start().Node("Slice", "x,starts,ends,axes,steps", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Slice", "x,one,two,two", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Gather", "x,places", "a", ("axis", 1L)), 2, 3, 4);
            GradientCheck.Run(start().Node("Pad", "x,pads", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Tile", "x,tiles", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Exp", "x", "e").Node("Concat", "x,e,x", "a", ("axis", 1L)), 2, 3, 4);
            GradientCheck.Run(start().Node("Split", "x,sizes", "p,q", ("axis", 1L)).Node("Mul", "p,q", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Exp", "variance", "v").Node("BatchNormalization", "x,mu,mu,mu,v", "a"), 2, 3, 4);
        }
    }

    [SharedTheory("models/aparent2_logodds.onnx", "models/architectures/Basset.onnx")]
    [InlineData("models/mmsplice_donor_18nt.onnx", 0, 18, 4)]
    [InlineData("models/mmsplice_acceptor_53nt.onnx", 1, 53, 4)]
    [InlineData("models/framepool_50nt.onnx", 0, 50, 4)]
    [InlineData("models/framepool_combined_residual.onnx", 0, 60, 4)]
    [InlineData("models/aparent2_logodds.onnx", 0, 205, 4)]
    [InlineData("models/deepatt_yeast_promoter.onnx", 0, 110, 4)]
    [InlineData("models/architectures/DanQ.onnx", 0, 4, 1000)]
    [InlineData("models/architectures/DeepSTARR_wide.onnx", 0, 4, 249)]
    [InlineData("models/architectures/Basset.onnx", 0, 4, 600)]
    [InlineData("models/architectures/Basset_batch1.onnx", 0, 4, 600)]
    [InlineData("models/architectures/DeepSTARR.onnx", 0, 4, 249)]
    [InlineData("models/architectures/Basset_wide.onnx", 0, 4, 600)]
    [InlineData("models/architectures/BPNet_ChromBPNet.onnx", 0, 4, 2114)]
    [InlineData("models/architectures/BPNet_ChromBPNet.onnx", 1, 4, 2114)]
    [InlineData("models/architectures/Basenji2.onnx", 0, 4, 8192)]
    public void Gradient_OfAWholeModel_IsTheCentralDifference(string file, int output, int first, int second)
    {
        string path = SharedFactAttribute.Path(file);
        OnnxModel model = OnnxModel.Load(path);
        string name = model.Facts.Outputs[output].Name, input = model.Facts.Inputs[0].Name;
        OnnxModel graph = GradientGraph.Of(model, input, name);
        // Letters with a little noise, so that no unit is at its kink.
        float[] x = [.. RuntimeRun.Rows([1, first, second]).Select((v, i) => (IsLetter(i, first, second) ? 1 : 0) + 0.01f * v)];
        List<(string Name, long[] Shape, float[] Values)> outputs = RuntimeRun.Run(graph, x, 1, first, second);
        float[] gradient = outputs[^1].Values;
        var interpreter = new DoubleInterpreter(model);
        double Sum(double step, float[] direction) => interpreter.Run(input, new DoubleTensor([.. x.Select((v, i) => v + step * direction[i])], [1, first, second]), name).Values.Sum();

        double value = Sum(0, x), shown = outputs.First(o => o.Name == name).Values.Sum(static v => (double)v);
        Assert.Equal(value, shown, 1e-4 * (1 + Math.Abs(value)));
        double scale = Math.Sqrt(gradient.Sum(static g => (double)g * g));
        Assert.True(scale > 0);
        for (int trial = 0; trial < 2; trial++)
        {
            // Along the gradient itself its whole length counts, along the other direction a mixture.
            var random = SeededRandom.Stream(trial, "direction");
            float[] direction = [.. gradient.Select(g => (float)(g / scale) + (trial == 0 ? 0 : 0.02f * (float)random.NextGaussian()))];
            // A large value hides the change of a small step in its last digits.
            double step = Math.Abs(value) > 100 ? 3e-5 : 1e-6;
            double expected = (Sum(step, direction) - Sum(-step, direction)) / (2 * step), found = gradient.Zip(direction, static (g, d) => (double)g * d).Sum();
            Assert.Equal(expected, found, 1e-4 * scale);
        }
    }

    private static bool IsLetter(int i, int first, int second)
    {
        (int letter, int position) = first == 4 ? (i / second, i % second) : (i % second, i / second);
        return letter == SeededRandom.Stream(position, "letters").NextInt(4);
    }

    [Fact]
    public void Gradient_OfFurtherElementwiseOperators_IsTheCentralDifference()
    {
        foreach (object length in new object[] { 4, "L" })
        {
            TestGraph start() => new TestGraph().Opset(21).Input("x", "N", 3, length).Weights("w", 3, 1).Weights("v", 2, 1, 1, 1).Constant("shape", 2, 1, 3, 4);
            TestGraph limits() => start().Node("ReduceMin", "w", "low", ("keepdims", 0L)).Node("ReduceMax", "w", "high", ("keepdims", 0L));
            GradientCheck.Run(start().Node("Gelu", "x", "a", ("approximate", "tanh")), 2, 3, 4);
            GradientCheck.Run(start().Node("Cast", "x", "a", ("to", 1L)), 2, 3, 4);
            GradientCheck.Run(limits().Node("Clip", "x,low,high", "a"), 2, 3, 4);
            GradientCheck.Run(limits().Node("Clip", "x,,high", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Sum", "x,w,x", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Mean", "x,w,x", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Sum", "w,v,x", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Greater", "x,w", "c").Node("Exp", "x", "e").Node("Where", "c,e,x", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Greater", "x,w", "c").Node("ReduceMean", "x", "m").Node("Where", "c,m,w", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Exp", "x", "e").Node("Pow", "e,w", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Exp", "w", "e").Node("Pow", "e,x", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Exp", "x", "e").Node("ReduceMean", "x", "m").Node("Pow", "e,m", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("Expand", "x,shape", "a"), 2, 3, 4);
            GradientCheck.Run(start().Constant("axes", 1).Node("Exp", "x", "e").Node("ReduceLogSum", "e,axes", "a", ("keepdims", 0L)), 2, 3, 4);
        }
    }

    [Fact]
    public void Gradient_OfNormalizationsAndRunningSums_IsTheCentralDifference()
    {
        foreach (object length in new object[] { 4, "L" })
        {
            TestGraph start() => new TestGraph().Opset(21).Input("x", "N", 3, length).Weights("w", 4).Weights("b", 4).Weights("m", 3, 4).Weights("c", 3).Constant("axis", 2).Constant("last", -1);
            GradientCheck.Run(start().Node("LayerNormalization", "x,w,b", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("LayerNormalization", "x,m", "a", ("axis", 1L), ("epsilon", 0.1f)), 2, 3, 4);
            GradientCheck.Run(start().Node("InstanceNormalization", "x,c,c", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("CumSum", "x,axis", "a"), 2, 3, 4);
            GradientCheck.Run(start().Node("CumSum", "x,last", "a", ("exclusive", 1L)), 2, 3, 4);
            GradientCheck.Run(start().Node("CumSum", "x,axis", "a", ("reverse", 1L), ("exclusive", 1L)), 2, 3, 4);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void Gradient_OfAnOlderOpset_IsThatOfTheOriginalModel(long opset)
    {
        TestGraph start() => new TestGraph().Opset(opset).Input("x", "N", 3, 4).Weights("mu", 3).Weights("w", 4, 1)
            .Constant("from", 1).Constant("to", 3).Constant("two", 2).Constant("pads", 0, 1, 0, 0, 0, 2);
        GradientCheck.Run(opset < 10 ? start().Node("Slice", "x", "a", ("starts", new long[] { 1 }), ("ends", new long[] { 3 }), ("axes", new long[] { 2 }))
            : start().Node("Slice", "x,from,to,two", "a"), 2, 3, 4);
        if (opset < 11)
        {
            GradientCheck.Run(start().Node("Clip", "x", "a", ("min", -0.4f), ("max", 0.7f)), 2, 3, 4);
            GradientCheck.Run(start().Node("Pad", "x", "a", ("pads", new long[] { 0, 1, 0, 0, 0, 2 })), 2, 3, 4);
        }
        else GradientCheck.Run(start().Node("Pad", "x,pads", "a"), 2, 3, 4);
        GradientCheck.Run(start().Node("Unsqueeze", "x", "u", ("axes", new long[] { 1 })).Node("Exp", "u", "e").Node("Squeeze", "e", "a", ("axes", new long[] { 1 })), 2, 3, 4);
        foreach (string type in new[] { "ReduceSum", "ReduceMean", "ReduceMax", "ReduceL2" })
            GradientCheck.Run(start().Node(type, "x", "a", ("axes", new long[] { 1 }), ("keepdims", 0L)), 2, 3, 4);
        foreach (string type in new[] { "Softmax", "LogSoftmax" })
            GradientCheck.Run(start().Node(type, "x", "a", ("axis", 1L)), 2, 3, 4);
        GradientCheck.Run(start().Node("Softmax", "x", "a"), 2, 3, 4);
        GradientCheck.Run(start().Node("Exp", "mu", "v").Node("BatchNormalization", "x,mu,mu,mu,v", "a"), 2, 3, 4);
        GradientCheck.Run(start().Node("Dropout", "x", "d").Node("Exp", "d", "a"), 2, 3, 4);
        GradientCheck.Run(start().Node("Split", "x", "p,q", ("axis", 2L), ("split", new long[] { 1, 3 })).Node("Mul", "p,q", "a"), 2, 3, 4);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Gradient_OfANewerOpset_IsThatOfTheOriginalModel(long opset)
    {
        TestGraph start() => new TestGraph().Opset(opset).Input("x", "N", 3, 4).Weights("mu", 3).Weights("w", 3, 3, 2).Constant("one", 1).Constant("sizes", 1, 3);
        foreach (string type in new[] { "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL2", "ReduceLogSumExp", "ReduceSumSquare", "ReduceL1" })
            GradientCheck.Run(opset < 18 ? start().Node(type, "x", "a", ("axes", new long[] { 1 }), ("keepdims", 0L)) : start().Node(type, "x,one", "a", ("keepdims", 0L)), 2, 3, 4);
        GradientCheck.Run(start().Node("ReduceSum", "x,one", "a"), 2, 3, 4);
        GradientCheck.Run(start().Constant("two", 2, 2).Node("Split", "x,two", "p,q", ("axis", 2L)).Node("Mul", "p,q", "a"), 2, 3, 4);
        GradientCheck.Run(opset < 18 ? start().Node("Split", "x", "p,q", ("axis", 2L)).Node("Mul", "p,q", "a") : start().Node("Split", "x", "p,q", ("axis", 2L), ("num_outputs", 2L)).Node("Mul", "p,q", "a"), 2, 3, 4);
        GradientCheck.Run(start().Node("Softmax", "x", "a", ("axis", 1L)), 2, 3, 4);
        GradientCheck.Run(start().Node("Exp", "mu", "v").Node("BatchNormalization", "x,mu,mu,mu,v", "a"), 2, 3, 4);
        GradientCheck.Run(start().Node("Conv", "x,w", "c").Node("MaxPool", "c", "a", ("kernel_shape", new long[] { 2 })), 2, 3, 4);
        GradientCheck.Run(start().Tensor("scales", [3], [1f, 1f, 2f]).Node("Resize", "x,,scales", "a", ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")), 2, 3, 4);
    }

    [Fact]
    public void Gradient_OfOldEnlargements_IsThatOfTheOriginalModel()
    {
        foreach (object length in new object[] { 4, "L" })
        {
            TestGraph start(long opset, float factor) => new TestGraph().Opset(opset).Input("x", "N", 3, length).Tensor("scales", [3], [1f, 1f, factor]);
            GradientCheck.Run(start(9, 2).Node("Upsample", "x,scales", "a", ("mode", "nearest")), 2, 3, 4);
            GradientCheck.Run(start(9, 1.5f).Node("Upsample", "x,scales", "a"), 2, 3, 4);
            GradientCheck.Run(start(10, 3).Node("Resize", "x,scales", "a"), 2, 3, 4);
            GradientCheck.Run(start(10, 0.5f).Node("Resize", "x,scales", "a"), 2, 3, 4);
        }
    }

    [Fact]
    public void Of_OperatorsWithoutARule_NamesThemAll()
    {
        OnnxModel model = new TestGraph().Opset(13).Input("x", "N", 4L).Node("Round", "x", "r").Node("Det", "r", "d").Output("d", "N").Build();
        InputException error = Assert.Throws<InputException>(() => GradientGraph.Of(model, "x", "d"));
        Assert.Contains("Round is not differentiable: node \"Round_0\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("Det has no gradient rule: node \"Det_1\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("ISM", error.Message, StringComparison.Ordinal);
    }

    [SharedFact("models/architectures/DNABERT.onnx")]
    public void Of_TokenIds_SaysWhyNot()
    {
        OnnxModel model = OnnxModel.Load(SharedFactAttribute.Path("models/architectures/DNABERT.onnx"));
        InputException error = Assert.Throws<InputException>(() => GradientGraph.Of(model, model.Facts.Inputs[0].Name, model.Facts.Outputs[0].Name));
        Assert.Contains("token ids have no gradient", error.Message, StringComparison.Ordinal);
    }

    private static long[] Repeat(long value, int count) => [.. Enumerable.Repeat(value, count)];
}

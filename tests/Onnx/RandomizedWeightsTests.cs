using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using GenoXai.Tests.ToyModels;
using Google.Protobuf;

namespace GenoXai.Tests.Onnx;

public sealed class RandomizedWeightsTests
{
    [Fact]
    public void Layers_AreConvolutionsAndDenseOnes_WithBiasesAndNormalisationsBehindThem()
    {
        IReadOnlyList<WeightLayer> layers = RandomizedWeights.Layers(Model());
        Assert.Equal(["k", "dense"], layers.Select(static l => l.Name));
        Assert.Equal(["Conv", "MatMul"], layers.Select(static l => l.Operator));
        // The convolution's 24 weights and 3 biases, and 4 × 3 numbers of its normalisation; the input's scale is no weight.
        Assert.Equal([24 + 3 + 12, 30 + 2], layers.Select(static l => l.Weights));
    }

    [Theory]
    [InlineData(WeightDraw.Gaussian)]
    [InlineData(WeightDraw.Permutation)]
    public void Of_TheFirstLayer_ChangesItsTensorsAndNoOthers(WeightDraw draw)
    {
        OnnxModel model = Model();
        string before = model.Sha256;
        OnnxModel random = RandomizedWeights.Of(model, [0], draw, 5);
        Assert.Equal(before, OnnxModel.Parse(model.ToBytes()).Sha256);
        foreach (string name in new[] { "scale", "dense", "bias" }) Assert.Equal(Values(model, name), Values(random, name));
        foreach (string name in new[] { "k", "kb", "gamma" }) Assert.NotEqual(Values(model, name), Values(random, name));
        if (draw == WeightDraw.Permutation) Assert.Equal(Values(model, "k").Order(), Values(random, "k").Order());
        // A variance is permuted whatever the draw.
        Assert.Equal(Values(model, "variance").Order(), Values(random, "variance").Order());
    }

    [Fact]
    public void Of_Gaussian_KeepsMeanAndDeviationAndTheSeedDecides()
    {
        var graph = new TestGraph().Input("x", "N", 4).Weights("w", 4, 20000).Node("MatMul", "x,w", "y").Output("y", "N", 20000);
        OnnxModel model = OnnxModel.Parse(graph.Proto.ToByteArray()), random = RandomizedWeights.Of(model, [0], WeightDraw.Gaussian, 1);
        double[] before = Values(model, "w"), after = Values(random, "w");
        Assert.Equal(before.Average(), after.Average(), 0.01);
        Assert.Equal(before.Average(static v => v * v), after.Average(static v => v * v), 0.01);
        Assert.Equal(random.Sha256, RandomizedWeights.Of(model, [0], WeightDraw.Gaussian, 1).Sha256);
        Assert.NotEqual(random.Sha256, RandomizedWeights.Of(model, [0], WeightDraw.Gaussian, 2).Sha256);
    }

    [Fact]
    public void Of_ALayer_IsTheSameInWhateverSet()
    {
        OnnxModel model = Model();
        Assert.Equal(Values(RandomizedWeights.Of(model, [1], WeightDraw.Gaussian, 3), "dense"), Values(RandomizedWeights.Of(model, [0, 1], WeightDraw.Gaussian, 3), "dense"));
    }

    [Fact]
    public void Layers_OfAModelWithoutWeights_IsRefused()
    {
        var graph = new TestGraph().Input("x", "N", 4).Node("Relu", "x", "y").Output("y", "N", 4);
        Assert.Contains("no convolution, dense or recurrent layer", Assert.Throws<InputException>(() => RandomizedWeights.Layers(OnnxModel.Parse(graph.Proto.ToByteArray()))).Message, StringComparison.Ordinal);
    }

    /// <summary>(N, 4, 12) scaled, convolved to 3 channels, normalised, made dense through a transposed weight.</summary>
    private static OnnxModel Model() => OnnxModel.Parse(new TestGraph().Input("x", "N", 4, 12).Output("y", "N", 2)
        .Floats("scale", [1, 2, 3, 4], 4, 1).Weights("k", 3, 4, 2).Weights("kb", 3)
        .Weights("gamma", 3).Weights("beta", 3).Weights("mean", 3).Floats("variance", [1, 2, 3], 3)
        .Weights("dense", 2, 15).Weights("bias", 2)
        .Node("Mul", "x,scale", "scaled").Node("Conv", "scaled,k,kb", "c").Node("BatchNormalization", "c,gamma,beta,mean,variance", "n")
        .Node("MaxPool", "n", "p", ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 })).Node("Flatten", "p", "f", ("axis", 1L))
        .Node("Transpose", "dense", "turned", ("perm", new long[] { 1, 0 })).Node("MatMul", "f,turned", "d").Node("Add", "d,bias", "y").Proto.ToByteArray());

    private static double[] Values(OnnxModel model, string name) =>
        TensorData.TryReadFloats(model.Proto.Graph.Initializer.First(t => t.Name == name), out double[] values) ? values : throw new InvalidOperationException(name);
}

using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Onnx;

public sealed class FirstConvolutionTests
{
    [Theory]
    [InlineData("Relu:c>r", "r", true)]
    [InlineData("BatchNormalization:c,s,s,s,v>b Relu:b>r MaxPool:r>m", "r", true)]
    [InlineData("Relu:c>r BatchNormalization:r,s,s,s,v>b MaxPool:b>m", "r", true)]
    [InlineData("Sigmoid:c>g Mul:c,g>silu MaxPool:silu>m", "silu", true)]
    [InlineData("Div:c,v>d Erf:d>e Add:e,v>a Mul:c,a>p Mul:p,v>gelu MaxPool:gelu>m", "p", true)]
    [InlineData("BatchNormalization:c,s,s,s,v>b MaxPool:b>m Relu:m>r", "b", false)]
    [InlineData("Relu:c>r Add:r,c>a MaxPool:a>m", "a", true)]
    [InlineData("MaxPool:c>m", "c", false)]
    [InlineData("Mul:c,x>p Relu:p>r", "c", false)]
    public void Find_FollowsTheConvolutionToItsActivation(string nodes, string activation, bool isActivated)
    {
        TestGraph graph = Head().Node("Conv", "x,w", "c");
        foreach (string node in nodes.Split(' '))
        {
            string[] parts = node.Split(':', '>');
            graph.Node(parts[0], parts[1], parts[2], parts[0] == "MaxPool" ? [("kernel_shape", new long[] { 2 })] : []);
        }

        var found = FirstConvolution.Find(graph.Output("y").Build(), "x");
        Assert.Equal((activation, isActivated), (found.Activation, found.IsActivated));
        Assert.Equal([5], found.Kernel);
    }

    [Fact]
    public void Find_LooksThroughTransposesAndPasses_OneLetterConvolutionsBy()
    {
        TestGraph graph = Head().Weights("skip", 3, 4, 1).Node("Transpose", "x", "t", ("perm", new long[] { 0, 2, 1 })).Node("Conv", "t,skip", "s1").Node("Conv", "t,w", "c").Node("Relu", "c", "y").Output("y");
        Assert.Equal("c", FirstConvolution.Find(graph.Build(), "x").Output);
        Assert.Equal("s1", FirstConvolution.Find(graph.Build(), "x", "s1").Output);
        Assert.Contains("\"s1\", \"c\"", Assert.Throws<InputException>(() => FirstConvolution.Find(graph.Build(), "x", "z")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_WithoutAConvolutionOfTheLetters_SaysWhatReadsThem()
    {
        InputException none = Assert.Throws<InputException>(() => FirstConvolution.Find(new TestGraph().Input("x", "N", 4, 6).Weights("d", 24, 1).Node("Flatten", "x", "f").Node("MatMul", "f,d", "y").Output("y").Build(), "x"));
        Assert.Equal("no-convolution", none.Problem);
        Assert.Contains("there is no convolution", none.Message, StringComparison.Ordinal);
        Assert.Contains("MatMul", none.Message, StringComparison.Ordinal);
        InputException behind = Assert.Throws<InputException>(() => FirstConvolution.Find(Head().Weights("d", 6, 6).Node("MatMul", "x,d", "e").Node("Conv", "e,w", "y").Output("y").Build(), "x"));
        Assert.Contains("does not read the sequence itself", behind.Message, StringComparison.Ordinal);
    }

    private static TestGraph Head() => new TestGraph().Input("x", "N", 4, 6).Weights("w", 3, 4, 5).Weights("s", 3).Tensor("v", [3], [1f, 1, 1]);
}

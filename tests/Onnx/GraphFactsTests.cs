using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx;

public sealed class GraphFactsTests
{
    [Fact]
    public void Facts_OfASmallModel_AreThoseWritten()
    {
        TestGraph graph = TestGraph.Small("N");
        // Old files list their weights among the inputs too: a caller need not give them.
        graph.Input("w", 3L, 4L, 5L);
        GraphFacts facts = graph.Build().Facts;
        TensorFact input = Assert.Single(facts.Inputs);
        Assert.Equal("\"x\" (N, 4, 6) float32", input.Description);
        Assert.Equal([null, 4, 6], input.Sizes);
        Assert.Equal((8L, 13L, "tests"), (facts.IrVersion, facts.Opset, facts.Producer));
        Assert.Equal(3 * 4 * 5 + 6 * 2, facts.Parameters);
        Assert.Equal(6, facts.Operators.Count);
        Assert.Equal(1, facts.Operators["Conv"]);
    }

    [Fact]
    public void Output_BehindSigmoidAndIdentity_KnowsItsLogit()
    {
        OutputFact output = Assert.Single(TestGraph.Small("N").Build().Facts.Outputs);
        Assert.Equal((OutputActivation.Sigmoid, "logit"), (output.Activation, output.BeforeActivation));
        Assert.Equal("(N, 2)", output.Shape);
    }

    [Fact]
    public void Output_WithoutActivationOrInACircle_HasNone()
    {
        TestGraph plain = new TestGraph().Input("x", "N", 4L).Node("Sigmoid", "x", "s").Node("Exp", "s", "y").Output("y", "N", 4L);
        Assert.Equal(OutputActivation.None, plain.Build().Facts.Outputs[0].Activation);
        TestGraph circle = new TestGraph().Node("Identity", "b", "a").Node("Identity", "a", "b").Output("a", "N");
        Assert.Null(circle.Build().Facts.Outputs[0].BeforeActivation);
    }

    [Fact]
    public void Axes_AreFixedNamedOrOpen()
    {
        GraphFacts facts = new TestGraph().Input("x", "N", 7L, "?", 0L, -1L).Input("t", ElementType.Int64, 1L).Output("y").Build().Facts;
        Assert.Equal("(N, 7, ?, ?, ?)", facts.Inputs[0].Shape);
        Assert.Equal("\"t\" (1) int64", facts.Inputs[1].Description);
        Assert.Equal(0, facts.Outputs[0].Rank);
    }

    [Fact]
    public void Axes_OfAnUndeclaredShape_AreUnknown()
    {
        var graph = new TestGraph();
        graph.Proto.Graph.Input.Add(new ValueInfoProto { Name = "x" });
        graph.Output("y");
        TensorFact input = graph.Build().Facts.Inputs[0];
        Assert.Null(input.Rank);
        Assert.Equal(ElementType.Unknown, input.Type);
        Assert.Contains("rank not declared", input.Description, StringComparison.Ordinal);
    }

    [SharedTheory("models", "models/architectures")]
    [InlineData("models/mmsplice_donor_18nt.onnx", 13, "\"ss\" (batch, 18, 4) float32", OutputActivation.Sigmoid, 18433)]
    [InlineData("models/aparent2_logodds.onnx", 13, "\"sequence\" (batch, 205, 4) float32", OutputActivation.None, 189848)]
    [InlineData("models/architectures/DeepSTARR_wide.onnx", 17, "\"x\" (N, 4, 249) float32", OutputActivation.None, null)]
    [InlineData("models/architectures/Basset_batch1.onnx", 13, "\"x\" (1, 4, 600) float32", OutputActivation.Sigmoid, null)]
    public void Facts_OfSharedModels_AreThoseOfTheirDescription(string path, long opset, string input, OutputActivation activation, int? parameters)
    {
        GraphFacts facts = OnnxModel.Load(SharedFactAttribute.Path(path)).Facts;
        Assert.Equal(opset, facts.Opset);
        Assert.Equal(input, facts.Inputs[0].Description);
        Assert.Equal(activation, facts.Outputs[0].Activation);
        // The description counts graph constants of whole numbers too; these models have few.
        if (parameters is { } count) Assert.InRange(facts.Parameters, count - 100, count);
    }
}

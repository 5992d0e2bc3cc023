using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Onnx;

public sealed class ProbeGraphTests
{
    [Fact]
    public void OfAll_AddsEveryInnerTensorOnceAfterTheOwnOutputs()
    {
        OnnxModel model = TestGraph.Small("N").Build();
        OnnxModel probed = ProbeGraph.OfAll(model);
        Assert.Equal(["y", "c", "r", "f", "logit", "p"], probed.Facts.Outputs.Select(o => o.Name));
        Assert.Equal(["y"], model.Facts.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void OfAll_LeavesOutUnnamedAndNonTensorOutputs()
    {
        OnnxModel model = new TestGraph().Input("x", "N", 4L).Node("LSTM", ["x"], ["", "h", ""])
            .Node("SequenceConstruct", "x", "s").Node("Relu", "x", "y").Output("y", "N", 4L).Build();
        Assert.Equal(["y", "h"], ProbeGraph.OfAll(model).Facts.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void ExposeOutputs_AddsTheNamedOnes()
    {
        OnnxModel exposed = ProbeGraph.ExposeOutputs(TestGraph.Small("N").Build(), ["logit", "y", "r", "r"]);
        Assert.Equal(["y", "logit", "r"], exposed.Facts.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void ExposeOutputs_OfUnknownTensors_NamesThemAll()
    {
        string message = Assert.Throws<InputException>(() => ProbeGraph.ExposeOutputs(TestGraph.Small("N").Build(), ["nope", "r", "x", ""])).Message;
        Assert.Contains("makes \"nope\", \"x\", \"\"", message, StringComparison.Ordinal);
    }
}

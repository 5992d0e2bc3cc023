using GenoXai.Core.Models;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sensitivity;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Onnx;

namespace GenoXai.Tests.Sensitivity;

public sealed class PerturbationBoxTests
{
    [Fact]
    public void Sample_AtDelta_StaysInTheIntersectionOfBoxAndNeighbourhood()
    {
        var box = PerturbationBox.FromBounds([-1, 0], [3, 10]);
        Assert.Equal(-1f, box.Sample(0, -.5f, .25, 0));
        Assert.Equal(.5f, box.Sample(0, -.5f, .25, 1));
        Assert.Equal(5f, box.Sample(1, 5, .1, .5));
    }

    [Fact]
    public void BadInput_GivesOneClearError()
    {
        Says("lower bounds for 2", static () => PerturbationBox.FromBounds([0, 0], [1]));
        Says("feature 1 has the lower bound 2", static () => PerturbationBox.FromBounds([0, 2], [1, 1]));
        Says("row 1, feature 0 is NaN", static () => PerturbationBox.FromData([0, 1, float.NaN, 1], 2));
        var box = PerturbationBox.FromData([0, 5, 1, 5], 2);
        Assert.Equal([1], box.ConstantFeatures);
        Assert.Equal([1], FeatureGroups.Singles(box).ConstantExcluded);
        Says("row 0 has 3 features, but the domain has 2", () => box.Check([0, 5, 1], "row 0"));
        Says("feature 0 is 2, outside its domain [0, 1]", () => box.Check([2, 5], "row 0"));
        Says("removes every feature", () => FeatureGroups.Singles(box, [false, false]));
        Says("constant in the domain", () => FeatureGroups.Singles(box, [false, true]));
        Says("a mask of 1 entries", () => FeatureGroups.Singles(box, [true]));
        var wide = PerturbationBox.Unit(2);
        Says("inside the domain", () => RandomWalks.Run(new FunctionModel(2, false, static x => Math.Log(x[0] - .5)), [1, 1], wide, 1, FeatureGroups.Singles(wide), 0, 50, 1, 8, static (_, _, _, _) => { }));
        Says("takes 3 features", () => RandomWalks.Run(FunctionModel.Linear(1, 2, 3), [1, 1], wide, 1, FeatureGroups.Singles(wide), 0, 1, 1, 8, static (_, _, _, _) => { }));
    }

    [Fact]
    public void OneFeature_IsScored()
    {
        var box = PerturbationBox.Unit(1);
        Assert.Equal(4, RandomWalksTests.Effects(FunctionModel.Linear(-4), [.5f], box, 1, FeatureGroups.Singles(box), 20, 1, 8).Scores(0)[0], 1e-3);
    }

    [Fact]
    public void OnnxVectorModel_OfAnImageInput_PredictsRowsLaidOutFlat()
    {
        OnnxModel onnx = new TestGraph().Input("x", "N", 3, 2, 2).Weights("w", 12, 2).Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "z").Node("Sigmoid", "z", "y").Output("y", "N", 2).Build();
        Says("has 2 numbers per row", () => OnnxVectorModel.Create(onnx, [], new ModelOptions()));
        Says("no number 2", () => OnnxVectorModel.Create(onnx, ["2"], new ModelOptions()));
        using var both = OnnxVectorModel.Create(onnx, ["1", "y[0]"], new ModelOptions());
        using var one = OnnxVectorModel.Create(onnx, ["0"], new ModelOptions());
        Assert.Equal((12, true), (both.Width, both.IsProbability));
        using VectorBatch batch = both.CreateBatch(3), other = one.CreateBatch(3);
        for (int i = 0; i < 36; i++) batch.Features[i] = other.Features[i] = i * .01f;
        batch.Rows = other.Rows = 3;
        float[] two = new float[6], single = new float[3];
        both.Predict(batch, two);
        one.Predict(other, single);
        for (int row = 0; row < 3; row++) Assert.Equal(single[row], two[row * 2 + 1]);
        Assert.NotEqual(two[0], two[2]);
    }

    private static void Says(string part, Action action) => Assert.Contains(part, Assert.Throws<InputException>(action).Message, StringComparison.Ordinal);
}

using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public sealed class SketchCautionTests
{
    [Theory]
    [InlineData(0.8, null)]
    [InlineData(0.799, "only 79.9")]
    [InlineData(0.0, "only 0.0")]
    [InlineData(-0.159, "worse than their mean")]
    [InlineData(null, "undefined")]
    public void Of_AFit_SaysHowFarToTrustIt(double? r2, string? said)
    {
        string? caution = SketchCaution.Of(new SketchQuality(r2, r2 is null ? null : 0.01, 100, 1, []));
        if (said is null) Assert.Null(caution);
        else Assert.Contains(said, caution, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnUntestedSketch_SaysThatTheFitIsNotKnown() =>
        Assert.Contains("not known", SketchCaution.Of(new SketchQuality(null, null, 0, 1, [])), StringComparison.Ordinal);
}

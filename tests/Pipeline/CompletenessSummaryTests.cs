using GenoXai.Core.Attribution;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Pipeline;

public sealed class CompletenessSummaryTests
{
    [Fact]
    public void Describe_OfLaterFigures_KeepsTheLargest() => Assert.Equal(5, DeltaOf(1, 5, .5f));

    [Fact]
    public void Describe_AfterAFigureThatIsNoNumber_StaysNaN() => Assert.True(double.IsNaN(DeltaOf(5, float.NaN, .5f)));

    private static double DeltaOf(params ReadOnlySpan<float> deltas)
    {
        var options = new AttributionOptions { Method = AttributionMethod.DeepLift, Baseline = BaselineKind.Zeros };
        var summary = new CompletenessSummary(options, new SequenceBaselines(options, Alphabet.Dna, 0, 0));
        foreach (float delta in deltas) summary.Add("s", [0, 0, delta, 0, 0]);
        var record = new RunRecord();
        summary.Describe(record);
        return record.GetDouble("completeness_delta");
    }
}

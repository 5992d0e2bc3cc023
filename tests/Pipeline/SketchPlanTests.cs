using System.Globalization;
using System.Text.RegularExpressions;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Models;

namespace GenoXai.Tests.Pipeline;

public sealed partial class SketchPlanTests
{
    [Theory]
    [InlineData(SketchDecoder.Hybrid, 18, null, null, null)]
    [InlineData(SketchDecoder.Ridge, 80, null, null, null)]
    [InlineData(SketchDecoder.Hybrid, 10, "0:8:A,9:AC", null, null)]
    [InlineData(SketchDecoder.Qsft, 18, null, null, null)]
    [InlineData(SketchDecoder.Paper, 39, null, null, null)]
    [InlineData(SketchDecoder.Qsft, 60, null, null, 2)]
    [InlineData(SketchDecoder.Qsft, 60, null, null, 40)]
    [InlineData(SketchDecoder.Qsft, 18, null, 3, null)]
    [InlineData(SketchDecoder.Paper, 18, null, 5, 2)]
    [InlineData(SketchDecoder.Qsft, 10, "0:AC,1:CT,2:GT,3:AG,4:10:AT", 2, null)]
    public void Of_TheLeastBudgetThatItNames_Works_AndOneRowLessDoesNot(SketchDecoder decoder, int length, string? letters, int? dimension, int? repeats)
    {
        using var model = new ToySequenceModel(length, static _ => 0);
        SketchPlan Plan(int budget) => SketchPlan.Of(new RunRequest
        {
            Method = RunMethod.Sketch,
            Sketch = new SketchRequest { Budget = budget, Decoder = decoder, Letters = letters, SubsamplingDimension = dimension, Repeats = repeats },
        }, model);

        string message = Assert.Throws<InputException>(() => Plan(1)).Message;
        int least = int.Parse(Least().Match(message).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(Plan(least).RowCount, 1, least);
        Assert.Contains($"the least that works is {least} rows", Assert.Throws<InputException>(() => Plan(least - 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ARidgeWhoseTablesWouldBeTooLarge_IsRefusedBeforeAnyRow()
    {
        using var model = new ToySequenceModel(30, static _ => 0);
        RunRequest request = new() { Method = RunMethod.Sketch, Sketch = new SketchRequest { Budget = 5000, Decoder = SketchDecoder.Ridge, Order = 7 } };
        Assert.Contains("1 to 6 are possible", Assert.Throws<InputException>(() => SketchPlan.Of(request, model)).Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("the least that works is ([0-9]+) rows")]
    private static partial Regex Least();
}

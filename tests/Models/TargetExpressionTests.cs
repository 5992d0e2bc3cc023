using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Models;

public sealed class TargetExpressionTests
{
    // Two rows; y = (1, 2, 4) and (8, 16, 32); profile of shape (2, 3) counts up from 0.
    private static readonly Dictionary<string, long[]> Shapes = new() { ["y"] = [3], ["profile"] = [2, 3], ["one"] = [1], ["58"] = [2] };

    private static readonly OutputValues Outputs = new(
        [[1, 2, 4, 8, 16, 32], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [0.25f, 0.5f], [7, 8, 9, 10]], [3, 6, 1, 2]);

    [Theory]
    [InlineData("y[2]", 4, 32)]
    [InlineData("y[-1]", 4, 32)]
    [InlineData("y[2]-y[0]", 3, 24)]
    [InlineData("log2(y[1])", 1, 4)]
    [InlineData("profile[1,2]", 5, 11)]
    [InlineData("sum(profile[0:2,1])", 5, 17)]
    [InlineData("mean(profile[:,1])", 2.5, 8.5)]
    [InlineData("mean(profile)", 2.5, 8.5)]
    [InlineData("sum(profile[1])", 12, 30)]
    [InlineData("one", 0.25, 0.5)]
    [InlineData("`one`", 0.25, 0.5)]
    [InlineData("58[1]", 8, 10)]
    [InlineData("logit(one)", -1.0986122886681098, 0)]
    [InlineData("2*(y[0]+1)/4 - -1", 2, 5.5)]
    [InlineData("sum(y[0:2]*y[1:3])", 10, 640)]
    [InlineData("sum(log2(y))", 3, 12)]
    [InlineData("1e1 + y[0]", 11, 18)]
    public void Evaluate_OfAnExpression_GivesTheNumberWorkedOutByHand(string text, double first, double second)
    {
        TargetNode bound = TargetExpression.Parse(text).Bind(Shapes);
        Assert.Equal(first, bound.Value(Outputs, 0, 0), 1e-12);
        Assert.Equal(second, bound.Value(Outputs, 1, 0), 1e-12);
    }

    [Theory]
    [InlineData("y[3]", "outside axis 0")]
    [InlineData("y[-4]", "outside axis 0")]
    [InlineData("y[1:1]", "outside axis 0")]
    [InlineData("y[0,0]", "2 indices")]
    [InlineData("z[0]", "no output \"z\"")]
    [InlineData("y", "gives 3 numbers")]
    [InlineData("y[0:2]", "gives 2 numbers")]
    [InlineData("sum(y - profile)", "do not fit")]
    public void Bind_OfAWrongReference_SaysWhat(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => TargetExpression.Parse(text).Bind(Shapes)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("1+2")]
    [InlineData("y[")]
    [InlineData("y[0")]
    [InlineData("y[a]")]
    [InlineData("y[0] y[1]")]
    [InlineData("exec(y)")]
    [InlineData("(y[0]")]
    [InlineData("`y")]
    [InlineData("y[99999999999999999999]")]
    public void Parse_OfWhatFollowsNoGrammar_IsRefused(string text) => Assert.Throws<InputException>(() => TargetExpression.Parse(text));

    [Fact]
    public void Parse_OfAnEndlessChain_IsRefused_ButOneOfManyNegatedTermsIsNot()
    {
        // Evaluated by recursion: 100,000 terms would end the process.
        Assert.Contains("1000 operators", Assert.Throws<InputException>(() => TargetExpression.Parse(string.Join('+', Enumerable.Repeat("y", 100_000)))).Message, StringComparison.Ordinal);
        Assert.Equal(["y"], TargetExpression.Parse(string.Join('+', Enumerable.Repeat("-y[0]", 500))).Outputs);
    }

    [Fact]
    public void Parse_OfEndlessNesting_IsRefused() =>
        Assert.Throws<InputException>(() => TargetExpression.Parse(new string('(', 100_000) + "y"));
}

using GenoXai.Core.Results;

namespace GenoXai.Tests.Results;

public sealed class TextMeasureTests
{
    [Fact]
    public void Fit_AtAnyWidth_IsThePrefixThatFits()
    {
        const string text = "sequence 🧬 number e\u0301 42";
        for (double width = 12; width < 300; width += 3)
        {
            string fitted = TextMeasure.Fit(text, 10, width);
            Assert.True(TextMeasure.Width(fitted, 10) <= width, fitted);
            Assert.StartsWith(fitted.TrimEnd('…'), text, StringComparison.Ordinal);
            Assert.False(char.IsHighSurrogate(fitted.TrimEnd('…').LastOrDefault()), "a character was cut in two");
        }

        Assert.Equal(text, TextMeasure.Fit(text, 10, 1000));
    }

    [Fact]
    public void Wrap_OfALongText_KeepsEveryWordOrEndsInAnEllipsis()
    {
        IReadOnlyList<string> lines = TextMeasure.Wrap("one two three four five six", 10, 60, 10);
        Assert.Equal("one two three four five six", string.Join(' ', lines));
        IReadOnlyList<string> cut = TextMeasure.Wrap("one two three four five six", 10, 60, 2);
        Assert.Equal(2, cut.Count);
        Assert.EndsWith("…", cut[1], StringComparison.Ordinal);
        Assert.Empty(TextMeasure.Wrap("", 10, 60, 2));
    }
}

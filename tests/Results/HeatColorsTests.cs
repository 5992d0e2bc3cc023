using GenoXai.Core.Results;

namespace GenoXai.Tests.Results;

public sealed class HeatColorsTests
{
    [Fact]
    public void Of_FromBlueThroughWhiteToRed_DarkensBothWays()
    {
        Assert.Equal("#ffffff", HeatColors.Of(0));
        for (int shade = 1; shade <= HeatColors.Shades; shade++)
        {
            Assert.True(Light(shade) < Light(shade - 1), $"+{shade}");
            Assert.True(Light(-shade) < Light(1 - shade), $"-{shade}");
            Assert.True(Channel(shade, 0) > Channel(shade, 2), "red above");
            Assert.True(Channel(-shade, 0) < Channel(-shade, 2), "blue below");
        }
    }

    [Fact]
    public void Shade_IsOddAndClamped()
    {
        Assert.Equal(0, HeatColors.Shade(3, 0));
        Assert.Equal(HeatColors.Shades, HeatColors.Shade(9, 2));
        for (double value = 0; value < 2; value += 0.013) Assert.Equal(-HeatColors.Shade(value, 2), HeatColors.Shade(-value, 2));
    }

    private static int Channel(int shade, int index) => Convert.ToInt32(HeatColors.Of(shade).Substring(1 + 2 * index, 2), 16);

    private static int Light(int shade) => Channel(shade, 0) + Channel(shade, 1) + Channel(shade, 2);
}

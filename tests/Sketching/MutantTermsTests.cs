using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class MutantTermsTests
{
    private const double Noise = 1e-4;

    [Fact]
    public void Of_OneTerm_GivesThePositionsThatTakeItsWeightAway() =>
        Check([2, 4, 7, 9], [0, 3, 3, 0], 3, "4,7 = 3");

    [Fact]
    public void Of_TwoTermsApart_GivesBoth() =>
        Check([0, 1, 2, 3, 4], [3, -2, 0, 3, -2], 1, "0,3 = 3", "1,4 = -2");

    [Fact]
    public void Of_TwoTermsThatShareAPosition_GivesBothWithIt() =>
        Check([0, 1, 2, 3], [3, 5, 2, 3], 5, "0,1,3 = 3", "1,2 = 2");

    [Fact]
    public void Of_ATermWithinAnother_GivesBoth() =>
        Check([0, 1, 2], [5, 2, 2], 5, "0 = 3", "0,1,2 = 2");

    [Fact]
    public void Of_ChangesWithinTheNoise_GivesNothing() => Check([0, 1, 2], [Noise / 2, -Noise / 3, 0], Noise);

    [Fact]
    public void Of_MoreThanTwoTerms_GivesNothing() => Check([0, 1, 2, 3], [1, 2, 4, 0], 7);

    [Fact]
    public void Of_TwoTermsWithoutTheirSum_GivesNothing() => Check([0, 1], [3, 2], 4);

    private static void Check(int[] positions, double[] changes, double whole, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), MutantTerms.Of(positions, changes, whole, Noise)
            .Select(static term => FormattableString.Invariant($"{string.Join(',', term.Positions)} = {Math.Round(term.Weight, 9)}")).Order(StringComparer.Ordinal));
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;

namespace GenoXai.Tests.Sampling;

public class DelayCodeTests
{
    [Fact]
    public void BinaryField_OfEverySize_IsGeneratedByItsRoot()
    {
        for (int bits = 2; bits <= BinaryField.MostBits; bits++)
        {
            var field = new BinaryField(bits);
            int[] powers = [.. Enumerable.Range(0, field.Order).Select(field.Power)];
            Assert.Equal(field.Order, powers.Distinct().Count());
            Assert.DoesNotContain(0, powers);
            Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(field.Power(i + 7), field.Multiply(field.Power(i), field.Power(7))));
            Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(field.Power(i), field.Divide(field.Power(i + 7), field.Power(7))));
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 100)]
    [InlineData(4, 15)]
    [InlineData(4, 16)]
    [InlineData(4, 400)]
    [InlineData(8, 63)]
    [InlineData(16, 31)]
    public void TryDecode_OfEveryFrequencyUpToTheOrder_GivesItBack(int letters, int length)
    {
        const int order = 5;
        var code = new DelayCode(letters, length, order);
        SeededRandom random = SeededRandom.Stream(length, "delay-code");
        byte[] digits = new byte[length], values = new byte[code.Count], found = new byte[length];
        for (int n = 0; n < 400; n++)
        {
            Array.Clear(digits);
            for (int i = n % (order + 1); i > 0; i--) digits[random.NextInt(length)] = (byte)(1 + random.NextInt(letters - 1));
            code.Encode(digits, values);
            // The obvious sums.
            for (int r = 0; r < values.Length; r++)
            {
                int sum = 0;
                for (int i = 0; i < length; i++) sum += code.Step(r)[i] * digits[i];
                Assert.Equal(sum % letters, values[r]);
            }

            Assert.True(code.TryDecode(values, found), $"case {n}");
            Assert.Equal(digits, found);
        }
    }

    [Fact]
    public void TryDecode_OfRandomValues_IsRefusedOrGivesAFrequencyThatHasThem()
    {
        var code = new DelayCode(4, 200, 4);
        SeededRandom random = SeededRandom.Stream(3, "delay-code");
        byte[] values = new byte[code.Count], digits = new byte[200], again = new byte[code.Count];
        int refused = 0;
        for (int n = 0; n < 2000; n++)
        {
            for (int r = 0; r < values.Length; r++) values[r] = (byte)random.NextInt(4);
            if (!code.TryDecode(values, digits))
            {
                refused++;
                continue;
            }

            code.Encode(digits, again);
            Assert.Equal(values, again);
        }

        Assert.True(refused > 1900, $"{refused} of 2,000 were refused");
    }

    [Fact]
    public void DelayCode_OfLettersThatAreNoPowerOfTwo_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new DelayCode(20, 30, 5));

    [Fact]
    public void Design_WithCodedDelays_ShowsFewerRowsAndAnyRunOfThem()
    {
        SubsamplingDesign coded = SubsamplingDesign.Create(4, 200, new SubsamplingOptions { Dimension = 3, CodedOrder = 5 }, 1);
        Assert.Equal((5 * 8, 3 * 41, 3L * 3 * 41 * 64), (coded.StepCount, coded.DelayCount, coded.RowCount));
        var row = new byte[200];
        byte[] delay = new byte[200], whole = new byte[64 * 200];
        for (int d = 0; d < coded.DelayCount; d += 17)
        {
            coded.Delay(d, delay);
            coded.Fill(coded.BlockStart(1, d), 64, whole);
            // ℓ = 0 is the delay itself; ℓ = (0, 0, 1) adds the last column of M.
            Assert.Equal(delay, whole[..200]);
            for (int i = 0; i < 200; i++) Assert.Equal((delay[i] + coded.Matrix(1)[(3 * i) + 2]) % 4, whole[200 + i]);
            coded.Fill(coded.BlockStart(1, d) + 37, 1, row);
            Assert.Equal(whole[(37 * 200)..(38 * 200)], row);
        }
    }
}

using System.Text;
using GenoXai.Core.Results;

namespace GenoXai.Tests.Results;

public sealed class Crc32Tests
{
    [Fact]
    public void Append_OfTheCheckString_GivesThePublishedValue() =>
        Assert.Equal(0xCBF43926u, Crc32.Append(0, Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Append_AtEveryLengthAndSplit_EqualsTheBitwiseTwin()
    {
        var bytes = new byte[70];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i * 37 + 11);
        for (int length = 0; length <= bytes.Length; length++)
        {
            uint expected = Bitwise(bytes.AsSpan(0, length));
            for (int split = 0; split <= length; split += 3)
                Assert.Equal(expected, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, split)), bytes.AsSpan(split, length - split)));
        }
    }

    private static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }

        return crc ^ 0xFFFFFFFF;
    }
}

using GenoXai.Core.Encoding;
using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Encodings;

public sealed class OneHotEncoderTests
{
    [Fact]
    public void Encode_InEveryLayoutAndLength_EqualsTheObviousLoop()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = SeededRandom.Stream(seed, "encoder");
            int q = random.NextInt(3) == 0 ? 20 : 4, length = 1 + random.NextInt(40), rows = 1 + random.NextInt(5);
            byte[] left = Letters(ref random, q, random.NextInt(4)), right = Letters(ref random, q, random.NextInt(4)), letters = Letters(ref random, q, rows * length);
            double missing = random.NextInt(2) == 0 ? 0 : 1.0 / q;
            int full = length + left.Length + right.Length;
            bool lettersLast = random.NextInt(2) == 0;
            (int position, int letter) = lettersLast ? (q, 1) : (1, full);

            var expected = new float[rows * full * q];
            for (int row = 0; row < rows; row++)
            {
                byte[] all = [.. left, .. letters.AsSpan(row * length, length), .. right];
                for (int p = 0; p < full; p++)
                    for (int b = 0; b < q; b++)
                        expected[row * full * q + p * position + b * letter] = all[p] == Alphabet.Missing ? (float)missing : all[p] == b ? 1 : 0;
            }

            var actual = new float[expected.Length];
            actual.AsSpan().Fill(7);
            new OneHotEncoder<float>(q, length, position, letter, left, right, missing).Encode(letters, rows, actual);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"seed {seed}");
            var half = new Half[expected.Length];
            new OneHotEncoder<Half>(q, length, position, letter, left, right, missing).Encode(letters, rows, half);
            Assert.True(expected.Zip(half).All(static p => Math.Abs(p.First - (float)p.Second) < 1e-3), $"seed {seed}, float16");
        }
    }

    private static byte[] Letters(ref SeededRandom random, int q, int count)
    {
        var letters = new byte[count];
        for (int i = 0; i < count; i++) letters[i] = random.NextInt(8) == 0 ? Alphabet.Missing : (byte)random.NextInt(q);
        return letters;
    }
}

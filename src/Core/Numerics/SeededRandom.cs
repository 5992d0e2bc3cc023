using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenoXai.Core.Numerics;

/// <summary>
/// A named, seeded stream of random numbers. Streams of other names or indices are independent,
/// so any chunk, row or walk can be drawn again alone, in any order, on any machine.
/// </summary>
/// <remarks>
/// xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64 from an FNV-1a hash of
/// the seed, the name and the index. Not for cryptography.
/// </remarks>
public struct SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    private SeededRandom(ulong key)
    {
        _s0 = SplitMix(ref key);
        _s1 = SplitMix(ref key);
        _s2 = SplitMix(ref key);
        _s3 = SplitMix(ref key);
    }

    /// <summary>Key of a named stream, to open many of its indices quickly by <see cref="At"/>.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">What the numbers are for, e.g. <c>sketch-rows</c>.</param>
    public static ulong Key(long seed, string name)
    {
        unchecked
        {
            ulong hash = 14695981039346656037UL ^ (ulong)seed;
            hash *= 1099511628211UL;
            foreach (byte b in System.Text.Encoding.UTF8.GetBytes(name)) hash = (hash ^ b) * 1099511628211UL;
            return SplitMix(ref hash);
        }
    }

    /// <summary>The stream of that name and index.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">What the numbers are for.</param>
    /// <param name="index">Which of the streams of that name, e.g. a row or walk number.</param>
    public static SeededRandom Stream(long seed, string name, long index = 0) => At(Key(seed, name), index);

    /// <summary>The stream of that key and index.</summary>
    /// <param name="key">From <see cref="Key"/>.</param>
    /// <param name="index">Row, walk or chunk number.</param>
    public static SeededRandom At(ulong key, long index)
    {
        unchecked
        {
            return new SeededRandom(key ^ ((ulong)index * 0x9E3779B97F4A7C15UL + 0xD1B54A32D192ED03UL));
        }
    }

    /// <summary>The next 64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        unchecked
        {
            ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            ulong t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>A uniform integer in [0, bound), without bias.</summary>
    /// <param name="bound">1 or more.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        unchecked
        {
            // Lemire 2019: multiply and reject the few values that would be over-represented.
            ulong product = (NextUInt64() >> 32) * (ulong)bound;
            uint low = (uint)product;
            if (low < (uint)bound)
            {
                uint threshold = (uint)-bound % (uint)bound;
                while (low < threshold)
                {
                    product = (NextUInt64() >> 32) * (ulong)bound;
                    low = (uint)product;
                }
            }

            return (int)(product >> 32);
        }
    }

    /// <summary>A uniform number in [0, 1) with 53 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number (Marsaglia's polar method, one of each pair used).</summary>
    public double NextGaussian()
    {
        while (true)
        {
            double u = 2 * NextDouble() - 1, v = 2 * NextDouble() - 1, s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(s) / s);
        }
    }

    /// <summary>Shuffles in place, every order equally likely (Fisher–Yates).</summary>
    /// <param name="items">The items.</param>
    /// <typeparam name="T">Type of the items.</typeparam>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            ulong z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}

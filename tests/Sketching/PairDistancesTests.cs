using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class PairDistancesTests
{
    [Theory]
    [InlineData(2, 5, 11)]
    [InlineData(4, 4, 12)]
    [InlineData(7, 3, 13)]
    public void Energies_OfAnyRows_AreThoseOfProductsOverAllPairs(int letterCount, int length, int seed)
    {
        const int count = 60;
        var random = new Random(seed);
        var domain = new SketchDomain(new Alphabet("ABCDEFG"[..letterCount]), length);
        var letters = new byte[count * length];
        for (int i = 0; i < letters.Length; i++) letters[i] = (byte)random.Next(letterCount);
        double[] errors = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        SampleColumns rows = SampleColumns.Of(domain, new SampleSet(length, letters, new float[count]));
        PairDistances sums = PairDistances.Of(domain, rows, [.. Enumerable.Range(0, count)], errors);

        for (int order = 1; order <= length; order++)
        {
            double energy = 0;
            var own = new double[length];
            for (int a = 0; a < count; a++)
            {
                for (int b = 0; b < a; b++)
                {
                    for (int mask = 0; mask < 1 << length; mask++)
                    {
                        if (int.PopCount(mask) != order) continue;
                        double product = errors[a] * errors[b] / (count * (count - 1) / 2);
                        for (int i = 0; i < length; i++)
                            if ((mask >> i & 1) == 1) product *= letters[(a * length) + i] == letters[(b * length) + i] ? letterCount - 1 : -1;
                        energy += product;
                        for (int i = 0; i < length; i++) own[i] += (mask >> i & 1) == 1 ? product : 0;
                    }
                }
            }

            Assert.Equal(energy, sums.Energy(order), 1e-9);
            double[] found = sums.EnergyByPosition(order);
            for (int i = 0; i < length; i++) Assert.Equal(own[i], found[i], 1e-9);
        }
    }
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Querying;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

/// <summary>What every decoder's sketch says of a sequence equals the brute-force Shapley values of its own surrogate.</summary>
public sealed class DecodedShapleyTests
{
    private const int Length = 6, Letters = 4;

    [Theory]
    [InlineData("ridge")]
    [InlineData("qsft")]
    [InlineData("paper")]
    public void Phi_OfADecodedSketch_EqualsBruteForceShapleyValuesOfItsSurrogate(string decoder)
    {
        var domain = new SketchDomain(Alphabet.Dna, Length);
        DecodedFunction function = Decode(decoder, domain);
        Assert.NotEmpty(function.Tables);
        double[] surrogate = Everywhere(function);
        var query = new SketchQuery(new Sketch(function, new SketchQuality(null, null, 0, 0, []), new SketchProvenance
        {
            ModelId = "m",
            ModelSha256 = "",
            Target = "y",
            Decoder = decoder,
            Seed = 1,
            Rows = new SketchRows(1, 0, 0),
            CreatedBy = "tests",
        }));
        var random = SeededRandom.Stream(3, "sequences");
        for (int trial = 0; trial < 5; trial++)
        {
            var x = new byte[Length];
            for (int i = 0; i < Length; i++) x[i] = (byte)random.NextInt(Letters);
            double[] expected = BruteForce(surrogate, x), actual = query.Explain(x).Phi;
            for (int i = 0; i < Length; i++) Assert.Equal(expected[i], actual[i], 1e-9);
            Assert.Equal(surrogate[Index(x)] - surrogate.Average(), actual.Sum(), 1e-9);
        }
    }

    private static DecodedFunction Decode(string decoder, SketchDomain domain)
    {
        if (decoder == "ridge")
            return LowOrderRidgeDecoder.Decode(domain, Samples(0, 1500), Samples(1500, 300), new LowOrderRidgeOptions { Order = 3 });
        var design = SubsamplingDesign.Create(Letters, Length, new SubsamplingOptions { Dimension = 3, RequireFullRank = decoder == "qsft" }, 1);
        var letters = new byte[design.RowCount * Length];
        design.Fill(0, (int)design.RowCount, letters);
        var values = new double[design.RowCount];
        for (int row = 0; row < values.Length; row++) values[row] = Toy(letters.AsSpan(row * Length, Length));
        PeelingResult result = decoder == "paper" ? PaperDecoder.Decode(design, new SubsampleArray(values), 0.05) : PeelingDecoder.Decode(design, new SubsampleArray(values));
        return result.ToDecodedFunction(domain);
    }

    /// <summary>Additive, a pair and a triple of conditions.</summary>
    private static double Toy(ReadOnlySpan<byte> x) => 0.5 * x[0] - x[3] + (x[1] == 2 && x[4] == 0 ? 2 : 0) + (x[0] == 1 && x[2] == 1 && x[5] == 3 ? 4 : 0);

    private static SampleSet Samples(long first, int count)
    {
        var letters = new byte[count * Length];
        new UniformRows(7, Letters, Length, first, count).Fill(0, count, letters);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)Toy(letters.AsSpan(i * Length, Length));
        return new SampleSet(Length, letters, values);
    }

    private static double[] Everywhere(DecodedFunction function)
    {
        var values = new double[1 << (2 * Length)];
        var x = new byte[Length];
        for (int i = 0; i < values.Length; i++)
        {
            for (int l = 0; l < Length; l++) x[l] = (byte)((i >> (2 * (Length - 1 - l))) & 3);
            values[i] = function.BaseValue;
            foreach (AnovaTable table in function.Tables)
            {
                int cell = 0;
                foreach (int position in table.Positions) cell = cell * Letters + x[position];
                values[i] += table.Values[cell];
            }
        }

        return values;
    }

    /// <summary>φ_i from the definition: v(T) is the mean over all sequences that agree with x on T.</summary>
    private static double[] BruteForce(double[] surrogate, byte[] x)
    {
        var value = new double[1 << Length];
        for (int coalition = 0; coalition < value.Length; coalition++)
        {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < surrogate.Length; i++)
            {
                bool agrees = true;
                for (int l = 0; l < Length; l++) agrees &= (coalition >> l & 1) == 0 || ((i >> (2 * (Length - 1 - l))) & 3) == x[l];
                if (!agrees) continue;
                sum += surrogate[i];
                count++;
            }

            value[coalition] = sum / count;
        }

        double[] factorial = [1, 1, 2, 6, 24, 120, 720];
        var phi = new double[Length];
        for (int i = 0; i < Length; i++)
        {
            for (int coalition = 0; coalition < value.Length; coalition++)
            {
                if ((coalition >> i & 1) != 0) continue;
                int size = System.Numerics.BitOperations.PopCount((uint)coalition);
                phi[i] += factorial[size] * factorial[Length - 1 - size] / factorial[Length] * (value[coalition | 1 << i] - value[coalition]);
            }
        }

        return phi;
    }

    private static int Index(byte[] x) => x.Aggregate(0, static (index, letter) => index * Letters + letter);
}

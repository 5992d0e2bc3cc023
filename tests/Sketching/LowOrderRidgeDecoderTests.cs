using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class LowOrderRidgeDecoderTests
{
    [Theory]
    [InlineData(4, 5, 2, 300)]
    [InlineData(3, 5, 3, 200)]
    [InlineData(2, 7, 3, 100)]
    [InlineData(5, 3, 2, 77)]
    public void Decode_WithAFixedRidge_EqualsDenseNormalEquations(int letters, int length, int order, int count)
    {
        SketchDomain domain = SketchSamples.Domain(letters, length);
        SeededRandom noise = SeededRandom.Stream(5, "noise");
        SampleSet rows = SketchSamples.Draw(domain, count, 1, _ => noise.NextGaussian());
        const double Ridge = 7.5;
        DecodedFunction fast = LowOrderRidgeDecoder.Decode(
            domain, rows.Slice(0, count - 10), rows.Slice(count - 10, 10), new() { Order = order, Ridge = Ridge, Tolerance = 1e-13 });

        (SupportBasis basis, double[] dense) = DenseRidge(domain, rows, order, Ridge);
        Assert.Equal(dense[0], fast.BaseValue, 1e-9);
        for (int s = 0; s < basis.Supports.Length; s++)
        {
            int[] positions = basis.Supports[s].ToArray();
            AnovaTable table = fast.Tables.Single(t => t.Positions.SequenceEqual(positions));
            for (int cell = 0; cell < table.Values.Length; cell++)
            {
                double expected = 0;
                for (int i = 0; i < basis.Size(basis.Supports[s]); i++)
                    expected += dense[basis.Offsets[s] + i] * Product(basis, i, cell, positions.Length);
                Assert.Equal(expected, table.Values[cell], 1e-9);
            }
        }
    }

    [Fact]
    public void Decode_OfAPairwiseFunctionOfTenLetters_IsExactFromAThousandRows()
    {
        SketchDomain domain = SketchSamples.Domain(4, 10);
        Func<byte[], double> function = SketchSamples.RandomTables(domain, 2, 3);
        SampleSet rows = SketchSamples.Draw(domain, 1000, 4, function);
        DecodedFunction decoded = LowOrderRidgeDecoder.Decode(domain, rows.Slice(0, 800), rows.Slice(800, 100), new());
        SketchQuality quality = SketchQuality.Measure(decoded, SketchSamples.Draw(domain, 20_000, 5, function));
        Assert.True(quality.R2 >= 0.9999, $"R² {quality.R2}");
        Assert.True(SketchSamples.LargestMarginal(decoded) < 1e-12);
        Assert.Equal(55, decoded.Tables.Count);
    }

    /// <summary>Started from 0 the solver spreads the mean over all columns, which repeats the rows just as well.</summary>
    [Fact]
    public void Decode_OfMoreColumnsThanRowsWithNextToNoRidge_LeavesTheMeanToTheConstant()
    {
        SketchDomain domain = SketchSamples.Domain(4, 8);
        Func<byte[], double> tables = SketchSamples.RandomTables(domain, 1, 3);
        SampleSet rows = SketchSamples.Draw(domain, 300, 4, row => 30 + tables(row)), unseen = SketchSamples.Draw(domain, 2000, 5, row => 30 + tables(row));
        DecodedFunction[] decoded = [.. new[] { 1e-3, 1e-7 }.Select(ridge => LowOrderRidgeDecoder.Decode(domain, rows.Slice(0, 270), rows.Slice(270, 30), new() { Order = 3, Ridge = ridge }))];
        double[] quality = [.. decoded.Select(d => SketchQuality.Measure(d, unseen).R2!.Value)];
        Assert.True(quality[1] > 0, $"R² {quality[1]}");
        Assert.Equal(quality[0], quality[1], 1e-3);
        Assert.Equal(decoded[0].BaseValue, decoded[1].BaseValue, 1e-2);
    }

    [Fact]
    public void Decode_OnOneThreadOrMany_GivesTheSameBits()
    {
        SketchDomain domain = SketchSamples.Domain(4, 9);
        SampleSet rows = SketchSamples.Draw(domain, 20_000, 6, SketchSamples.RandomTables(domain, 3, 7));
        SampleSet training = rows.Slice(0, 18_000), validation = rows.Slice(18_000, 2_000);
        DecodedFunction one = LowOrderRidgeDecoder.Decode(domain, training, validation, new() { Threads = 1 });
        DecodedFunction many = LowOrderRidgeDecoder.Decode(domain, training, validation, new() { Threads = 7 });
        Assert.Equal(one.BaseValue, many.BaseValue);
        foreach ((AnovaTable a, AnovaTable b) in one.Tables.Zip(many.Tables)) Assert.Equal(a.Values, b.Values);
    }

    [Fact]
    public void Decode_OfAConstantModel_HasNoTablesAndSaysSo()
    {
        SketchDomain domain = SketchSamples.Domain(4, 6);
        SampleSet rows = SketchSamples.Draw(domain, 200, 6, _ => 0.1);
        DecodedFunction decoded = LowOrderRidgeDecoder.Decode(domain, rows.Slice(0, 150), rows.Slice(150, 50), new());
        Assert.Empty(decoded.Tables);
        Assert.Equal(0.1f, (float)decoded.BaseValue);
        Assert.Contains("same value", Assert.Single(decoded.Notes), StringComparison.Ordinal);
        Assert.Null(SketchQuality.Measure(decoded, rows).R2);
    }

    [Fact]
    public void Decode_OfARowThatIsNotFinite_NamesTheSequence()
    {
        SketchDomain domain = SketchSamples.Domain(4, 4);
        SampleSet rows = SketchSamples.Draw(domain, 100, 6, row => row[0]);
        rows.Values[7] = float.NaN;
        InputException problem = Assert.Throws<InputException>(
            () => LowOrderRidgeDecoder.Decode(domain, rows.Slice(0, 90), rows.Slice(90, 10), new()));
        Assert.Contains("row 7 (" + domain.Alphabet.Format(rows.Row(7)), problem.Message, StringComparison.Ordinal);
    }

    private static double Product(SupportBasis basis, int coefficient, int cell, int order)
    {
        int q = basis.Domain.LetterCount;
        double product = 1;
        for (int axis = 0; axis < order; axis++, coefficient /= q - 1, cell /= q)
            product *= basis.Letters[0][(coefficient % (q - 1)) + 1, cell % q];
        return product;
    }

    private static (SupportBasis Basis, double[] Coefficients) DenseRidge(SketchDomain domain, SampleSet rows, int order, double ridge)
    {
        SupportBasis basis = LowOrderRidgeDecoder.BasisUpTo(domain, order);
        int n = basis.Count;
        var normal = new double[n, n + 1];
        var columns = new double[n];
        for (int r = 0; r < rows.Count; r++)
        {
            columns[0] = 1;
            for (int s = 0; s < basis.Supports.Length; s++)
            {
                int cell = basis.Supports[s].ToArray().Aggregate(0, (sum, p) => (sum * domain.LetterCount) + rows.Row(r)[p]);
                for (int i = 0; i < basis.Size(basis.Supports[s]); i++)
                    columns[basis.Offsets[s] + i] = Product(basis, i, cell, basis.Supports[s].Order);
            }

            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) normal[i, j] += columns[i] * columns[j];
                normal[i, n] += columns[i] * rows.Values[r];
            }
        }

        for (int i = 1; i < n; i++) normal[i, i] += ridge;
        for (int pivot = 0; pivot < n; pivot++)
        {
            for (int i = 0; i < n; i++)
            {
                if (i == pivot) continue;
                double factor = normal[i, pivot] / normal[pivot, pivot];
                for (int j = pivot; j <= n; j++) normal[i, j] -= factor * normal[pivot, j];
            }
        }

        var solution = new double[n];
        for (int i = 0; i < n; i++) solution[i] = normal[i, n] / normal[i, i];
        return (basis, solution);
    }
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public sealed class FourierTablesTests
{
    [Theory]
    [InlineData("AB", 8)]
    [InlineData("ABC", 8)]
    [InlineData("ACGT", 12)]
    [InlineData("ABCDE", 6)]
    [InlineData("ACDEFGHIKLMNPQRSTVWY", 5)]
    public void Make_OfRandomCoefficients_EvaluatesAndExplainsAsTheyDo(string letters, int length)
    {
        var domain = new SketchDomain(new Alphabet(letters), length);
        SparseFourierFunction function = SparseFunctionMaker.Make(domain.LetterCount, length, pairs: 20, seed: 3, mean: 1.5);
        DecodedFunction tables = FourierTables.Make(domain, function, tableLimit: 200_000);
        Assert.Equal(tables.Tables.Count, tables.Tables.Select(table => string.Join(',', table.Positions)).Distinct().Count());
        SeededRandom random = SeededRandom.Stream(1, "letters");
        var x = new byte[length];
        var expected = new double[length];
        for (int repeat = 0; repeat < 50; repeat++)
        {
            foreach (ref byte letter in x.AsSpan()) letter = (byte)random.NextInt(domain.LetterCount);
            Assert.Equal(function.Evaluate(x), Evaluate(tables, x), 1e-10);
            function.ShapleyValues(x, expected);
            double[] actual = ShapleyValues(tables, x);
            for (int i = 0; i < length; i++) Assert.Equal(expected[i], actual[i], 1e-10);
        }
    }

    [Fact]
    public void Make_OfOneFrequencyWithoutItsConjugate_TakesItsRealPart()
    {
        // F = 2i at k = (1): Re 2i·i^x over x = 0..3 is 0, −2, 0, 2.
        var function = new SparseFourierFunction(4, 2, 0, [new FourierCoefficient(new Frequency([0, 1]), new(0, 2))]);
        AnovaTable table = Assert.Single(FourierTables.Make(new SketchDomain(Alphabet.Dna, 2), function).Tables);
        Assert.Equal([1], table.Positions);
        double[] expected = [0, -2, 0, 2];
        for (int x = 0; x < 4; x++) Assert.Equal(expected[x], table.Values[x], 1e-12);
    }

    [Fact]
    public void Make_OfTheZeroFrequency_AddsItToTheBaseValue()
    {
        var function = new SparseFourierFunction(4, 2, 10, [new FourierCoefficient(new Frequency([0, 0]), 0.5)]);
        DecodedFunction tables = FourierTables.Make(new SketchDomain(Alphabet.Dna, 2), function);
        Assert.Equal(10.5, tables.BaseValue);
        Assert.Empty(tables.Tables);
    }

    [Fact]
    public void Make_OfASupportAboveTheLimit_LeavesItOutAndSaysSo()
    {
        byte[] large = [1, 1, 1, 1, 1, 1, 1, 1, 1, 0];
        byte[] small = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var function = new SparseFourierFunction(4, 10, 0, [new FourierCoefficient(new Frequency(large), 3), new FourierCoefficient(new Frequency(small), 1)]);
        DecodedFunction tables = FourierTables.Make(new SketchDomain(Alphabet.Dna, 10), function);
        Assert.Single(tables.Tables);
        string note = Assert.Single(tables.Notes);
        Assert.Contains("1 coefficients of order 9", note, StringComparison.Ordinal);
        Assert.Contains("90.00", note, StringComparison.Ordinal);
    }

    /// <summary>f̂(x) from the tables, cell by cell.</summary>
    internal static double Evaluate(DecodedFunction function, byte[] letters) =>
        function.BaseValue + function.Tables.Sum(table => table.Values[Cell(table, letters, function.Domain.LetterCount)]);

    /// <summary>φ_i = Σ_{S∋i} g_S(x_S)/|S|, cell by cell.</summary>
    internal static double[] ShapleyValues(DecodedFunction function, byte[] letters)
    {
        var values = new double[letters.Length];
        foreach (AnovaTable table in function.Tables)
            foreach (int position in table.Positions)
                values[position] += table.Values[Cell(table, letters, function.Domain.LetterCount)] / table.Order;
        return values;
    }

    private static int Cell(AnovaTable table, byte[] letters, int q) => table.Positions.Aggregate(0, (cell, position) => cell * q + letters[position]);
}

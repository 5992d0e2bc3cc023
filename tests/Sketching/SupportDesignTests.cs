using GenoXai.Core.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Sketching;

public class SupportDesignTests
{
    [Theory]
    [InlineData(4, 7, 3, false, false, int.MaxValue)]
    [InlineData(4, 7, 3, true, true, int.MaxValue)]
    [InlineData(4, 7, 3, true, true, 100)]
    [InlineData(3, 6, 3, true, false, 100)]
    [InlineData(2, 10, 4, true, true, 1000)]
    [InlineData(5, 4, 2, true, false, int.MaxValue)]
    public void Predict_AndCorrelate_EqualTheDenseMatrix(int letters, int length, int order, bool turned, bool keepCells, int rowsOfCover)
    {
        EqualsTheDenseMatrix(SketchSamples.Domain(letters, length), order, turned, keepCells, rowsOfCover);
    }

    [Theory]
    [InlineData(3, false, false, int.MaxValue, 4, 2, 3, 2, 4, 3, 2)]
    [InlineData(3, true, true, 100, 4, 2, 3, 2, 4, 3, 2)]
    [InlineData(2, true, false, 100, 3, 3, 2, 5, 2)]
    public void Predict_AndCorrelate_OfPositionsWithLettersOfTheirOwn_EqualTheDenseMatrix(int order, bool turned, bool keepCells, int rowsOfCover, params int[] letterCounts) =>
        EqualsTheDenseMatrix(SketchSamples.Mixed(letterCounts), order, turned, keepCells, rowsOfCover);

    private static void EqualsTheDenseMatrix(SketchDomain domain, int order, bool turned, bool keepCells, int rowsOfCover)
    {
        int length = domain.Length, letters = domain.LetterCount;
        SeededRandom random = SeededRandom.Stream(1, "design");
        var supports = new List<Support>();
        for (int o = 1; o <= order; o++) supports.AddRange(Support.AllOfOrder(length, o));
        if (length > 5) supports.Add(Support.Of(0, 1, 2, 4, 5));
        var basis = new SupportBasis(domain, supports, turned ? Turned(domain, ref random) : null, [.. Enumerable.Range(0, length).Reverse()]);
        SampleSet set = SketchSamples.Draw(domain, 333, 2, row => row[0]);
        var rows = SampleColumns.Of(domain, set);
        AndTerm[] terms = [new(Support.Of(0, 2), 1, domain), new(Support.Of(1, 2, 3), letters + 1, domain)];
        var design = new SupportDesign(basis, SupportCover.Of(basis, rowsOfCover), rows, new ParallelOptions(), terms, keepCells);
        double[] w = Gaussian(design.ColumnCount, ref random), r = Gaussian(333, ref random);
        double[] predicted = new double[333], correlated = new double[design.ColumnCount];
        design.Predict(w, predicted);
        design.Correlate(r, correlated);

        var expectedCorrelation = new double[design.ColumnCount];
        for (int row = 0; row < 333; row++)
        {
            double[] columns = DenseRow(basis, terms, set.Row(row));
            double sum = 0;
            for (int c = 0; c < columns.Length; c++)
            {
                sum += columns[c] * w[c];
                expectedCorrelation[c] += columns[c] * r[row];
            }

            Assert.Equal(sum, predicted[row], 1e-9);
        }

        for (int c = 0; c < expectedCorrelation.Length; c++) Assert.Equal(expectedCorrelation[c], correlated[c], 1e-9);
    }

    [Theory]
    [InlineData(18, 3)]
    [InlineData(18, 4)]
    [InlineData(7, 2)]
    [InlineData(33, 2)]
    public void Cover_HoldsEverySupportOnce(int length, int order)
    {
        SketchDomain domain = SketchSamples.Domain(4, length);
        var supports = new List<Support>();
        for (int o = 1; o <= order; o++) supports.AddRange(Support.AllOfOrder(length, o));
        SeededRandom random = SeededRandom.Stream(3, "cover");
        int[] positions = [.. Enumerable.Range(0, length)];
        for (int i = 0; i < 50; i++)
        {
            random.Shuffle<int>(positions);
            supports.Add(Support.Of([.. positions.Take(order + 1 + random.NextInt(2)).Order()]));
        }

        var basis = new SupportBasis(domain, supports.Distinct());
        var members = new List<int>();
        foreach (SupportGroup group in SupportCover.Of(basis))
        {
            members.AddRange(group.Members);
            foreach (int member in group.Members)
                Assert.All(basis.Supports[member].ToArray(), position => Assert.Contains(position, group.Positions));
        }

        members.Sort();
        Assert.Equal(Enumerable.Range(0, basis.Supports.Length), members);
    }

    private static LetterBasis[] Turned(SketchDomain domain, ref SeededRandom random)
    {
        var letters = new LetterBasis[domain.Length];
        for (int i = 0; i < letters.Length; i++)
        {
            int n = domain.LettersAt(i) - 1;
            var matrix = new double[n * n];
            for (int a = 0; a < n; a++)
                for (int b = 0; b <= a; b++) matrix[(a * n) + b] = matrix[(b * n) + a] = random.NextGaussian();
            letters[i] = new LetterBasis(n + 1, domain.LetterCount).Rotated(SymmetricEigen.Decompose(matrix, n));
        }

        return letters;
    }

    private static double[] Gaussian(int count, ref SeededRandom random)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = random.NextGaussian();
        return values;
    }

    private static double[] DenseRow(SupportBasis basis, AndTerm[] terms, ReadOnlySpan<byte> row)
    {
        var columns = new double[basis.Count + terms.Length];
        columns[0] = 1;
        for (int s = 0; s < basis.Supports.Length; s++)
        {
            Support support = basis.Supports[s];
            for (int i = 0; i < basis.Size(support); i++)
            {
                double product = 1;
                int rest = i;
                for (int axis = support.Order - 1; axis >= 0; axis--)
                {
                    (rest, int contrast) = Math.DivRem(rest, basis.Domain.LettersAt(support[axis]) - 1);
                    product *= basis.Letters[support[axis]][contrast + 1, row[support[axis]]];
                }

                columns[basis.Offsets[s] + i] = product;
            }
        }

        for (int t = 0; t < terms.Length; t++)
        {
            double p = 1;
            for (int i = 0; i < terms[t].Letters.Length; i++) p /= basis.Domain.LettersAt(terms[t].Support[i]);
            bool holds = true;
            for (int i = 0; i < terms[t].Letters.Length; i++) holds &= row[terms[t].Support[i]] == terms[t].Letters[i];
            columns[basis.Count + t] = ((holds ? 1 : 0) - p) / Math.Sqrt(p * (1 - p));
        }

        return columns;
    }
}

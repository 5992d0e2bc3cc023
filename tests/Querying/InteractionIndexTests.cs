using System.Numerics;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

public sealed class InteractionIndexTests
{
    private const int Length = 6;
    private static readonly Sketch Toy = RandomSketch.Make(2, Length, 5, 25, 21);
    private static readonly byte[] X = RandomSketch.Sequence(2, Length, 21, 0);
    private static readonly double[] Game = BruteForce.UniformGame(Toy.Function, X);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void FaithShap_OfOrder_EqualsTheBestFitUnderTheShapleyKernel(int order) =>
        AssertEqual(new FaithShap(order), FaithShapByLeastSquares(Game, order));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void ShapleyTaylor_OfOrder_EqualsItsDiscreteDerivatives(int order) =>
        AssertEqual(new ShapleyTaylor(order), SetsUpTo(order).ToDictionary(set => set, set => Size(set) < order
            ? BruteForce.Derivative(Game, set, 0)
            : Coalitions(set).Sum(t => (double)order / Length / Choose(Length - 1, Size(t)) * BruteForce.Derivative(Game, set, t))));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void KShapleyInteraction_OfOrder_EqualsItsRecursion(int order)
    {
        // Bordt and von Luxburg, Definition: I_k(S) = SII(S) at |S| = k, else I_{k−1}(S) + B_{k−|S|} Σ SII(S∪R).
        double[] bernoulli = [1, -0.5, 1.0 / 6, 0, -1.0 / 30];
        var values = new Dictionary<int, double>();
        for (int k = 1; k <= order; k++)
            foreach (int set in SetsUpTo(k))
                values[set] = Size(set) == k
                    ? ShapleyInteraction(set)
                    : values[set] + bernoulli[k - Size(set)] * SetsUpTo(order).Where(s => Size(s) == k && (s & set) == set).Sum(ShapleyInteraction);
        AssertEqual(new KShapleyInteraction(order), values);
        Assert.Equal(Game[^1] - Game[0], values.Values.Sum(), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Banzhaf_OfOrder_EqualsTheMeanDerivative(int order) =>
        AssertEqual(new BanzhafInteraction(order), SetsUpTo(order).ToDictionary(set => set, set => Coalitions(set).Average(t => BruteForce.Derivative(Game, set, t))));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void HarsanyiDividend_OfOrder_EqualsTheDerivativeAtTheEmptySet(int order) =>
        AssertEqual(new HarsanyiDividend(order), SetsUpTo(order).ToDictionary(set => set, set => BruteForce.Dividend(Game, set)));

    [Theory]
    [InlineData("faith-shap")]
    [InlineData("k-sii")]
    [InlineData("stii")]
    public void EfficientIndex_OfOrderOne_IsTheShapleyValue(string name)
    {
        Explanation explanation = new SketchQuery(Toy).Explain(X, int.MaxValue, InteractionIndex.Create(name, 1), 1);
        Assert.Equal(name, explanation.Interactions[0].Index);
        foreach (Interaction interaction in explanation.Interactions) Assert.Equal(explanation.Phi[interaction.Positions[0]], interaction.Value, 1e-9);
    }

    [Fact]
    public void FaithShap_OfTheHighestOrder_IsTheDividend()
    {
        var query = new SketchQuery(Toy);
        Interaction[] dividends = [.. query.Explain(X, int.MaxValue).Interactions];
        Interaction[] faith = [.. query.Explain(X, int.MaxValue, new FaithShap(query.HighestOrder)).Interactions];
        Assert.Equal(dividends.Select(static d => (d.Letters, d.Value)), faith.Select(static f => (f.Letters, f.Value)));
    }

    [Fact]
    public void Explain_OfAnOrderAboveTheSketch_SaysWhichIsPossible()
    {
        var query = new SketchQuery(RandomSketch.Make(2, 8, 3, 40, 2));
        InputException error = Assert.Throws<InputException>(() => query.Explain(new byte[8], 20, new FaithShap(4)));
        Assert.Contains("order 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("at most 3", error.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => InteractionIndex.Create("shap-iq", 2));
        Assert.Throws<InputException>(() => InteractionIndex.Create("stii", 0));
    }

    [Fact]
    public void Create_OfEveryName_GivesThatIndex() =>
        Assert.All(InteractionIndex.Names, static name => Assert.Equal((name, 2), (InteractionIndex.Create(name, 2).Name, InteractionIndex.Create(name, 2).Order)));

    private static void AssertEqual(InteractionIndex index, Dictionary<int, double> expected)
    {
        var actual = new SketchQuery(Toy).Explain(X, int.MaxValue, index, 1).Interactions.ToDictionary(static i => BruteForce.MaskOf(i.Positions), static i => i.Value);
        foreach ((int set, double value) in expected) Assert.Equal(value, actual.GetValueOrDefault(set), 1e-9);
        Assert.All(actual.Keys, set => Assert.True(Size(set) <= index.Order));
    }

    private static int Size(int set) => BitOperations.PopCount((uint)set);

    private static double Choose(int n, int k) => BruteForce.Factorial(n) / BruteForce.Factorial(k) / BruteForce.Factorial(n - k);

    private static IEnumerable<int> SetsUpTo(int order) => Enumerable.Range(1, Game.Length - 1).Where(set => Size(set) <= order);

    private static IEnumerable<int> Coalitions(int without) => Enumerable.Range(0, Game.Length).Where(t => (t & without) == 0);

    /// <summary>SII(S) = Σ_{T⊆N∖S} (n−t−s)! t!/(n−s+1)! δ_S v(T).</summary>
    private static double ShapleyInteraction(int set) => Coalitions(set).Sum(t =>
        BruteForce.Factorial(Length - Size(t) - Size(set)) * BruteForce.Factorial(Size(t)) / BruteForce.Factorial(Length - Size(set) + 1)
        * BruteForce.Derivative(Game, set, t));

    /// <summary>
    /// Faith-Shap by its definition: least squares with weights (n−1)/(C(n,t) t (n−t)), exact at ∅ and
    /// N, by the normal equations with two Lagrange multipliers.
    /// </summary>
    private static Dictionary<int, double> FaithShapByLeastSquares(double[] game, int order)
    {
        int[] sets = [0, .. SetsUpTo(order)];
        int n = sets.Length, size = n + 2, all = game.Length - 1;
        var matrix = new double[size, size + 1];
        for (int coalition = 1; coalition < all; coalition++)
        {
            int t = Size(coalition);
            double weight = (Length - 1) / (Choose(Length, t) * t * (Length - t));
            for (int i = 0; i < n; i++)
            {
                if ((sets[i] & coalition) != sets[i]) continue;
                for (int j = 0; j < n; j++)
                    if ((sets[j] & coalition) == sets[j]) matrix[i, j] += weight;
                matrix[i, size] += weight * game[coalition];
            }
        }

        for (int i = 0; i < n; i++) matrix[i, n + 1] = matrix[n + 1, i] = 1;
        matrix[0, n] = matrix[n, 0] = 1;
        (matrix[n, size], matrix[n + 1, size]) = (game[0], game[all]);
        double[] solution = Solve(matrix, size);
        return Enumerable.Range(1, n - 1).ToDictionary(i => sets[i], i => solution[i]);
    }

    private static double[] Solve(double[,] matrix, int size)
    {
        for (int column = 0; column < size; column++)
        {
            int pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(matrix[row, column]));
            for (int j = 0; j <= size; j++) (matrix[column, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[column, j]);
            for (int row = 0; row < size; row++)
            {
                if (row == column) continue;
                double factor = matrix[row, column] / matrix[column, column];
                for (int j = column; j <= size; j++) matrix[row, j] -= factor * matrix[column, j];
            }
        }

        return [.. Enumerable.Range(0, size).Select(i => matrix[i, size] / matrix[i, i])];
    }
}

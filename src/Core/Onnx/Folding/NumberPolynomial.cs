namespace GenoXai.Core.Onnx.Folding;

/// <summary>
/// A tensor as a polynomial of a tensor x (to the third power) and a function's result e (to the first),
/// element by element: so that a pattern is found in whatever order its parts are written.
/// </summary>
internal sealed class NumberPolynomial
{
    private const int Powers = 4, Deepest = 10;
    private const double Tolerance = 1e-6;

    /// <summary>Coefficient of xⁱ at i, of xⁱ·e at 4 + i.</summary>
    private readonly double[] _coefficients;

    private NumberPolynomial(double[] coefficients) => _coefficients = coefficients;

    /// <summary>The polynomial; null when the tensor is none.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="x">The variable.</param>
    /// <param name="e">The function's result; null for none.</param>
    internal static NumberPolynomial? Of(FoldableGraph graph, string tensor, string x, string? e) => Of(graph, tensor, x, e, 0);

    /// <summary>Whether it is c₀ + c₁x + c₂x² + c₃x³ + e(c₄ + c₅x + …), constants rounded to float32 or to as many digits.</summary>
    internal bool Is(params ReadOnlySpan<double> expected)
    {
        for (int i = 0; i < _coefficients.Length; i++)
        {
            double should = i < expected.Length ? expected[i] : 0;
            if (!(Math.Abs(_coefficients[i] - should) <= Tolerance * Math.Abs(should))) return false;
        }

        return true;
    }

    /// <summary>α where it is αx; null where it is another polynomial.</summary>
    internal double? Factor => _coefficients[1] != 0 && Is(0, _coefficients[1]) ? _coefficients[1] : null;

    private static NumberPolynomial? Of(FoldableGraph graph, string tensor, string x, string? e, int depth)
    {
        if (tensor == x) return Single(1, 1);
        if (tensor == e) return Single(Powers, 1);
        if (graph.Number(tensor, x) is { } number) return Single(0, number);
        if (depth == Deepest || graph.Maker(tensor, "Add", "Sub", "Mul", "Div", "Neg", "Pow", "Identity") is not { } node) return null;
        if (Of(graph, node.Input[0], x, e, depth + 1) is not { } a) return null;
        if (node.Input.Count == 1) return node.OpType == "Neg" ? a.Times(-1) : a;
        if (Of(graph, node.Input[1], x, e, depth + 1) is not { } b) return null;
        return node.OpType switch
        {
            "Add" => a.Plus(b),
            "Sub" => a.Plus(b.Times(-1)),
            "Mul" => a.Times(b),
            "Div" => b.Is(b._coefficients[0]) && b._coefficients[0] != 0 ? a.Times(1 / b._coefficients[0]) : null,
            _ => b.Is(2) ? a.Times(a) : b.Is(3) ? a.Times(a)?.Times(a) : null,
        };
    }

    private static NumberPolynomial Single(int place, double value)
    {
        var coefficients = new double[2 * Powers];
        coefficients[place] = value;
        return new NumberPolynomial(coefficients);
    }

    private NumberPolynomial Plus(NumberPolynomial other) => new([.. _coefficients.Zip(other._coefficients, static (a, b) => a + b)]);

    private NumberPolynomial Times(double factor) => new(Array.ConvertAll(_coefficients, c => c * factor));

    private NumberPolynomial? Times(NumberPolynomial other)
    {
        var product = new double[2 * Powers];
        for (int i = 0; i < product.Length; i++)
        {
            for (int j = 0; j < product.Length; j++)
            {
                if (_coefficients[i] == 0 || other._coefficients[j] == 0) continue;
                int power = i % Powers + j % Powers, function = i / Powers + j / Powers;
                if (power >= Powers || function > 1) return null;
                product[function * Powers + power] += _coefficients[i] * other._coefficients[j];
            }
        }

        return new NumberPolynomial(product);
    }
}

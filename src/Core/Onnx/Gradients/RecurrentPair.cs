namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// A tensor inside a recurrent layer, and for DeepLIFT's multipliers the same of the reference: then a
/// product's factor is the mean of both, and a function's slope is Δy/Δx.
/// </summary>
internal readonly record struct RecurrentPair(GradientBuilder Builder, string Here, string? There)
{
    /// <summary>Differences smaller than this are none: the slope is then the derivative.</summary>
    private const double Least = 1e-6;

    /// <summary>What the other operand of a product is multiplied with.</summary>
    internal string Middle => There is null ? Here : Builder.Scale(Builder.Add(Here, There), 0.5);

    /// <summary>g · f′(sum), or g · Δy/Δsum, where f(sum) = y.</summary>
    internal static string Slope(RecurrentActivation function, RecurrentPair sum, RecurrentPair y, string g)
    {
        GradientBuilder b = sum.Builder;
        string slope = function.Slope(sum.Here, y.Here, g);
        if (sum.There is null || y.There is null) return slope;
        string difference = b.Sub(sum.Here, sum.There), small = b.Node("Less", [b.Node("Abs", [difference]), b.Scalar(Least)]);
        return b.Where(small, slope, b.Mul(g, b.Div(b.Sub(y.Here, y.There), b.Where(small, b.Scalar(1), difference))));
    }

    /// <summary>Joins what both sides made, one by one.</summary>
    internal static RecurrentPair[] Of(GradientBuilder b, string[] here, string[]? there) => [.. here.Select((h, i) => new RecurrentPair(b, h, there?[i]))];
}

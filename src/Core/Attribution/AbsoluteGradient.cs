using System.Numerics.Tensors;

namespace GenoXai.Core.Attribution;

/// <summary>|gradient|: how strongly the target depends on each number of the input, whichever way (a saliency map).</summary>
/// <remarks>Simonyan, Vedaldi and Zisserman, arXiv 1312.6034.</remarks>
public static class AbsoluteGradient
{
    /// <summary>Computes the map.</summary>
    /// <param name="gradient">g, shape (q, L).</param>
    /// <param name="values">Shape (q, L).</param>
    public static void Of(ReadOnlySpan<float> gradient, Span<float> values) => TensorPrimitives.Abs(gradient, values);
}

using System.Globalization;

namespace GenoXai.Core.Onnx;

/// <summary>Size of one axis as a graph declares it.</summary>
/// <param name="Size">The fixed size, 0 or more; null when it is open.</param>
/// <param name="Symbol">The name of an open size, e.g. <c>batch</c>; null when it has none.</param>
public readonly record struct AxisFact(long? Size, string? Symbol)
{
    /// <inheritdoc/>
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}

/// <summary>An input or output of a graph, as declared.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">Type of its elements; unknown when it is not a tensor.</param>
/// <param name="Axes">Its axes, outermost first; null when even their number is not declared.</param>
public record TensorFact(string Name, ElementType Type, IReadOnlyList<AxisFact>? Axes)
{
    /// <summary>Number of axes; null when not declared.</summary>
    public int? Rank => Axes?.Count;

    /// <summary>The fixed sizes, null for open ones; null when the rank is not declared.</summary>
    public IReadOnlyList<long?>? Sizes => Axes?.Select(static a => a.Size).ToArray();

    /// <summary>The shape in words, e.g. <c>(batch, 205, 4)</c>.</summary>
    public string Shape => Axes is null ? "(rank not declared)" : "(" + string.Join(", ", Axes) + ")";

    /// <summary>Name, shape and type, e.g. <c>"x" (N, 4, 600) float32</c>.</summary>
    public string Description => $"\"{Name}\" {Shape} {Type.DisplayName}";
}

/// <summary>What the last layer before an output does.</summary>
public enum OutputActivation
{
    /// <summary>None of those below.</summary>
    None,

    /// <summary>Logistic function: values in 0 to 1, each by itself.</summary>
    Sigmoid,

    /// <summary>Values in 0 to 1 that sum to one along an axis.</summary>
    Softmax,

    /// <summary>Logarithms of such values.</summary>
    LogSoftmax,

    /// <summary>Positive values, log(1 + exp).</summary>
    Softplus,
}

/// <summary>An output of a graph.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Axes">Its axes, outermost first; null when not declared.</param>
/// <param name="Activation">What its producer does, looking through nodes that only reshape, reorder or cast.</param>
/// <param name="BeforeActivation">Name of the tensor that enters the activation (the logits); null without one.</param>
public sealed record OutputFact(string Name, ElementType Type, IReadOnlyList<AxisFact>? Axes,
    OutputActivation Activation, string? BeforeActivation) : TensorFact(Name, Type, Axes);

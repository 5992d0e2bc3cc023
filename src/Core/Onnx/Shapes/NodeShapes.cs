using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Shapes;

/// <summary>A node together with what is known of its inputs.</summary>
internal readonly struct NodeShapes
{
    private readonly ShapeInference _all;

    internal NodeShapes(ShapeInference all, NodeProto node) => (_all, Node) = (all, node);

    internal NodeProto Node { get; }

    internal string Type => OperatorDomains.IsStandard(Node.Domain) ? Node.OpType : $"{Node.Domain}:{Node.OpType}";

    internal long Opset => _all.Opset;

    internal int InputCount => Node.Input.Count;

    /// <summary>Whether an optional input is left out.</summary>
    internal bool IsAbsent(int index) => index >= Node.Input.Count || Node.Input[index].Length == 0;

    internal Size[]? Input(int index) => IsAbsent(index) ? null : _all.Shape(Node.Input[index]);

    internal Size[]? Value(int index) => IsAbsent(index) ? null : _all.Value(Node.Input[index]);

    /// <summary>Constant whole numbers given as an attribute (older opsets) or as an input (newer); null when neither is known.</summary>
    internal long[]? Numbers(string attribute, int input)
    {
        if (Node.Find(attribute) is { } found) return found.HasI ? [found.I] : [.. found.Ints];
        return Value(input) is { } value && Array.TrueForAll(value, static v => v.IsConstant)
            ? Array.ConvertAll(value, static v => v.Outer)
            : null;
    }

    /// <summary>Whether such numbers are given in neither way.</summary>
    internal bool HasNone(string attribute, int input) => Node.Find(attribute) is null && IsAbsent(input);

    /// <summary>Axes given as attribute or input, counted from the start; null when not known or out of range.</summary>
    internal int[]? Axes(string attribute, int input, int rank)
    {
        if (Numbers(attribute, input) is not { } numbers) return null;
        var axes = new int[numbers.Length];
        for (int i = 0; i < axes.Length; i++)
            if (Normal(numbers[i], rank) is { } axis) axes[i] = axis;
            else return null;
        return axes;
    }

    /// <summary>One axis attribute, counted from the start; null when out of range.</summary>
    internal int? Axis(long otherwise, int rank) => Normal(Node.Int("axis", otherwise), rank);

    internal static int? Normal(long axis, int rank)
    {
        if (axis < 0 && axis >= -rank) axis += rank;
        return axis >= 0 && axis < rank ? (int)axis : null;
    }
}

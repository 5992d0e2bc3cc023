using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Shapes;

/// <summary>
/// Shapes of a graph's tensors without running it, with the batch as a symbol, and the values of
/// small whole-number tensors (shape arithmetic). Nodes are visited in order by the caller; what
/// cannot be told is not known, never wrong, and never an error.
/// </summary>
internal sealed class ShapeInference
{
    /// <summary>Longest whole-number tensor whose values are followed.</summary>
    internal const int LongestValue = 1024;

    private readonly Dictionary<string, Size[]> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Size[]> _values = new(StringComparer.Ordinal);
    private readonly bool _names;
    private long _named;

    /// <summary>Starts with the shapes and small values of stored weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="names">Whether sizes that are not known get numbers, so that equal ones are seen to be equal.</param>
    internal ShapeInference(ModelProto model, bool names = false)
    {
        _names = names;
        Opset = model.OpsetImport.FirstOrDefault(static o => OperatorDomains.IsStandard(o.Domain))?.Version ?? 0;
        foreach (TensorProto tensor in model.Graph.Initializer) SetStored(tensor.Name, tensor);
        foreach (SparseTensorProto sparse in model.Graph.SparseInitializer)
            if (sparse.Values is not null) _shapes[sparse.Values.Name] = Constants([.. sparse.Dims]);
    }

    /// <summary>Version of the standard operators.</summary>
    internal long Opset { get; }

    /// <summary>Shape of a tensor, outermost axis first; null when its rank is not known.</summary>
    internal Size[]? Shape(string tensor) => _shapes.GetValueOrDefault(tensor);

    /// <summary>Values of a small whole-number tensor in row-major order; null when not known.</summary>
    internal Size[]? Value(string tensor) => _values.GetValueOrDefault(tensor);

    internal void SetShape(string tensor, Size[] shape)
    {
        for (int i = 0; _names && i < shape.Length; i++)
            if (!shape[i].IsNamed)
            {
                // The array may be another tensor's as well.
                shape = (Size[])shape.Clone();
                for (; i < shape.Length; i++)
                    if (!shape[i].IsNamed) shape[i] = Size.Named(++_named);
            }

        _shapes[tensor] = shape;
    }

    internal void SetValue(string tensor, Size[] value)
    {
        if (value.Length <= LongestValue) _values[tensor] = value;
    }

    /// <summary>Takes a stored tensor's shape, and its values if they are few whole numbers.</summary>
    internal void SetStored(string name, TensorProto tensor)
    {
        if (tensor.Dims.Any(static d => d < 0)) return;
        _shapes[name] = Constants([.. tensor.Dims]);
        if (TensorData.TryReadIntegers(tensor, out long[] values, LongestValue)) _values[name] = Constants(values);
    }

    /// <summary>Shapes and values of a node's outputs from those of its inputs.</summary>
    internal void Infer(NodeProto node)
    {
        var view = new NodeShapes(this, node);
        Size[]?[] shapes = ShapeRules.Of(view);
        for (int i = 0; i < shapes.Length && i < node.Output.Count; i++)
            if (shapes[i] is { } shape && node.Output[i].Length > 0) SetShape(node.Output[i], shape);
        if (node.Output.Count > 0 && ShapeValues.Of(view) is { Length: <= LongestValue } value) _values[node.Output[0]] = value;
    }

    internal static Size[] Constants(ReadOnlySpan<long> values)
    {
        var sizes = new Size[values.Length];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = values[i];
        return sizes;
    }
}

using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx;

/// <summary>
/// One walk over a graph in its order: each node is first adapted to an open batch, then its output
/// shapes are inferred with the batch as a symbol.
/// </summary>
internal sealed class BatchRewriter
{
    private readonly ModelProto _proto;
    private readonly string _sequenceInput;
    private readonly HashSet<string> _names;
    private readonly List<NodeProto> _nodes = [];
    private int _fresh;

    internal BatchRewriter(ModelProto proto, string sequenceInput, long batch)
    {
        (_proto, _sequenceInput, Batch) = (proto, sequenceInput, batch);
        Shapes = new ShapeInference(proto);
        _names = proto.Graph.Node.SelectMany(static n => n.Output).Concat(proto.Graph.Initializer.Select(static t => t.Name))
            .Concat(proto.Graph.Input.Select(static i => i.Name)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The batch size the export was made with.</summary>
    internal long Batch { get; }

    internal ShapeInference Shapes { get; }

    internal List<string> Changes { get; } = [];

    internal List<string> Obstacles { get; } = [];

    internal List<string> BatchedInputs { get; } = [];

    internal void Run()
    {
        string symbol = BatchSymbol();
        OpenInputs(symbol);
        foreach (NodeProto node in _proto.Graph.Node.ToArray())
        {
            var view = new NodeShapes(Shapes, node);
            if (BatchObstacles.Find(view) is { } obstacle) Obstacles.Add($"{GraphWalk.Label(node)} {obstacle}");
            BatchFixes.Apply(this, view);
            Add(node);
        }

        _proto.Graph.Node.Clear();
        _proto.Graph.Node.AddRange(_nodes);
        // Shapes noted by the exporter hold the old batch size.
        _proto.Graph.ValueInfo.Clear();
        OpenOutputs(symbol);
    }

    /// <summary>Adds a node after those so far and infers its outputs.</summary>
    internal void Add(NodeProto node)
    {
        _nodes.Add(node);
        Shapes.Infer(node);
    }

    /// <summary>Adds a node of our own with one output; returns the output's name.</summary>
    internal string Add(string type, string[] inputs, params (string Name, long Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = Fresh(type) };
        node.Input.AddRange(inputs);
        node.Output.Add(node.Name + "_output");
        foreach ((string name, long value) in attributes) node.SetInt(name, value);
        Add(node);
        return node.Output[0];
    }

    /// <summary>Stores whole numbers as a new tensor; returns its name.</summary>
    internal string Store(params ReadOnlySpan<long> values)
    {
        TensorProto tensor = TensorData.Integers(Fresh("constant"), values);
        _proto.Graph.Initializer.Add(tensor);
        Shapes.SetStored(tensor.Name, tensor);
        return tensor.Name;
    }

    /// <summary>Stores truth values as a new tensor; returns its name.</summary>
    internal string Store(bool[] values)
    {
        var tensor = new TensorProto { Name = Fresh("mask"), DataType = (int)ElementType.Bool };
        tensor.Dims.Add(values.Length);
        tensor.RawData = Google.Protobuf.ByteString.CopyFrom([.. values.Select(static v => v ? (byte)1 : (byte)0)]);
        _proto.Graph.Initializer.Add(tensor);
        Shapes.SetStored(tensor.Name, tensor);
        return tensor.Name;
    }

    /// <summary>Stores float32 numbers as a new tensor; returns its name.</summary>
    internal string Store(float[] values)
    {
        TensorProto tensor = TensorData.Floats(Fresh("constant"), values, values.Length);
        _proto.Graph.Initializer.Add(tensor);
        Shapes.SetStored(tensor.Name, tensor);
        return tensor.Name;
    }

    /// <summary>
    /// A tensor whose given axis has the old batch size, repeated to the batch of another tensor.
    /// Of an old batch above 1 the first row is taken: the export held the same constant in each.
    /// </summary>
    internal string RepeatOverBatch(string tensor, int rank, int axis, string batched, int batchedAxis)
    {
        string row = Batch == 1 ? tensor : FirstRow(tensor, axis);
        string sizes = Add("Shape", [batched]);
        string batch = Add("Gather", [sizes, Store(batchedAxis)], ("axis", 0));
        var parts = new List<string>();
        if (axis > 0) parts.Add(Store(Ones(axis)));
        parts.Add(batch);
        if (rank - axis > 1) parts.Add(Store(Ones(rank - axis - 1)));
        return Add("Expand", [row, Add("Concat", [.. parts], ("axis", 0))]);
    }

    /// <summary>The first row of a tensor along an axis, the axis kept.</summary>
    internal string FirstRow(string tensor, int axis)
    {
        if (Shapes.Opset >= 10) return Add("Slice", [tensor, Store(0), Store(1), Store(axis)]);
        return Add("Gather", [tensor, Store(0)], ("axis", axis));
    }

    private static long[] Ones(int count)
    {
        var ones = new long[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private string Fresh(string what)
    {
        string name;
        do name = $"genoxai/batch/{what}_{_fresh++}";
        while (!_names.Add(name));
        return name;
    }

    private string BatchSymbol()
    {
        var used = _proto.Graph.Input.Concat(_proto.Graph.Output).SelectMany(v => (GraphFacts.AxesOf(v) ?? []).Select((a, i) => (a.Symbol, Axis: i)))
            .Where(static a => a.Axis > 0).Select(static a => a.Symbol).ToHashSet(StringComparer.Ordinal);
        string symbol = "batch";
        while (used.Contains(symbol)) symbol += "_rows";
        return symbol;
    }

    private void OpenInputs(string symbol)
    {
        var stored = _proto.Graph.Initializer.Select(static t => t.Name).ToHashSet(StringComparer.Ordinal);
        foreach (ValueInfoProto input in _proto.Graph.Input)
        {
            if (stored.Contains(input.Name) || GraphFacts.AxesOf(input) is not { } axes) continue;
            Size[] shape = [.. axes.Select(static a => a.Size is { } size ? (Size)size : Size.Unknown)];
            bool fixedBatch = axes.Count >= 2 && axes[0].Size == Batch, isSequence = input.Name == _sequenceInput;
            if (fixedBatch || isSequence || (axes.Count >= 2 && axes[0].Size is null))
            {
                shape[0] = Size.Batch;
                BatchedInputs.Add(input.Name);
                if (fixedBatch)
                {
                    input.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = symbol };
                    Changes.Add($"input \"{input.Name}\": first axis {Batch} became open");
                }
            }

            Shapes.SetShape(input.Name, shape);
        }
    }

    private void OpenOutputs(string symbol)
    {
        int following = 0;
        foreach (ValueInfoProto output in _proto.Graph.Output)
        {
            Size[]? shape = Shapes.Shape(output.Name);
            int axis = shape is null ? -1 : Array.FindIndex(shape, static s => s.IsBatch);
            bool known = shape is not null && Array.TrueForAll(shape, static s => s.IsKnown);
            if (axis > 0 || (axis == 0 && !shape![0].IsPureBatch))
                Obstacles.Add($"output \"{output.Name}\" of shape ({string.Join(", ", shape!)}) does not have the batch B as its first axis");
            if (axis >= 0 || !known) following++;
            if (output.Type?.TensorType is not { } type) continue;
            Declare(type, shape, symbol);
        }

        if (following == 0) Obstacles.Add("no output follows the batch");
    }

    private void Declare(TypeProto.Types.Tensor type, Size[]? shape, string symbol)
    {
        if (shape is null || type.Shape?.Dim.Count == shape.Length)
        {
            // Keep what the exporter declared, but for the first axis.
            if (type.Shape is { Dim.Count: > 0 } declared && (shape is null || !shape[0].IsConstant))
                if (declared.Dim[0].HasDimValue && declared.Dim[0].DimValue == Batch)
                    declared.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = symbol };
            return;
        }

        type.Shape = new TensorShapeProto();
        foreach (Size size in shape)
            type.Shape.Dim.Add(size.IsConstant ? new TensorShapeProto.Types.Dimension { DimValue = size.Outer }
                : size.IsPureBatch ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension());
    }
}

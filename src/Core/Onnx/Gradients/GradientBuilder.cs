using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Onnx.Shapes;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>Appends nodes to a graph of opset 21, following their shapes; what is constant ONNX Runtime folds when it loads the graph.</summary>
internal sealed class GradientBuilder
{
    private readonly GradientBuilder _root;
    private readonly GraphProto _graph;
    private readonly HashSet<string> _names;
    private readonly Dictionary<string, string> _stored = new(StringComparer.Ordinal);
    private int _fresh;

    internal GradientBuilder(ModelProto proto, ShapeInference shapes)
    {
        (_root, _graph, Shapes) = (this, proto.Graph, shapes);
        _names = proto.Graph.Node.SelectMany(static n => n.Output.Append(n.Name)).Concat(proto.Graph.Initializer.Select(static t => t.Name))
            .Concat(proto.Graph.Input.Select(static i => i.Name)).ToHashSet(StringComparer.Ordinal);
    }

    private GradientBuilder(GradientBuilder outer, GraphProto body) =>
        (_root, _graph, Shapes, _names) = (outer._root, body, outer.Shapes, outer._names);

    internal ShapeInference Shapes { get; }

    /// <summary>The forward node whose gradient is being made: new nodes carry its name.</summary>
    internal string Origin { get; set; } = "";

    /// <summary>Results of Relu whose gradients are 0 already where the Relu is.</summary>
    internal HashSet<string> Masked { get; } = new(StringComparer.Ordinal);

    /// <summary>Gradients whose last places along the last axis are zeros: the same without them, and how many there are.</summary>
    internal Dictionary<string, (string Front, long Zeros)> Tails { get; } = new(StringComparer.Ordinal);

    /// <summary>A builder of the body of a Scan; names are unique over both, constants are stored outside.</summary>
    internal GradientBuilder Inside(GraphProto body) => new(this, body);

    /// <summary>Adds a node with one output; returns the output's name. An attribute is a long, a long[], a float or a text.</summary>
    internal string Node(string type, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = Fresh(type) };
        node.Input.AddRange(inputs);
        node.Output.Add(node.Name + "_out");
        foreach ((string name, object value) in attributes) node.Attribute.Add(Attribute(name, value));
        _graph.Node.Add(node);
        Shapes.Infer(node);
        return node.Output[0];
    }

    /// <summary>Adds a node that was made elsewhere.</summary>
    internal void Append(NodeProto node) => _graph.Node.Add(node);

    /// <summary>Splits along an axis; returns the parts' names.</summary>
    internal string[] Split(string tensor, string sizes, long axis, int parts)
    {
        var node = new NodeProto { OpType = "Split", Name = Fresh("Split") };
        node.Input.AddRange([tensor, sizes]);
        for (int i = 0; i < parts; i++) node.Output.Add($"{node.Name}_out{i}");
        node.SetInt("axis", axis);
        _graph.Node.Add(node);
        Shapes.Infer(node);
        return [.. node.Output];
    }

    internal string Fresh(string stem)
    {
        string name, origin = _root.Origin.Length == 0 ? "" : _root.Origin + "/";
        do name = $"grad/{origin}{stem}_{_root._fresh++}";
        while (!_names.Add(name));
        return name;
    }

    /// <summary>A stored vector of whole numbers; equal ones are stored once.</summary>
    internal string Ints(params long[] values) => Stored("i" + string.Join(',', values), name => TensorData.Integers(name, values));

    /// <summary>A stored whole number without axes.</summary>
    internal string Int(long value) => Stored("s" + value, name => TensorData.Integers(name, [value], scalar: true));

    /// <summary>A stored float32 number without axes.</summary>
    internal string Scalar(double value) => Stored("f" + ((float)value).ToString("R", System.Globalization.CultureInfo.InvariantCulture), name => TensorData.Floats(name, [(float)value]));

    internal string Floats(float[] values, params long[] shape) =>
        Stored($"t{string.Join(',', shape)}:{string.Join(',', values)}", name => TensorData.Floats(name, values, shape));

    internal string Add(string a, string b) => Node("Add", [a, b]);

    internal string Sub(string a, string b) => Node("Sub", [a, b]);

    internal string Mul(string a, string b) => Node("Mul", [a, b]);

    internal string Div(string a, string b) => Node("Div", [a, b]);

    internal string Scale(string a, double by) => by == 1 ? a : Mul(a, Scalar(by));

    internal string Shape(string tensor) => Node("Shape", [tensor]);

    /// <summary>Sizes of the axes from <paramref name="start"/> to before <paramref name="end"/>, a vector.</summary>
    internal string Sizes(string tensor, long start, long end) => Node("Shape", [tensor], ("start", start), ("end", end));

    internal string Reshape(string tensor, string shape) => Node("Reshape", [tensor, shape]);

    internal string ReshapeLike(string tensor, string like) => Same(tensor, like) ? tensor : Reshape(tensor, Shape(like));

    internal string Zeros(string shape) => Filled(shape, 0);

    internal string Filled(string shape, float value)
    {
        var node = new NodeProto { OpType = "ConstantOfShape", Name = Fresh("ConstantOfShape") };
        node.Input.Add(shape);
        node.Output.Add(node.Name + "_out");
        node.Attribute.Add(new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = TensorData.Floats("", [value], 1) });
        _graph.Node.Add(node);
        Shapes.Infer(node);
        return node.Output[0];
    }

    /// <summary>The numbers of a stored float tensor; null for one that a run computes.</summary>
    internal float[]? ConstantFloats(string tensor)
    {
        TensorProto? stored = _root._graph.Initializer.FirstOrDefault(t => t.Name == tensor)
            ?? _root._graph.Node.FirstOrDefault(n => n.OpType == "Constant" && n.Output[0] == tensor)?.Tensor("value");
        return stored is not null && TensorData.TryReadFloats(stored, out double[] values) ? [.. values.Select(static v => (float)v)] : null;
    }

    /// <summary>Sums over axes.</summary>
    internal string Sum(string tensor, bool keep, params long[] axes) => Node("ReduceSum", [tensor, Ints(axes)], ("keepdims", keep ? 1L : 0L));

    internal string Mean(string tensor, params long[] axes) => Node("ReduceMean", [tensor, Ints(axes)], ("keepdims", 1L));

    internal string Transpose(string tensor, long[] order) =>
        order.Select(static (axis, i) => axis == i).All(static same => same) ? tensor : Node("Transpose", [tensor], ("perm", order));

    internal string Where(string condition, string then, string otherwise) => Node("Where", [condition, then, otherwise]);

    /// <summary>Tells the numbers of axes that shape inference could not; asked once, when one is needed.</summary>
    internal Func<IReadOnlyDictionary<string, int>>? Ranks { get; set; }

    /// <summary>Rank of a tensor, which must be known.</summary>
    internal int Rank(string tensor, NodeProto asker) => FindRank(tensor)
        ?? throw new GradientRefusal($"{GraphWalk.Label(asker)}: its gradient needs the number of axes of \"{tensor}\", which the graph does not tell");

    /// <summary>Rank of a tensor, by a run where the graph does not tell it; null when neither does.</summary>
    internal int? FindRank(string tensor)
    {
        if (Shapes.Shape(tensor) is null && _root.Ranks is { } ranks)
        {
            _root.Ranks = null;
            foreach ((string name, int rank) in ranks())
                if (Shapes.Shape(name) is null) Shapes.SetShape(name, new Size[rank]);
        }

        return Shapes.Shape(tensor)?.Length;
    }

    /// <summary>
    /// Sums a gradient over the axes along which an operand was broadcast. Where the sizes are not
    /// known before a run, they are compared in the graph.
    /// </summary>
    internal string SumTo(string gradient, string operand)
    {
        if (Same(gradient, operand)) return gradient;
        Size[]? from = Shapes.Shape(gradient), to = Shapes.Shape(operand);
        if (from is not null && to is not null && from.Length >= to.Length)
        {
            int more = from.Length - to.Length;
            long[] axes = [.. Enumerable.Range(0, from.Length).Where(i => i < more || (to[i - more].Is(1) && !from[i].Is(1))).Select(static i => (long)i)];
            bool sure = Enumerable.Range(0, to.Length).All(i => to[i].Is(1) || (to[i].IsNamed && to[i] == from[i + more]));
            if (sure) return Reshape(axes.Length == 0 ? gradient : Sum(gradient, true, axes), Shape(operand));
        }

        string full = Shape(gradient), own = Shape(operand);
        string missing = Node("Sub", [Node("Size", [full]), Node("Size", [own])]);
        string ones = Node("Expand", [Ints(1), Reshape(missing, Ints(1))]);
        string differ = Node("Not", [Node("Equal", [full, Node("Concat", [ones, own], ("axis", 0L))])]);
        string over = Reshape(Node("NonZero", [differ]), Ints(-1));
        return Reshape(Node("ReduceSum", [gradient, over], ("keepdims", 1L), ("noop_with_empty_axes", 1L)), own);
    }

    /// <summary>
    /// The vector-Jacobian product of taking items along an axis: adds slices of a gradient to zeros
    /// at given places, several at one place summed.
    /// </summary>
    /// <param name="gradient">Shape (…, count, …).</param>
    /// <param name="places">Whole numbers, (count), not negative.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="size">A vector of one: the axis's size in the result.</param>
    /// <param name="rank">Number of axes.</param>
    internal string ScatterAxis(string gradient, string places, int axis, string size, int rank)
    {
        long[] order = [axis, .. Enumerable.Range(0, rank).Where(i => i != axis).Select(static i => (long)i)];
        string front = Transpose(gradient, order);
        string shape = rank == 1 ? size : Node("Concat", [size, Sizes(front, 1, rank)], ("axis", 0L));
        string sum = Node("ScatterND", [Zeros(shape), Reshape(places, Ints(-1, 1)), front], ("reduction", "add"));
        return Transpose(sum, Inverse(order));
    }

    internal static long[] Inverse(long[] order)
    {
        var inverse = new long[order.Length];
        for (int i = 0; i < order.Length; i++) inverse[order[i]] = i;
        return inverse;
    }

    private bool Same(string a, string b) =>
        Shapes.Shape(a) is { } x && Shapes.Shape(b) is { } y && x.AsSpan().SequenceEqual(y) && Array.TrueForAll(x, static s => s.IsNamed);

    private string Stored(string key, Func<string, TensorProto> make)
    {
        if (_root._stored.TryGetValue(key, out string? name)) return name;
        TensorProto tensor = make(Fresh("constant"));
        _root._graph.Initializer.Add(tensor);
        Shapes.SetStored(tensor.Name, tensor);
        return _root._stored[key] = tensor.Name;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long number:
                (attribute.I, attribute.Type) = (number, AttributeProto.Types.AttributeType.Int);
                break;
            case long[] numbers:
                attribute.Ints.AddRange(numbers);
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            case float number:
                (attribute.F, attribute.Type) = (number, AttributeProto.Types.AttributeType.Float);
                break;
            default:
                (attribute.S, attribute.Type) = (Google.Protobuf.ByteString.CopyFromUtf8((string)value), AttributeProto.Types.AttributeType.String);
                break;
        }

        return attribute;
    }
}

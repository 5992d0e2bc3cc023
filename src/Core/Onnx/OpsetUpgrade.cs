using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Onnx;

/// <summary>
/// Rewrites a graph of opset 9 to 20 to opset 21, one rule for each operator whose form changed:
/// attributes become inputs (Slice, Clip, Pad, Squeeze, Unsqueeze, Reduce*, Split), Softmax before 13
/// works on a matrix, Upsample becomes Resize, GroupNormalization scales channels.
/// </summary>
internal sealed class OpsetUpgrade
{
    internal const long Opset = 21;

    /// <summary>Later opsets stay as they are: they changed no operator that gradients are made of.</summary>
    private const long Newest = 23;

    private readonly GraphProto _graph;
    private readonly long _from;
    private readonly List<NodeProto> _nodes = [];
    private int _fresh;

    private OpsetUpgrade(GraphProto graph, long from) => (_graph, _from) = (graph, from);

    internal static void Apply(ModelProto proto, string name)
    {
        OperatorSetIdProto standard = proto.OpsetImport.First(static o => OperatorDomains.IsStandard(o.Domain));
        if (standard.Version is < 9 or > Newest)
            throw new InputException($"{name}: opset {standard.Version}; gradients need opset 9 to {Newest}. Export the model again, or use ISM (genoxai ism), which takes any.", "no-gradient");
        new OpsetUpgrade(proto.Graph, standard.Version).Run();
        standard.Version = Math.Max(standard.Version, Opset);
        proto.IrVersion = Math.Max(proto.IrVersion, 10);
    }

    private void Run()
    {
        foreach (NodeProto node in _graph.Node)
        {
            if (OperatorDomains.IsStandard(node.Domain)) Upgrade(node);
            _nodes.Add(node);
        }

        _graph.Node.Clear();
        _graph.Node.AddRange(_nodes);
    }

    private void Upgrade(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Slice" when _from < 10:
                ToInput(node, "starts", 1);
                ToInput(node, "ends", 2);
                if (node.Find("axes") is not null) ToInput(node, "axes", 3);
                break;
            case "Clip" when _from < 11:
                ToScalar(node, "min", 1);
                ToScalar(node, "max", 2);
                break;
            case "Pad" when _from < 11:
                ToInput(node, "pads", 1);
                ToScalar(node, "value", 2);
                break;
            case "Squeeze" or "Unsqueeze" or "ReduceSum" when _from < 13:
                ToInput(node, "axes", 1);
                break;
            case "Split":
                if (_from < 13) ToInput(node, "split", 1);
                if (_from < 18 && node.Input.Count < 2) node.SetInt("num_outputs", node.Output.Count);
                break;
            case "Softmax" or "LogSoftmax" when _from < 13 && node.Int("axis", 1) != -1:
                Matrix(node);
                break;
            case "Dropout" when _from < 12:
                // Before training was an input, a model for prediction never dropped anything.
                node.Remove("ratio");
                break;
            case "Scatter":
                node.OpType = "ScatterElements";
                break;
            case "TopK" when _from < 10:
                node.SetInts("k", node.Int("k", 1));
                ToInput(node, "k", 1);
                break;
            case "GroupNormalization" when _from < Opset:
                node.Input[1] = PerChannel(node, node.Input[1]);
                node.Input[2] = PerChannel(node, node.Input[2]);
                break;
            case "BatchNormalization" when _from < 14:
                node.Remove("spatial");
                while (node.Output.Count > 1) node.Output.RemoveAt(node.Output.Count - 1);
                break;
            case "Upsample":
                node.OpType = "Resize";
                OldResize(node);
                break;
            case "Resize" when _from < 11:
                OldResize(node);
                break;
            default:
                if (node.OpType.StartsWith("Reduce", StringComparison.Ordinal) && _from < 18 && node.Find("axes") is not null) ToInput(node, "axes", 1);
                break;
        }
    }

    /// <summary>Before opset 21 a group normalization had one scale and one bias for each group.</summary>
    private string PerChannel(NodeProto node, string perGroup)
    {
        long groups = node.Int("num_groups", 1);
        string channels = Add("Shape", [node.Input[0]], ("start", 1), ("end", 2));
        string each = Add("Div", [channels, Stored("groups", groups)]);
        string column = Add("Unsqueeze", [perGroup, Stored("axis", 1)]);
        string repeated = Add("Expand", [column, Add("Concat", [Stored("groups", groups), each], ("axis", 0))]);
        return Add("Reshape", [repeated, Stored("all", -1)]);
    }

    private string Stored(string stem, long value)
    {
        string name = Name(stem);
        _graph.Initializer.Add(TensorData.Integers(name, [value]));
        return name;
    }

    private string Add(string type, string[] inputs, params (string Name, long Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = Name(type) };
        node.Input.AddRange(inputs);
        node.Output.Add(node.Name);
        foreach ((string name, long value) in attributes) node.SetInt(name, value);
        _nodes.Add(node);
        return node.Name;
    }

    /// <summary>Before opset 13 the axes from "axis" on were one: Flatten, the operator, and the old shape again.</summary>
    private void Matrix(NodeProto node)
    {
        string x = node.Input[0], y = node.Output[0], shape = Name("shape"), flat = Name("flat"), result = Name("result");
        _nodes.Add(new NodeProto { OpType = "Shape", Name = shape, Input = { x }, Output = { shape } });
        var flatten = new NodeProto { OpType = "Flatten", Name = flat, Input = { x }, Output = { flat } };
        flatten.SetInt("axis", node.Int("axis", 1));
        _nodes.Add(flatten);
        var inner = new NodeProto { OpType = node.OpType, Name = result, Input = { flat }, Output = { result } };
        inner.SetInt("axis", -1);
        _nodes.Add(inner);
        node.OpType = "Reshape";
        node.Attribute.Clear();
        node.Input.Clear();
        node.Input.AddRange([result, shape]);
        node.Output[0] = y;
    }

    private void OldResize(NodeProto node)
    {
        string scales = node.Input.Count > 1 ? node.Input[1] : Name("scales");
        if (node.Find("scales") is { } attribute)
        {
            _graph.Initializer.Add(TensorData.Floats(scales, [.. attribute.Floats], attribute.Floats.Count));
            node.Remove("scales");
        }

        string x = node.Input[0];
        node.Input.Clear();
        node.Input.AddRange([x, "", scales]);
        Text(node, "coordinate_transformation_mode", "asymmetric");
        // It took the place below when it enlarged, and the one above when it shrank.
        bool shrinks = _graph.Initializer.FirstOrDefault(t => t.Name == scales) is { } stored
            && TensorData.TryReadFloats(stored, out double[] factors) && Array.TrueForAll(factors, static f => f <= 1) && Array.Exists(factors, static f => f < 1);
        Text(node, "nearest_mode", shrinks ? "ceil" : "floor");
    }

    private void ToInput(NodeProto node, string attribute, int input)
    {
        if (node.Ints(attribute) is not { } values) return;
        string name = Name(attribute);
        _graph.Initializer.Add(TensorData.Integers(name, values));
        node.Remove(attribute);
        Set(node, input, name);
    }

    private void ToScalar(NodeProto node, string attribute, int input)
    {
        if (node.Find(attribute) is not { } found) return;
        string name = Name(attribute);
        _graph.Initializer.Add(TensorData.Floats(name, [found.F]));
        node.Remove(attribute);
        Set(node, input, name);
    }

    private static void Set(NodeProto node, int input, string name)
    {
        while (node.Input.Count <= input) node.Input.Add("");
        node.Input[input] = name;
    }

    private static void Text(NodeProto node, string name, string value) => node.Attribute.Add(new AttributeProto
    {
        Name = name,
        Type = AttributeProto.Types.AttributeType.String,
        S = Google.Protobuf.ByteString.CopyFromUtf8(value),
    });

    private string Name(string stem) => $"opset21/{stem}_{_fresh++}";
}

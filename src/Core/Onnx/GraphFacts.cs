using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx;

/// <summary>What a model file says about itself, without running it.</summary>
public sealed class GraphFacts
{
    private GraphFacts()
    {
    }

    /// <summary>Inputs that a caller must give, in order; stored weights are not among them.</summary>
    public required IReadOnlyList<TensorFact> Inputs { get; init; }

    /// <summary>Outputs in order.</summary>
    public required IReadOnlyList<OutputFact> Outputs { get; init; }

    /// <summary>Version of the file format.</summary>
    public required long IrVersion { get; init; }

    /// <summary>Version of the standard operators.</summary>
    public required long Opset { get; init; }

    /// <summary>Name and version of the program that wrote the file; empty when not said.</summary>
    public required string Producer { get; init; }

    /// <summary>How many nodes of each type there are, by name; other domains as <c>domain:Type</c>; bodies of loops and functions included.</summary>
    public required IReadOnlyDictionary<string, int> Operators { get; init; }

    /// <summary>Number of stored floating point numbers (weights, running means and constants alike).</summary>
    public required long Parameters { get; init; }

    internal static GraphFacts Of(ModelProto model)
    {
        GraphProto graph = model.Graph;
        var stored = graph.Initializer.Select(static t => t.Name)
            .Concat(graph.SparseInitializer.Select(static s => s.Values?.Name ?? "")).ToHashSet(StringComparer.Ordinal);
        var producers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
            foreach (string output in node.Output)
                producers.TryAdd(output, node);

        var operators = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach ((NodeProto node, _) in GraphWalk.Nodes(model))
        {
            string type = OperatorDomains.IsStandard(node.Domain) ? node.OpType : $"{node.Domain}:{node.OpType}";
            operators[type] = operators.GetValueOrDefault(type) + 1;
        }

        return new GraphFacts
        {
            Inputs = [.. graph.Input.Where(i => !stored.Contains(i.Name)).Select(static i => new TensorFact(i.Name, TypeOf(i), AxesOf(i)))],
            Outputs = [.. graph.Output.Select(o => OutputOf(o, producers))],
            IrVersion = model.IrVersion,
            Opset = model.OpsetImport.FirstOrDefault(static o => OperatorDomains.IsStandard(o.Domain))?.Version ?? 0,
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            Operators = operators,
            Parameters = GraphWalk.Tensors(model).Where(static t => ((ElementType)t.DataType).IsFloat)
                .Aggregate(0L, static (sum, t) => (long)UInt128.Min(long.MaxValue, (UInt128)sum + (UInt128)(TensorData.Elements(t) ?? 0))),
        };
    }

    internal static ElementType TypeOf(ValueInfoProto value) => (ElementType)(value.Type?.TensorType?.ElemType ?? 0);

    internal static IReadOnlyList<AxisFact>? AxesOf(ValueInfoProto value) =>
        value.Type?.TensorType?.Shape is not { } shape ? null : [.. shape.Dim.Select(AxisOf)];

    private static AxisFact AxisOf(TensorShapeProto.Types.Dimension dimension) =>
        // Some exporters write an open size as 0 or −1.
        dimension.HasDimValue && dimension.DimValue > 0 ? new AxisFact(dimension.DimValue, null)
        : dimension.HasDimParam && dimension.DimParam.Length > 0 ? new AxisFact(null, dimension.DimParam)
        : new AxisFact(null, null);

    private static OutputFact OutputOf(ValueInfoProto output, Dictionary<string, NodeProto> producers)
    {
        string name = output.Name;
        OutputActivation activation = OutputActivation.None;
        // A graph may be damaged and run in a circle: no more steps than nodes.
        for (int steps = 0; steps <= producers.Count && producers.TryGetValue(name, out NodeProto? node) && node.Input.Count > 0; steps++)
        {
            name = node.Input[0];
            activation = node.OpType switch
            {
                "Sigmoid" => OutputActivation.Sigmoid,
                "Softmax" => OutputActivation.Softmax,
                "LogSoftmax" => OutputActivation.LogSoftmax,
                "Softplus" => OutputActivation.Softplus,
                _ => OutputActivation.None,
            };
            if (activation != OutputActivation.None) break;
            if (node.OpType is not ("Identity" or "Cast" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose" or "Dropout")) break;
        }

        return new OutputFact(output.Name, TypeOf(output), AxesOf(output), activation,
            activation == OutputActivation.None ? null : name);
    }
}

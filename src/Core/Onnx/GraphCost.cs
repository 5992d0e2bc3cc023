using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx;

/// <summary>
/// What one row costs, from the graph and the shapes one run had: never from a timing, so that a
/// plan made from it is the same on every machine.
/// </summary>
/// <param name="MultiplyAddsPerRow">Multiply-adds (for other operators: elements made) per row, rounded up.</param>
/// <param name="PeakTensorBytesPerRow">Bytes of the largest single tensor per row, rounded up.</param>
/// <param name="TotalTensorBytesPerRow">Bytes of all tensors per row, rounded up.</param>
/// <param name="MultiplyAddsByOperator">Multiply-adds per row by operator type, costliest first.</param>
public sealed record GraphCost(long MultiplyAddsPerRow, long PeakTensorBytesPerRow, long TotalTensorBytesPerRow,
    IReadOnlyList<KeyValuePair<string, long>> MultiplyAddsByOperator)
{
    /// <summary>Computes the cost.</summary>
    /// <param name="model">The model that was run (or the one that was probed for it).</param>
    /// <param name="shapes">Shapes by tensor name: graph inputs and every inner tensor, as a run of <see cref="ProbeGraph.OfAll"/> gave them. Nodes whose shapes are not known cost nothing.</param>
    /// <param name="rows">Rows that run had.</param>
    /// <remarks>
    /// Only nodes that depend on an input of the graph count: the runtime computes the others once.
    /// Elements are taken for four bytes unless the graph declares their type.
    /// </remarks>
    public static GraphCost FromShapes(OnnxModel model, IReadOnlyDictionary<string, long[]> shapes, int rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(shapes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        GraphProto graph = model.Proto.Graph;
        var known = new Dictionary<string, long[]>(shapes, StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer) known.TryAdd(tensor.Name, [.. tensor.Dims]);
        var types = new Dictionary<string, ElementType>(StringComparer.Ordinal);
        foreach (ValueInfoProto value in graph.ValueInfo.Concat(graph.Output)) types[value.Name] = GraphFacts.TypeOf(value);

        UInt128 multiplyAdds = 0, total = 0, peak = 0;
        var byOperator = new Dictionary<string, UInt128>(StringComparer.Ordinal);
        var varying = model.Facts.Inputs.Select(static i => i.Name).ToHashSet(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
        {
            if (!node.Input.Any(varying.Contains) && !GraphWalk.Subgraphs(node).Any()) continue;
            UInt128 cost = UInt128.Min(OperatorCost.Of(node, known), long.MaxValue);
            multiplyAdds += cost;
            byOperator[node.OpType] = byOperator.GetValueOrDefault(node.OpType) + cost;
            foreach (string output in node.Output)
            {
                varying.Add(output);
                if (!known.TryGetValue(output, out long[]? shape)) continue;
                int size = types.TryGetValue(output, out ElementType type) && type.Bytes > 0 ? type.Bytes : 4;
                UInt128 bytes = OperatorCost.Elements(shape) * (UInt128)size;
                total += bytes;
                peak = UInt128.Max(peak, bytes);
            }
        }

        return new GraphCost(PerRow(multiplyAdds, rows), PerRow(peak, rows), PerRow(total, rows),
            [.. byOperator.Where(static c => c.Value > 0).OrderByDescending(static c => c.Value).ThenBy(static c => c.Key, StringComparer.Ordinal)
                .Select(c => KeyValuePair.Create(c.Key, PerRow(c.Value, rows)))]);
    }

    private static long PerRow(UInt128 sum, int rows) => (long)UInt128.Min((sum + (UInt128)(rows - 1)) / (UInt128)rows, long.MaxValue);
}

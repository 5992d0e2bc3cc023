using System.Runtime.InteropServices;
using GenoXai.Core.Onnx.Proto;
using Google.Protobuf;

namespace GenoXai.Core.Onnx;

/// <summary>
/// Makes a graph of half or double precision compute in float32, its inputs and outputs included:
/// gradients of half precision would vanish below 6e-8, and ONNX Runtime lacks most of its operators
/// for double precision on the CPU.
/// </summary>
internal static class Float32Graph
{
    /// <summary>Rewrites a graph in place; float64 only where the sequence or what is made of it has that type.</summary>
    internal static void Apply(ModelProto proto, string input)
    {
        bool doubles = UsesDoubles(proto.Graph, input);
        bool IsOther(int type) => (ElementType)type is ElementType.Float16 || (doubles && (ElementType)type is ElementType.Float64);
        Convert(proto.Graph, IsOther);
    }

    private static bool UsesDoubles(GraphProto graph, string input)
    {
        if (GraphFacts.TypeOf(graph.Input.First(i => i.Name == input)) == ElementType.Float64) return true;
        var reached = new HashSet<string>(StringComparer.Ordinal) { input };
        foreach (NodeProto node in graph.Node)
        {
            if (node.OpType is "Shape" or "Size" || !node.Input.Any(reached.Contains)) continue;
            if (node.OpType == "Cast" && (ElementType)node.Int("to", 0) == ElementType.Float64) return true;
            reached.UnionWith(node.Output);
        }

        return false;
    }

    private static void Convert(GraphProto graph, Func<int, bool> isOther)
    {
        for (int i = 0; i < graph.Initializer.Count; i++)
            if (isOther(graph.Initializer[i].DataType)) graph.Initializer[i] = Float32(graph.Initializer[i]);
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output))
            if (value.Type?.TensorType is { } type && isOther(type.ElemType)) type.ElemType = (int)ElementType.Float32;
        graph.ValueInfo.Clear();
        foreach (NodeProto node in graph.Node)
            foreach (AttributeProto attribute in node.Attribute)
            {
                if (attribute.T is { } tensor && isOther(tensor.DataType)) attribute.T = Float32(tensor);
                if (attribute.Name is "to" or "dtype" && isOther(checked((int)attribute.I))) attribute.I = (long)ElementType.Float32;
                if (attribute.G is { } body) Convert(body, isOther);
            }
    }

    private static TensorProto Float32(TensorProto tensor)
    {
        if (!TensorData.TryReadFloats(tensor, out double[] values)) return tensor;
        var copy = new TensorProto { Name = tensor.Name, DataType = (int)ElementType.Float32 };
        copy.Dims.AddRange(tensor.Dims);
        float[] narrow = Array.ConvertAll(values, static v => (float)v);
        copy.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(narrow));
        return copy;
    }
}

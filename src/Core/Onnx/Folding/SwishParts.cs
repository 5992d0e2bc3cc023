using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Folding;

/// <summary>Takes fused Swish nodes apart: opset 21 has none.</summary>
internal static class SwishParts
{
    internal static void Apply(GraphProto graph)
    {
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (NodeProto node in nodes)
        {
            if (node.OpType != "Swish" || !OperatorDomains.IsStandard(node.Domain))
            {
                graph.Node.Add(node);
                continue;
            }

            string x = node.Input[0], argument = x, s = node.Output[1];
            if (node.Float("alpha", 1) is var alpha && alpha != 1)
            {
                argument = $"{s}/argument";
                string factor = $"{s}/alpha";
                graph.Initializer.Add(TensorData.Floats(factor, [alpha]));
                graph.Node.Add(new NodeProto { OpType = "Mul", Name = argument, Input = { x, factor }, Output = { argument } });
            }

            graph.Node.Add(new NodeProto { OpType = "Sigmoid", Name = $"{s}/sigmoid", Input = { argument }, Output = { s } });
            graph.Node.Add(new NodeProto { OpType = "Mul", Name = node.Name, Input = { x, s }, Output = { node.Output[0] } });
        }
    }
}

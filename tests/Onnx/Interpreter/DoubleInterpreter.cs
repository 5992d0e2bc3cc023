using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>Runs a graph of opset 21 in double precision, one obvious loop per operator.</summary>
internal sealed class DoubleInterpreter
{
    private readonly ModelProto _proto;
    private readonly Dictionary<string, DoubleTensor> _stored = [];
    private Dictionary<string, DoubleTensor> _values = [];

    internal DoubleInterpreter(OnnxModel model)
    {
        _proto = model.Rewrite("opset 21", proto => OpsetUpgrade.Apply(proto, "test")).Proto;
        foreach (TensorProto tensor in _proto.Graph.Initializer) _stored[tensor.Name] = Read(tensor);
    }

    internal DoubleTensor Run(string input, DoubleTensor x, string output)
    {
        _values = new(_stored) { [input] = x };
        foreach (NodeProto node in _proto.Graph.Node)
        {
            DoubleTensor[] results = node.OpType switch
            {
                "Split" => Split(node),
                "LayerNormalization" => DoubleNormalization.Layer(node, In(node, 0), In(node, 1), Has(node, 2) ? In(node, 2) : null),
                "TopK" => DoubleIndexing.TopK(node, In(node, 0), (int)In(node, 1).Values[0]),
                "LSTM" or "GRU" or "RNN" => DoubleRecurrent.Run(node, i => Has(node, i) ? In(node, i) : null),
                _ => [Evaluate(node)],
            };
            for (int i = 0; i < node.Output.Count; i++) _values[node.Output[i]] = results[i];
        }

        return _values[output];
    }

    private static DoubleTensor Read(TensorProto tensor)
    {
        int[] shape = [.. tensor.Dims.Select(static d => (int)d)];
        return TensorData.TryReadFloats(tensor, out double[] floats) ? new DoubleTensor(floats, shape)
            : TensorData.TryReadIntegers(tensor, out long[] whole) ? new DoubleTensor([.. whole.Select(static v => (double)v)], shape, true)
            : throw new InvalidOperationException(tensor.Name);
    }

    private DoubleTensor In(NodeProto node, int i) => _values[node.Input[i]];

    private bool Has(NodeProto node, int i) => i < node.Input.Count && node.Input[i].Length > 0;

    private DoubleTensor Evaluate(NodeProto node)
    {
        if (DoubleElementwise.Find(node) is { } unary) return In(node, 0).Map(unary);
        if (DoubleElementwise.FindBinary(node.OpType) is { } binary)
            return node.Input.Select(i => _values[i]).Aggregate((a, b) => DoubleTensor.Make(DoubleTensor.BroadcastShape(a, b),
                at => a.IsWhole && node.OpType == "Div" ? Math.Truncate(a.Broadcast(at) / b.Broadcast(at)) : binary(a.Broadcast(at), b.Broadcast(at)), a.IsWhole));
        switch (node.OpType)
        {
            case "Constant":
                return Read(node.Tensor("value")!);
            case "Identity" or "Dropout":
                return In(node, 0);
            case "Cast":
                return In(node, 0) with { IsWhole = !((ElementType)node.Int("to", 0)).IsFloat };
            case "Where":
                DoubleTensor c = In(node, 0), a = In(node, 1), b = In(node, 2);
                return DoubleTensor.Make(DoubleTensor.BroadcastShape(c, a, b), at => c.Broadcast(at) != 0 ? a.Broadcast(at) : b.Broadcast(at));
            case "Clip":
                return In(node, 0).Map(v => Math.Min(Math.Max(v, Has(node, 1) ? In(node, 1).Values[0] : double.MinValue), Has(node, 2) ? In(node, 2).Values[0] : double.MaxValue));
            case "Mean":
                return DoubleTensor.Make(DoubleTensor.BroadcastShape([.. node.Input.Select(i => _values[i])]), at => node.Input.Average(i => _values[i].Broadcast(at)));
            case "GroupNormalization":
                return DoubleNormalization.Group(node, In(node, 0), In(node, 1).Values, In(node, 2).Values);
            case "LpNormalization":
                return DoubleNormalization.Lp(node, In(node, 0));
            case "Einsum":
                return DoubleEinsum.Run(node.Text("equation", ""), [.. node.Input.Select(i => _values[i])]);
            case "Resize":
                return DoubleResize.Run(node, In(node, 0), Has(node, 2) ? In(node, 2).Values : null, Has(node, 3) ? In(node, 3).Values : null);
            case "ConvTranspose":
                return DoubleLayers.ConvTranspose(node, In(node, 0), In(node, 1), Has(node, 2) ? In(node, 2).Values : null);
            case "GatherElements":
                return DoubleIndexing.GatherElements(node, In(node, 0), In(node, 1));
            case "GatherND":
                return DoubleIndexing.GatherND(In(node, 0), In(node, 1));
            case "ScatterElements":
                return DoubleIndexing.ScatterElements(node, In(node, 0), In(node, 1), In(node, 2));
            case "ScatterND":
                return DoubleIndexing.ScatterND(node, In(node, 0), In(node, 1), In(node, 2));
            case "DepthToSpace" or "SpaceToDepth":
                return DoubleIndexing.Depth(node, In(node, 0));
            case "ReverseSequence":
                return DoubleIndexing.Reverse(node, In(node, 0), In(node, 1).Whole);
            case "Trilu":
                return DoubleIndexing.Trilu(node, In(node, 0), Has(node, 1) ? (int)In(node, 1).Values[0] : 0);
            case "ConstantOfShape":
                return DoubleTensor.Make([.. In(node, 0).Values.Select(static n => (int)n)], _ => node.Tensor("value") is { } t ? Read(t).Values[0] : 0);
            case "CastLike":
                return In(node, 0);
            case "InstanceNormalization":
                return DoubleNormalization.Instance(node, In(node, 0), In(node, 1).Values, In(node, 2).Values);
            case "CumSum":
                return DoubleNormalization.CumSum(node, In(node, 0), (int)In(node, 1).Values[0]);
            case "Conv":
                return DoubleLayers.Conv(node, In(node, 0), In(node, 1), Has(node, 2) ? In(node, 2).Values : null);
            case "MaxPool" or "AveragePool":
                return DoubleLayers.Pool(node, In(node, 0));
            case "MatMul":
                return DoubleLayers.MatMul(In(node, 0), In(node, 1));
            case "Gemm":
                return DoubleLayers.Gemm(node, In(node, 0), In(node, 1), Has(node, 2) ? In(node, 2) : null);
            case "BatchNormalization":
                double[] s = In(node, 1).Values, o = In(node, 2).Values, m = In(node, 3).Values, v = In(node, 4).Values;
                float e = node.Float("epsilon", 1e-5f);
                DoubleTensor x = In(node, 0);
                return DoubleTensor.Make(x.Shape, at => (x.At(at) - m[at[1]]) / Math.Sqrt(v[at[1]] + e) * s[at[1]] + o[at[1]]);
            case "Softmax" or "LogSoftmax":
                return DoubleLayers.Softmax(node, In(node, 0));
            case "Gather":
                return DoubleLayout.Gather(In(node, 0), In(node, 1), (int)node.Int("axis", 0));
            case "Concat":
                return DoubleLayout.Concat([.. node.Input.Select(i => _values[i])], (int)node.Int("axis", 0));
            case "Slice":
                return DoubleLayout.Slice(In(node, 0), In(node, 1).Whole, In(node, 2).Whole, Has(node, 3) ? In(node, 3).Whole : null, Has(node, 4) ? In(node, 4).Whole : null);
            case "Pad":
                return DoubleLayout.Pad(node.Text("mode", "constant"), In(node, 0), In(node, 1).Whole, Has(node, 3) ? In(node, 3).Whole : null);
            default:
                return node.OpType.StartsWith("Reduce", StringComparison.Ordinal) || node.OpType.StartsWith("Global", StringComparison.Ordinal)
                    ? DoubleLayers.Reduce(node, In(node, 0), Has(node, 1) ? In(node, 1).Whole : null)
                    : DoubleLayout.Reshaped(node, In(node, 0), Has(node, 1) ? In(node, 1).Whole : null);
        }
    }

    private DoubleTensor[] Split(NodeProto node)
    {
        DoubleTensor x = In(node, 0);
        int axis = (int)node.Int("axis", 0), at = 0;
        long[] sizes = Has(node, 1) ? In(node, 1).Whole : [.. Enumerable.Repeat((long)x.Shape[axis] / node.Output.Count, node.Output.Count)];
        return [.. sizes.Select(size => DoubleLayout.Slice(x, [at], [at += (int)size], [axis], null))];
    }
}

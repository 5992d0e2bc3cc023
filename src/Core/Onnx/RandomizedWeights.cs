using System.Runtime.InteropServices;
using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;
using Google.Protobuf;

namespace GenoXai.Core.Onnx;

/// <summary>How random weights are drawn.</summary>
public enum WeightDraw
{
    /// <summary>Normal numbers with the tensor's own mean and standard deviation; what must stay positive is permuted.</summary>
    Gaussian,

    /// <summary>The tensor's own numbers in another order.</summary>
    Permutation,
}

/// <summary>A layer whose weights can be made random.</summary>
/// <param name="Name">Name of its first tensor.</param>
/// <param name="Operator">The operator that uses it.</param>
public sealed record WeightLayer(string Name, string Operator)
{
    /// <summary>Numbers of all its tensors.</summary>
    public long Weights { get; internal set; }

    internal List<(string Tensor, bool KeepsSign)> Tensors { get; } = [];
}

/// <summary>
/// A model with the weights of some layers drawn anew: an explanation that stays the same shows the sequence or the
/// architecture, not what the model learned.
/// </summary>
/// <remarks>
/// Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim, Sanity Checks for Saliency Maps, NeurIPS 2018. Departs: they draw
/// from the initialiser that the model was trained from, which a model file does not tell; here mean and deviation of
/// each trained tensor are kept, so that activations keep their scale.
/// </remarks>
public static class RandomizedWeights
{
    private static readonly HashSet<string> LayerOperators = new(StringComparer.Ordinal) { "Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum", "LSTM", "GRU", "RNN", "Gather" };
    private static readonly HashSet<string> Attached = new(StringComparer.Ordinal)
    {
        "Add", "Sub", "Mul", "Div", "BatchNormalization", "LayerNormalization", "InstanceNormalization", "GroupNormalization", "PRelu",
    };

    private static readonly HashSet<string> Layout = new(StringComparer.Ordinal) { "Identity", "Transpose", "Reshape", "Unsqueeze", "Squeeze", "Cast", "Flatten" };

    /// <summary>The layers, from the input to the output: convolutions, dense and recurrent layers and embeddings, each with the biases, scales and normalisations behind it.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">It has none.</exception>
    public static IReadOnlyList<WeightLayer> Layers(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelProto inside = model.Rewrite("weights inside", static _ => { }).Proto;
        List<WeightLayer> layers = Find(inside, Stored(inside));
        return layers.Count > 0 ? layers : throw new InputException($"{model.Name}: has no convolution, dense or recurrent layer with stored weights that could be made random.", "bad-model");
    }

    /// <summary>The model with random weights in some layers.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="layers">Numbers of the layers, as in <see cref="Layers"/>.</param>
    /// <param name="draw">How weights are drawn.</param>
    /// <param name="seed">Seed; each tensor has a stream of its own, so that it is the same in whatever set of layers.</param>
    public static OnnxModel Of(OnnxModel model, IReadOnlyCollection<int> layers, WeightDraw draw, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layers);
        return model.Rewrite("random weights", proto =>
        {
            Dictionary<string, TensorProto> stored = Stored(proto);
            List<WeightLayer> all = Find(proto, stored);
            foreach (int layer in layers)
                foreach ((string tensor, bool keepsSign) in all[layer].Tensors)
                    Redraw(stored[tensor], keepsSign ? WeightDraw.Permutation : draw, SeededRandom.Stream(seed, "random-weights " + tensor));
        });
    }

    private static List<WeightLayer> Find(ModelProto proto, Dictionary<string, TensorProto> stored)
    {
        var origin = stored.Keys.ToDictionary(static name => name, static name => name, StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var layers = new List<WeightLayer>();
        foreach (NodeProto node in proto.Graph.Node)
        {
            if (Layout.Contains(node.OpType) && node.Input.Count > 0 && origin.TryGetValue(node.Input[0], out string? from)) origin[node.Output[0]] = from;
            string[] own = [.. node.Input.Where(origin.ContainsKey).Select(i => origin[i]).Where(t => !taken.Contains(t) && IsWeight(stored[t])).Distinct()];
            bool begins = LayerOperators.Contains(node.OpType) && own.Any(t => stored[t].Dims.Count >= 2);
            if (own.Length == 0 || !(begins || (layers.Count > 0 && (LayerOperators.Contains(node.OpType) || Attached.Contains(node.OpType))))) continue;
            if (begins) layers.Add(new WeightLayer(own.First(t => stored[t].Dims.Count >= 2), node.OpType));
            foreach (string tensor in own)
            {
                // A variance or a divisor of the other sign would make no model at all.
                bool keepsSign = node.OpType == "Div" || (node.OpType == "BatchNormalization" && node.Input.Count > 4 && origin.GetValueOrDefault(node.Input[4]) == tensor);
                layers[^1].Tensors.Add((tensor, keepsSign));
                layers[^1].Weights += TensorData.Elements(stored[tensor]) ?? 0;
                taken.Add(tensor);
            }
        }

        return layers;
    }

    private static Dictionary<string, TensorProto> Stored(ModelProto proto)
    {
        var stored = new Dictionary<string, TensorProto>(StringComparer.Ordinal);
        foreach (TensorProto tensor in proto.Graph.Initializer) stored[tensor.Name] = tensor;
        foreach (NodeProto node in proto.Graph.Node)
            if (node.OpType == "Constant" && node.Attribute.FirstOrDefault(static a => a.Name == "value")?.T is { } tensor) stored[node.Output[0]] = tensor;
        return stored;
    }

    /// <summary>Several finite floats: a mask of minus infinity and a single number are no weights.</summary>
    private static bool IsWeight(TensorProto tensor) =>
        (ElementType)tensor.DataType is ElementType.Float32 or ElementType.Float64 or ElementType.Float16
        && TensorData.Elements(tensor) > 1 && TensorData.TryReadFloats(tensor, out double[] values) && Array.TrueForAll(values, double.IsFinite);

    private static void Redraw(TensorProto tensor, WeightDraw draw, SeededRandom random)
    {
        if (!TensorData.TryReadFloats(tensor, out double[] values)) return;
        if (draw == WeightDraw.Permutation) random.Shuffle(values.AsSpan());
        else
        {
            double mean = 0, squares = 0;
            foreach (double value in values) mean += value / values.Length;
            foreach (double value in values) squares += (value - mean) * (value - mean) / values.Length;
            double deviation = Math.Sqrt(squares);
            for (int i = 0; i < values.Length; i++) values[i] = mean + deviation * random.NextGaussian();
        }

        tensor.FloatData.Clear();
        tensor.DoubleData.Clear();
        tensor.Int32Data.Clear();
        tensor.RawData = (ElementType)tensor.DataType switch
        {
            ElementType.Float64 => ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
            ElementType.Float16 => ByteString.CopyFrom(MemoryMarshal.AsBytes(Array.ConvertAll(values, static v => (Half)v).AsSpan())),
            _ => ByteString.CopyFrom(MemoryMarshal.AsBytes(Array.ConvertAll(values, static v => (float)v).AsSpan())),
        };
    }
}

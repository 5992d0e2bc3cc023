using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>One of the functions a recurrent layer names in its attribute <c>activations</c>.</summary>
internal sealed class RecurrentActivation
{
    private static readonly Dictionary<string, (string Type, float[] Defaults)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Sigmoid"] = ("Sigmoid", []),
        ["Tanh"] = ("Tanh", []),
        ["Relu"] = ("Relu", []),
        ["Softsign"] = ("Softsign", []),
        ["Softplus"] = ("Softplus", []),
        ["HardSigmoid"] = ("HardSigmoid", [0.2f, 0.5f]),
        ["LeakyRelu"] = ("LeakyRelu", [0.01f]),
        ["Elu"] = ("Elu", [1f]),
        ["ThresholdedRelu"] = ("ThresholdedRelu", [1f]),
    };

    private readonly GradientBuilder _builder;
    private readonly string _type;
    private readonly (string Name, object Value)[] _attributes;

    private RecurrentActivation(GradientBuilder builder, string type, float[] numbers)
    {
        (_builder, _type) = (builder, type);
        _attributes = [.. numbers.Select(static (v, i) => (i == 0 ? "alpha" : "beta", (object)v))];
    }

    internal string Of(string x) => _builder.Node(_type, [x], _attributes);

    /// <summary>g · f′(x), where f(x) = y.</summary>
    internal string Slope(string x, string y, string g)
    {
        var node = new NodeProto { OpType = _type };
        foreach ((string name, object value) in _attributes)
            node.Attribute.Add(new AttributeProto { Name = name, F = (float)value, Type = AttributeProto.Types.AttributeType.Float });
        return UnaryGradients.Apply(_builder, node, x, y, g);
    }

    /// <summary>A layer's functions, those of the second direction after those of the first.</summary>
    internal static RecurrentActivation[] Of(BackwardNode n, int directions, params string[] defaults)
    {
        string[] names = n.Node.Texts("activations");
        if (names.Length == 0) names = [.. Enumerable.Repeat(defaults, directions).SelectMany(static d => d)];
        if (names.Length != directions * defaults.Length) throw n.Refuse($"it names {names.Length} activations");
        // Factors are taken in order by the functions that have any.
        Queue<float> alpha = new(n.Node.Floats("activation_alpha")), beta = new(n.Node.Floats("activation_beta"));
        return [.. names.Select(name =>
        {
            if (!Known.TryGetValue(name, out var known)) throw n.Refuse($"its activation {name} has no rule");
            float[] numbers = [.. known.Defaults.Select((value, i) => (i == 0 ? alpha : beta).TryDequeue(out float given) ? given : value)];
            return new RecurrentActivation(n.Builder, known.Type, numbers);
        })];
    }
}

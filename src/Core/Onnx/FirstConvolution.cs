using GenoXai.Core.Onnx.Gradients;
using GenoXai.Core.Onnx.Proto;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Onnx;

/// <summary>A convolution that reads a model's sequence itself, and where its activations are.</summary>
internal sealed record FirstConvolution
{
    private static readonly string[] Moves =
        ["Transpose", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Pad", "Slice", "Concat", "Expand", "Split"];

    // One number in, one number out, wherever it lies; the second group only shifts, scales or renames.
    private static readonly string[] Bends =
    [
        "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Gelu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Exp", "Log", "Softplus", "Softsign",
        "Mish", "Swish", "QuickGelu", "FastGelu", "BiasGelu", "Erf", "Abs", "Sqrt", "Pow", "Clip", "ThresholdedRelu", "Min", "Max", "Sin", "Cos", "Reciprocal",
    ];

    private static readonly string[] Scales = ["Add", "Sub", "Mul", "Div", "Neg", "BatchNormalization", "Cast", "Identity", "Dropout"];

    /// <summary>The node, as messages name it.</summary>
    public required string Label { get; init; }

    /// <summary>What the convolution reads.</summary>
    public required string Input { get; init; }

    /// <summary>What it makes, shape (rows, filters, …).</summary>
    public required string Output { get; init; }

    /// <summary>The tensor behind its first non-linearity, of the same shape; where none stands directly behind it, the convolution's output, shifted and scaled as by a batch normalization.</summary>
    public required string Activation { get; init; }

    /// <summary>Whether <see cref="Activation"/> is behind a non-linearity.</summary>
    public required bool IsActivated { get; init; }

    /// <summary>Size of the kernel along each axis behind the channels; empty when the file does not tell.</summary>
    public required long[] Kernel { get; init; }

    public required long[] Dilations { get; init; }

    public required long[] Strides { get; init; }

    /// <summary>Padding before, then behind, each axis; empty when <see cref="AutoPad"/> says it.</summary>
    public required long[] Pads { get; init; }

    public required string AutoPad { get; init; }

    /// <summary>Whether an operator takes each number of a tensor for itself.</summary>
    public static bool IsNumberByNumber(string type) => Bends.AsSpan().Contains(type) || Scales.AsSpan().Contains(type);

    /// <summary>Finds the first convolution of the sequence; of several the first whose kernel spans more than one position.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">Its sequence input.</param>
    /// <param name="layer">The convolution's node, its output or its activation; the first one when null.</param>
    /// <exception cref="InputException">There is none; the message says what reads the sequence instead.</exception>
    public static FirstConvolution Find(OnnxModel model, string input, string? layer = null)
    {
        GraphProto graph = model.Proto.Graph;
        HashSet<string> reached = [input], letters = [input];
        var found = new List<FirstConvolution>();
        NodeProto? first = null, behind = null;
        foreach (NodeProto node in graph.Node)
        {
            if (GradientRules.EndsPath(node.OpType) || !GraphWalk.Inputs(node).Any(reached.Contains)) continue;
            bool isConvolution = node.OpType is "Conv" or "FusedConv";
            if (isConvolution && letters.Contains(node.Input[0])) found.Add(Of(graph, node, reached));
            else if (isConvolution) behind ??= node;
            bool moves = (Moves.AsSpan().Contains(node.OpType) || Bends.AsSpan().Contains(node.OpType) || Scales.AsSpan().Contains(node.OpType))
                && node.Input.Where(reached.Contains).All(letters.Contains);
            if (!moves && !isConvolution) first ??= node;
            reached.UnionWith(node.Output.Where(static o => o.Length > 0));
            if (moves) letters.UnionWith(node.Output.Where(static o => o.Length > 0));
        }

        if (found.Count == 0) throw None(model.Name, input, first, behind);
        if (layer is null) return found.FirstOrDefault(static c => c.Kernel.Any(static k => k > 1)) ?? found[0];
        return found.FirstOrDefault(c => c.Output == layer || c.Activation == layer || c.Label.StartsWith($"node \"{layer}\"", StringComparison.Ordinal))
            ?? throw new InputException($"--layer \"{layer}\": is no convolution that reads the sequence of {model.Name}. There are {string.Join(", ", found.Select(static c => $"\"{c.Output}\""))}.", "bad-option");
    }

    private static InputException None(string name, string input, NodeProto? first, NodeProto? behind)
    {
        string reads = first is null ? "" : $" {char.ToUpperInvariant(GraphWalk.Label(first)[0])}{GraphWalk.Label(first)[1..]} reads it first.";
        string what = behind is null ? "there is no convolution in its graph" : $"its first convolution, {GraphWalk.Label(behind)}, does not read the sequence itself";
        return new InputException($"{name}: {what}, so there are no filters over the letters of \"{input}\".{reads} For such models use attribute, ism or attention.", "no-convolution");
    }

    private static FirstConvolution Of(GraphProto graph, NodeProto node, HashSet<string> reached)
    {
        long[] kernel = node.Ints("kernel_shape") ?? KernelOf(graph, node.Input[1]);
        (string activation, bool isActivated) = ActivationOf(graph, node, [.. reached]);
        return new FirstConvolution
        {
            Label = GraphWalk.Label(node),
            Input = node.Input[0],
            Output = node.Output[0],
            Activation = activation,
            IsActivated = isActivated,
            Kernel = kernel,
            Dilations = node.Ints("dilations") ?? [.. kernel.Select(static _ => 1L)],
            Strides = node.Ints("strides") ?? [.. kernel.Select(static _ => 1L)],
            Pads = node.Ints("pads") ?? [],
            AutoPad = node.Text("auto_pad", "NOTSET"),
        };
    }

    private static long[] KernelOf(GraphProto graph, string weights)
    {
        for (int steps = 0; steps < graph.Node.Count && graph.Node.FirstOrDefault(n => n.Output.Contains(weights)) is { } made; steps++)
        {
            if (made.OpType == "Constant") return made.Tensor("value") is { } value ? [.. value.Dims.Skip(2)] : [];
            if (made.OpType is not ("Identity" or "Cast")) return [];
            weights = made.Input[0];
        }

        return graph.Initializer.FirstOrDefault(t => t.Name == weights) is { } stored ? [.. stored.Dims.Skip(2)] : [];
    }

    /// <summary>
    /// Follows what is computed from the convolution number by number. Where everything behind depends on a single tensor
    /// and something on the way was not linear, that tensor is the activation, however many nodes it is written in.
    /// </summary>
    private static (string Tensor, bool IsActivated) ActivationOf(GraphProto graph, NodeProto convolution, HashSet<string> sequence)
    {
        string linear = convolution.Output[0];
        if (convolution.OpType == "FusedConv" && convolution.Text("activation", "").Length > 0) return (linear, true);
        var uses = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string used in graph.Node.SelectMany(static n => n.Input)) uses[used] = uses.GetValueOrDefault(used) + 1;
        HashSet<string> derived = [linear], live = [linear];
        bool bent = false;
        foreach (NodeProto node in graph.Node.SkipWhile(n => n != convolution).Skip(1))
        {
            string[] own = [.. node.Input.Where(derived.Contains)];
            if (own.Length == 0)
            {
                if (!GradientRules.EndsPath(node.OpType) && node.Input.Any(sequence.Contains)) sequence.UnionWith(node.Output);
                continue;
            }

            bool bends = Bends.AsSpan().Contains(node.OpType);
            if (!(bends || Scales.AsSpan().Contains(node.OpType)) || node.Input.Any(i => !derived.Contains(i) && sequence.Contains(i))) return (linear, false);
            bent |= bends || own.Length > 1;
            foreach (string used in own)
                if (--uses[used] == 0) live.Remove(used);
            string made = node.Output[0];
            derived.Add(made);
            live.Add(made);
            if (live.Count > 1) continue;
            if (bent) return (made, true);
            linear = made;
        }

        return (linear, false);
    }
}

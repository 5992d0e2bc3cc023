namespace GenoXai.Core.Onnx.Gradients;

/// <summary>
/// One direction of a recurrent layer: X (steps, rows, inputs), weights W (gates·hidden, inputs) and
/// R (gates·hidden, hidden), and what the forward pass made of them.
/// </summary>
internal sealed class RecurrentLayer
{
    private readonly BackwardNode _node;
    private readonly GradientBuilder _builder;
    private readonly int _direction, _gates;

    private RecurrentLayer(BackwardNode node, int direction, int gates, long hidden, bool reverse, RecurrentActivation[] activations)
    {
        (_node, _builder, _direction, _gates, Hidden, IsReverse, Activations) = (node, node.Builder, direction, gates, hidden, reverse, activations);
        Inputs = One(1);
        Recurrence = One(2);
        States = _builder.Node("Gather", [node.Y, _builder.Int(direction)], ("axis", 1L));
    }

    internal long Hidden { get; }

    /// <summary>Whether it runs from the last step to the first.</summary>
    internal bool IsReverse { get; }

    internal RecurrentActivation[] Activations { get; }

    internal string Inputs { get; }

    internal string Recurrence { get; }

    /// <summary>The hidden state after each step, (steps, rows, hidden).</summary>
    internal string States { get; }

    /// <summary>Passes the gradient through every direction of a layer.</summary>
    /// <param name="n">The layer's node.</param>
    /// <param name="gates">Blocks of rows in its weights.</param>
    /// <param name="defaults">Activations where the node names none.</param>
    /// <param name="rule">From a direction the gradients of its gates' sums (steps, rows, gates·hidden) and of its first states (rows, hidden), in the order of the inputs from initial_h on.</param>
    /// <param name="reference">The layer's copy for a reference, where DeepLIFT's multipliers pass; the rule then gets its directions too.</param>
    internal static void Backward(BackwardNode n, int gates, string[] defaults, Func<RecurrentLayer, RecurrentLayer?, (string Sums, string[] Initial)> rule, BackwardNode? reference = null)
    {
        GradientBuilder b = n.Builder;
        if (n.Wants(1) || n.Wants(2) || n.Wants(3)) throw n.Refuse("its weights depend on the sequence");
        if (n.Has(4) && !AreWhole(n)) throw n.Refuse("rows of different lengths (sequence_lens) have no rule");
        if (n.Has(7)) throw n.Refuse("peepholes (input P) have no rule");
        if (n.Node.Find("clip") is not null) throw n.Refuse("clip has no rule");
        if (n.Node.Int("layout", 0) != 0) throw n.Refuse("layout 1 has no rule");
        if (n.Known.Input(2) is not [_, _, { IsConstant: true } hidden]) throw n.Refuse("the shape of its weights is not constant");
        foreach (BackwardNode layer in reference is null ? [n] : new[] { n, reference })
            if (layer.Y.Length == 0) layer.Node.Output[0] = b.Fresh("states");
        string direction = n.Node.Text("direction", "forward");
        int directions = direction == "bidirectional" ? 2 : 1;
        RecurrentActivation[] activations = RecurrentActivation.Of(n, directions, defaults);
        string? input = null;
        var initial = new List<string[]>();
        for (int d = 0; d < directions; d++)
        {
            RecurrentLayer Of(BackwardNode node) => new(node, d, gates, hidden.Outer, direction == "reverse" || d == 1, activations[(d * defaults.Length)..((d + 1) * defaults.Length)]);
            RecurrentLayer layer = Of(n);
            (string sums, string[] first) = rule(layer, reference is null ? null : Of(reference));
            initial.Add(first);
            string part = b.Node("MatMul", [sums, layer.Inputs]);
            input = input is null ? part : b.Add(input, part);
        }

        if (n.Wants(0)) n.Give(0, input!);
        for (int i = 0; i < initial[0].Length; i++)
            if (n.Wants(5 + i)) n.Give(5 + i, b.Node("Concat", [.. initial.Select(s => b.Node("Unsqueeze", [s[i], b.Ints(0)]))], ("axis", 0L)));
    }

    /// <summary>Whether the given lengths of all rows are that of the input.</summary>
    private static bool AreWhole(BackwardNode n) =>
        n.Known.Value(4) is { } lengths && n.Known.Input(0) is [{ IsConstant: true } steps, ..] && Array.TrueForAll(lengths, l => l == steps);

    /// <summary>A sequence as it was one step before, with the first state in front.</summary>
    internal string Previous(string sequence, string first)
    {
        string item = _builder.Node("Unsqueeze", [first, _builder.Ints(0)]);
        return IsReverse
            ? _builder.Node("Concat", [_builder.Node("Slice", [sequence, _builder.Ints(1), _builder.Ints(long.MaxValue), _builder.Ints(0)]), item], ("axis", 0L))
            : _builder.Node("Concat", [item, _builder.Node("Slice", [sequence, _builder.Ints(0), _builder.Ints(-1), _builder.Ints(0)])], ("axis", 0L));
    }

    /// <summary>A first state, (rows, hidden); zeros where it is not given.</summary>
    internal string Initial(int input) => _node.Has(input) ? One(input) : Zero();

    /// <summary>The gradient of output 0 (steps, rows, hidden), or of a last state (rows, hidden).</summary>
    internal string Seed(int output)
    {
        if (output < _node.Node.Output.Count && _node.GradientOf(output) is { } gradient)
            return _builder.Node("Gather", [gradient, _builder.Int(_direction)], ("axis", output == 0 ? 1L : 0L));
        return output == 0 ? _builder.Zeros(_builder.Shape(States)) : Zero();
    }

    /// <summary>X·Wᵀ with the bias of the inputs, (steps, rows, gates·hidden), and with that of the states too unless it is wanted by itself.</summary>
    internal string InputSums(bool withRecurrentBias = true)
    {
        string sums = Product(_node.X, Inputs);
        if (!_node.Has(3)) return sums;
        string[] bias = Biases();
        return _builder.Add(sums, withRecurrentBias ? _builder.Add(bias[0], bias[1]) : bias[0]);
    }

    /// <summary>Sequence · weightsᵀ.</summary>
    internal string Product(string sequence, string weights) => _builder.Node("MatMul", [sequence, _builder.Transpose(weights, [1, 0])]);

    /// <summary>H₋₁·Rᵀ with the bias of the states.</summary>
    internal string RecurrentSums(string previous) =>
        _node.Has(3) ? _builder.Add(Product(previous, Recurrence), Biases()[1]) : Product(previous, Recurrence);

    /// <summary>The gates' parts of a tensor whose last axis is axis 2, or of weights, whose axis is 0.</summary>
    internal string[] Parts(string tensor, long axis = 2) =>
        _builder.Split(tensor, _builder.Ints([.. Enumerable.Repeat(Hidden, _gates)]), axis, _gates);

    private string[] Biases() => _builder.Split(One(3), _builder.Ints(_gates * Hidden, _gates * Hidden), 0, 2);

    private string One(int input) => _builder.Node("Gather", [_node.Node.Input[input], _builder.Int(_direction)], ("axis", 0L));

    private string Zero() => _builder.Zeros(_builder.Node("Concat", [_builder.Sizes(_node.X, 1, 2), _builder.Ints(Hidden)], ("axis", 0L)));
}

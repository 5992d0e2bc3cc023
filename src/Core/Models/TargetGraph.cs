using System.Globalization;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Gradients;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>Appends a target expression to a graph as nodes, so that it is computed, and differentiated, with the rest.</summary>
internal sealed class TargetGraph(GradientBuilder builder, IReadOnlyList<string> outputs, IReadOnlyList<ElementType> types, bool hasBatchAxis)
{
    /// <summary>Appends a bound expression; returns the name of a tensor of shape (rows, 1), float32.</summary>
    internal string Append(TargetNode node) => Values(node);

    /// <summary>The numbers of a part, shape (rows, count), or a scalar constant.</summary>
    private string Values(TargetNode node) => node switch
    {
        NumberNode number => builder.Scalar(number.Number),
        BoundOutputNode output => Output(output),
        ReductionNode reduction => reduction.Inner.Count == 1 ? Values(reduction.Inner)
            : reduction.Name == "mean" ? builder.Mean(Values(reduction.Inner), 1) : builder.Sum(Values(reduction.Inner), true, 1),
        FunctionNode function => Function(function.Name, Values(function.Inner)),
        BinaryNode binary => builder.Node(
            binary.Operator switch { '+' => "Add", '-' => "Sub", '*' => "Mul", _ => "Div" }, [Values(binary.Left), Values(binary.Right)]),
        _ => throw new InputException(string.Create(CultureInfo.InvariantCulture, $"target part {node.GetType().Name} has no gradient."), "no-gradient"),
    };

    private string Output(BoundOutputNode output)
    {
        string tensor = outputs[output.Output];
        if (types[output.Output] != ElementType.Float32) tensor = builder.Node("Cast", [tensor], ("to", (long)ElementType.Float32));
        string rows = builder.Reshape(tensor, hasBatchAxis ? builder.Node("Concat", [builder.Sizes(tensor, 0, 1), builder.Ints(-1)], ("axis", 0L)) : builder.Ints(1, -1));
        long first = output.Offsets[0], count = output.Offsets.Length;
        // Neighbours, such as a whole profile, are a slice, whose gradient is cheaper than that of single places.
        if (output.Offsets.Select((o, i) => o == first + i).All(static next => next))
            return builder.Node("Slice", [rows, builder.Ints(first), builder.Ints(first + count), builder.Ints(1)]);
        return builder.Node("Gather", [rows, builder.Ints([.. output.Offsets.Select(static o => (long)o)])], ("axis", 1L));
    }

    private string Function(string name, string x) => name switch
    {
        "log" => builder.Node("Log", [x]),
        "log2" => builder.Scale(builder.Node("Log", [x]), 1 / Math.Log(2)),
        "log10" => builder.Scale(builder.Node("Log", [x]), 1 / Math.Log(10)),
        "logit" => builder.Node("Log", [builder.Div(x, builder.Sub(builder.Scalar(1), x))]),
        "exp" => builder.Node("Exp", [x]),
        "sigmoid" => builder.Node("Sigmoid", [x]),
        "abs" => builder.Node("Abs", [x]),
        _ => builder.Node("Sqrt", [x]),
    };
}

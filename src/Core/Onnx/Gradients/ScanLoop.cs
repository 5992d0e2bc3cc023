using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Core.Onnx.Gradients;

/// <summary>A Scan node: a body that runs for each step of axis 0, carrying states along.</summary>
internal static class ScanLoop
{
    /// <summary>What the body of a loop gives for one step.</summary>
    internal readonly record struct Step(string[] States, string[] Results);

    /// <summary>Adds the loop; returns the last states and then the results, stacked along axis 0.</summary>
    /// <param name="b">The builder of the graph around it.</param>
    /// <param name="states">First states, float32.</param>
    /// <param name="sequences">Tensors whose axis 0 is stepped through, float32.</param>
    /// <param name="reverse">Whether the last step comes first; results keep the order of the sequences.</param>
    /// <param name="body">Builds one step from the names of its states and items.</param>
    internal static string[] Add(GradientBuilder b, string[] states, string[] sequences, bool reverse, Func<GradientBuilder, string[], string[], Step> body)
    {
        var graph = new GraphProto { Name = b.Fresh("step") };
        GradientBuilder inside = b.Inside(graph);
        string[] carried = Declare(b, graph, states, "state"), items = Declare(b, graph, sequences, "item");
        for (int i = 0; i < sequences.Length; i++)
            if (b.Shapes.Shape(sequences[i]) is { Length: > 0 } shape) b.Shapes.SetShape(items[i], shape[1..]);
        for (int i = 0; i < states.Length; i++)
            if (b.Shapes.Shape(states[i]) is { } shape) b.Shapes.SetShape(carried[i], shape);

        Step step = body(inside, carried, items);
        var node = new NodeProto { OpType = "Scan", Name = b.Fresh("Scan") };
        node.Input.AddRange([.. states, .. sequences]);
        foreach (string made in (string[])[.. step.States, .. step.Results])
        {
            // Each output needs a name of its own, also where a state is handed on as it came.
            string output = inside.Node("Identity", [made]);
            graph.Output.Add(Float(output));
            node.Output.Add($"{node.Name}_out{node.Output.Count}");
        }

        node.SetInt("num_scan_inputs", sequences.Length);
        if (reverse)
        {
            node.SetInts("scan_input_directions", [.. Enumerable.Repeat(1L, sequences.Length)]);
            node.SetInts("scan_output_directions", [.. Enumerable.Repeat(1L, step.Results.Length)]);
        }

        node.Attribute.Add(new AttributeProto { Name = "body", Type = AttributeProto.Types.AttributeType.Graph, G = graph });
        b.Append(node);
        for (int i = 0; i < states.Length; i++)
            if (b.Shapes.Shape(states[i]) is { } shape) b.Shapes.SetShape(node.Output[i], shape);
        if (b.Shapes.Shape(sequences[0]) is { Length: > 0 } first)
            for (int i = 0; i < step.Results.Length; i++)
                if (b.Shapes.Shape(step.Results[i]) is { } shape) b.Shapes.SetShape(node.Output[states.Length + i], [first[0], .. shape]);
        return [.. node.Output];
    }

    private static string[] Declare(GradientBuilder b, GraphProto graph, string[] outer, string stem)
    {
        var names = new string[outer.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = b.Fresh(stem);
            graph.Input.Add(Float(names[i]));
        }

        return names;
    }

    private static ValueInfoProto Float(string name) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Float32 } } };
}

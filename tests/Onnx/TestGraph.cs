using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;
using Google.Protobuf;

namespace GenoXai.Tests.Onnx;

/// <summary>Builds small ONNX models in memory; a size is a number, or a name for an open one, or "?" for an unnamed one.</summary>
internal sealed class TestGraph
{
    internal ModelProto Proto { get; } = new()
    {
        IrVersion = 8,
        ProducerName = "tests",
        Graph = new GraphProto { Name = "g" },
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 13 } },
    };

    internal TestGraph Opset(long version)
    {
        Proto.OpsetImport[0].Version = version;
        return this;
    }

    internal TestGraph Input(string name, params object[] sizes) => Input(name, ElementType.Float32, sizes);

    internal TestGraph Input(string name, ElementType type, params object[] sizes)
    {
        Proto.Graph.Input.Add(Value(name, type, sizes));
        return this;
    }

    internal TestGraph Output(string name, params object[] sizes)
    {
        Proto.Graph.Output.Add(Value(name, ElementType.Float32, sizes));
        return this;
    }

    internal TestGraph Weights(string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        var random = SeededRandom.Stream(0, name);
        for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextGaussian() * 0.5f;
        Proto.Graph.Initializer.Add(TensorData.Floats(name, values, shape));
        return this;
    }

    /// <summary>A tensor that holds the same in every row of its axis 0 or 1: an initial state, a token.</summary>
    internal TestGraph State(string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = 0.25f + 0.5f * (i % (int)shape[^1]);
        Proto.Graph.Initializer.Add(TensorData.Floats(name, values, shape));
        return this;
    }

    /// <summary>A stored vector of 32-bit whole numbers.</summary>
    internal TestGraph Lengths(string name, int[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Int32, Dims = { values.Length } };
        tensor.Int32Data.AddRange(values);
        Proto.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Ends the graph with a dense layer from (batch, width) to the output y (batch, 2).</summary>
    internal TestGraph Dense(string from, long width)
    {
        object batch = GraphFacts.AxesOf(Proto.Graph.Input[0])![0] is { Size: { } size } ? size : "N";
        return Weights("dense", width, 2).Node("MatMul", $"{from},dense", "y").Output("y", batch, 2L);
    }

    internal TestGraph Constant(string name, params long[] values)
    {
        Proto.Graph.Initializer.Add(TensorData.Integers(name, values));
        return this;
    }

    /// <summary>A stored tensor of whole numbers.</summary>
    internal TestGraph Tensor(string name, long[] shape, long[] values)
    {
        TensorProto tensor = TensorData.Integers(name, values, scalar: true);
        tensor.Dims.AddRange(shape);
        Proto.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A stored tensor of fractions.</summary>
    internal TestGraph Tensor(string name, long[] shape, float[] values)
    {
        Proto.Graph.Initializer.Add(TensorData.Floats(name, values, shape));
        return this;
    }

    /// <summary>Adds a node; attributes are (name, value) with numbers, texts, arrays of them, tensors or graphs.</summary>
    internal TestGraph Node(string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = $"{type}_{Proto.Graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        foreach ((string name, object value) in attributes) node.Attribute.Add(Attribute(name, value));
        Proto.Graph.Node.Add(node);
        return this;
    }

    internal TestGraph Node(string type, string input, string output, params (string Name, object Value)[] attributes) =>
        Node(type, input.Split(','), output.Split(','), attributes);

    internal OnnxModel Build() => OnnxModel.Parse(Proto.ToByteArray(), "test model");

    /// <summary>Convolution over (N, 4, 6), ReLU, flatten, dense, sigmoid.</summary>
    internal static TestGraph Small(object batch)
    {
        return new TestGraph().Input("x", batch, 4L, 6L).Weights("w", 3, 4, 5).Weights("d", 6, 2)
            .Node("Conv", "x,w", "c", ("kernel_shape", new long[] { 5 }))
            .Node("Relu", "c", "r")
            .Node("Flatten", "r", "f", ("axis", 1L))
            .Node("MatMul", "f,d", "logit")
            .Node("Sigmoid", "logit", "p")
            .Node("Identity", "p", "y")
            .Output("y", batch, 2L);
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long i:
                (attribute.I, attribute.Type) = (i, AttributeProto.Types.AttributeType.Int);
                break;
            case float f:
                (attribute.F, attribute.Type) = (f, AttributeProto.Types.AttributeType.Float);
                break;
            case string s:
                (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(s), AttributeProto.Types.AttributeType.String);
                break;
            case float[] floats:
                attribute.Floats.AddRange(floats);
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                break;
            case string[] texts:
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                break;
            case long[] ints:
                attribute.Ints.AddRange(ints);
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            case TensorProto tensor:
                (attribute.T, attribute.Type) = (tensor, AttributeProto.Types.AttributeType.Tensor);
                break;
            default:
                (attribute.G, attribute.Type) = ((GraphProto)value, AttributeProto.Types.AttributeType.Graph);
                break;
        }

        return attribute;
    }

    private static ValueInfoProto Value(string name, ElementType type, object[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (object size in sizes)
            shape.Dim.Add(size switch
            {
                long number => new TensorShapeProto.Types.Dimension { DimValue = number },
                int number => new TensorShapeProto.Types.Dimension { DimValue = number },
                "?" => new TensorShapeProto.Types.Dimension(),
                _ => new TensorShapeProto.Types.Dimension { DimParam = (string)size },
            });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }
}

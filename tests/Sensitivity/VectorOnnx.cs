using System.Runtime.InteropServices;
using GenoXai.Core.Onnx;
using GenoXai.Core.Results;
using GenoXai.Tests.Onnx;

namespace GenoXai.Tests.Sensitivity;

/// <summary>ONNX models of vectors whose answers are known by hand, and arrays as files.</summary>
internal static class VectorOnnx
{
    /// <summary>(N, D) → y (N, K) = x·W; one list of weights for each output.</summary>
    public static TestGraph Linear(params float[][] weights)
    {
        int width = weights[0].Length;
        var graph = new TestGraph().Input("x", "N", width).Output("y", "N", weights.Length);
        float[] values = [.. from d in Enumerable.Range(0, width) from w in weights select w[d]];
        graph.Proto.Graph.Initializer.Add(TensorData.Floats("w", values, [width, weights.Length]));
        return graph.Node("MatMul", "x,w", "y");
    }

    /// <summary>(N, D) of any D → y (N, 1): the mean.</summary>
    public static TestGraph Mean() => new TestGraph().Input("x", "N", "D").Output("y", "N", 1).Node("ReduceMean", "x", "y", ("axes", new long[] { 1 }), ("keepdims", 1L));

    /// <summary>(N, 3, H, W) → y (N, 1): the mean of the pixels of the top left quarter of channel 0, through a sigmoid.</summary>
    public static TestGraph CornerImage(int height, int width)
    {
        var weights = new float[3 * height * width];
        for (int row = 0; row < height / 2; row++)
            for (int column = 0; column < width / 2; column++) weights[row * width + column] = 8f / (height * width);
        var graph = new TestGraph().Input("x", "N", 3, height, width).Output("y", "N", 1);
        graph.Proto.Graph.Initializer.Add(TensorData.Floats("w", weights, [weights.Length, 1]));
        return graph.Node("Flatten", "x", "f", ("axis", 1L)).Node("MatMul", "f,w", "z").Node("Sigmoid", "z", "y");
    }

    public static void SaveNpy(string path, float[] values, params long[] shape)
    {
        using FileStream file = File.Create(path);
        file.Write(new NpyHeader(NpyType.Of<float>(), shape).ToBytes());
        file.Write(MemoryMarshal.AsBytes<float>(values));
    }
}

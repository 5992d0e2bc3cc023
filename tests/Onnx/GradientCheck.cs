using GenoXai.Core.Onnx;
using GenoXai.Tests.Onnx.Interpreter;

namespace GenoXai.Tests.Onnx;

/// <summary>Compares the gradient that ONNX Runtime computes with central differences of the double interpreter.</summary>
internal static class GradientCheck
{
    /// <summary>Target: the sum of a·cos(place), so that every element's gradient is different.</summary>
    internal static void Run(TestGraph graph, params int[] shape)
    {
        string nodes = string.Join(" ", graph.Proto.Graph.Node.Select(static n => n.ToString()));
        try
        {
            Compare(graph, shape);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"x ({string.Join(", ", shape)}), {nodes}: {e.Message}", e);
        }
    }

    private static void Compare(TestGraph graph, int[] shape)
    {
        OnnxModel forward = graph.Node("Identity", "a", "y").Output("y").Build();
        float[] x = RuntimeRun.Rows([.. shape.Select(static n => (long)n)]);
        var interpreter = new DoubleInterpreter(forward);
        double[] values = [.. x.Select(static v => (double)v)];
        DoubleTensor y = interpreter.Run("x", new DoubleTensor(values, shape), "y");
        float[] weights = [.. Enumerable.Range(0, y.Values.Length).Select(static i => 1 + 0.5f * (float)Math.Cos(i))];
        graph.Proto.Graph.Initializer.Add(TensorData.Floats("mix", weights, [.. y.Shape.Select(static n => (long)n)]));
        graph.Node("Mul", "y,mix", "target");
        graph.Proto.Graph.Output.Clear();
        OnnxModel model = graph.Output("target").Build();

        float[] before = RuntimeRun.Run(model, x, [.. shape.Select(static n => (long)n)])[0].Values;
        List<(string Name, long[] Shape, float[] Values)> run = RuntimeRun.Run(GradientGraph.Of(model, "x", "target"), x, [.. shape.Select(static n => (long)n)]);
        for (int i = 0; i < weights.Length; i++) Assert.Equal(y.Values[i] * weights[i], run[0].Values[i], 1e-4 * (1 + Math.Abs(y.Values[i])));
        Assert.Equal(before, run[0].Values, static (a, b) => Math.Abs(a - b) <= 1e-4f * (1 + Math.Abs(a)));
        double At() => interpreter.Run("x", new DoubleTensor(values, shape), "y").Values.Zip(weights, static (v, w) => v * w).Sum();
        for (int i = 0; i < values.Length; i++)
        {
            double original = values[i];
            values[i] = original + 1e-6;
            double up = At();
            values[i] = original - 1e-6;
            double expected = (up - At()) / 2e-6;
            values[i] = original;
            Assert.Equal(expected, run[1].Values[i], 1e-4 * (1 + Math.Abs(expected)));
        }
    }
}

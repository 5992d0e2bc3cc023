using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Tests.Onnx;

/// <summary>Runs a model with one float input in ONNX Runtime, to check what was written without it.</summary>
internal static class RuntimeRun
{
    internal static float[] Rows(long[] shape)
    {
        var random = SeededRandom.Stream(3, "rows");
        return [.. Enumerable.Range(0, (int)shape.Aggregate(1L, static (a, b) => a * b)).Select(_ => (float)random.NextGaussian())];
    }

    /// <summary>All outputs' shapes, and their numbers where they are float32.</summary>
    internal static List<(string Name, long[] Shape, float[] Values)> Run(OnnxModel model, float[] x, params long[] shape) => Run(model, GraphOptimizationLevel.ORT_ENABLE_ALL, x, shape);

    /// <summary>The same of the graph node by node as it is: the runtime fuses nothing.</summary>
    internal static List<(string Name, long[] Shape, float[] Values)> RunPlainly(OnnxModel model, float[] x, params long[] shape) => Run(model, GraphOptimizationLevel.ORT_DISABLE_ALL, x, shape);

    private static List<(string Name, long[] Shape, float[] Values)> Run(OnnxModel model, GraphOptimizationLevel level, float[] x, long[] shape)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = 1, GraphOptimizationLevel = level };
        using var session = new InferenceSession(model.ToBytes(), options);
        using var input = OrtValue.CreateTensorValueFromMemory(x, shape);
        using var run = new RunOptions();
        string[] names = [.. model.Facts.Outputs.Select(static o => o.Name)];
        using IDisposableReadOnlyCollection<OrtValue> values = session.Run(run, [model.Facts.Inputs[0].Name], [input], names);
        return [.. names.Select((name, i) =>
        {
            OrtTensorTypeAndShapeInfo info = values[i].GetTensorTypeAndShape();
            bool isFloat = info.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float;
            return (name, info.Shape, isFloat ? values[i].GetTensorDataAsSpan<float>().ToArray() : []);
        })];
    }

    /// <summary>
    /// Checks that the rewritten model gives for a batch of different rows what the original gives
    /// for them in portions of its own batch size.
    /// </summary>
    internal static void AssertSameByRows(OnnxModel original, OnnxModel dynamic, int rows, params long[] rowShape)
    {
        int batch = (int)(original.Facts.Inputs[0].Sizes![0] ?? 1), rowSize = (int)rowShape.Aggregate(1L, static (a, b) => a * b);
        float[] x = Rows([rows, .. rowShape]);
        List<(string Name, long[] Shape, float[] Values)> together = Run(dynamic, x, [rows, .. rowShape]);
        for (int output = 0; output < together.Count; output++)
        {
            var alone = new List<float>();
            for (int row = 0; row < rows; row += batch)
                alone.AddRange(Run(original, x[(row * rowSize)..((row + batch) * rowSize)], [batch, .. rowShape])[output].Values);
            Assert.Equal(rows, together[output].Shape[0]);
            Assert.Equal(alone.Count, together[output].Values.Length);
            for (int i = 0; i < alone.Count; i++) Assert.Equal(alone[i], together[output].Values[i], 1e-5f * (1 + Math.Abs(alone[i])));
            Assert.True(alone.Distinct().Count() > 1, "rows that all give the same check nothing");
        }
    }
}

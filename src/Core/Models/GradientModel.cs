using GenoXai.Core.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Core.Models;

/// <summary>Makes the graph of a model that also gives the gradients of its targets.</summary>
public static class GradientModel
{
    /// <summary>Builds the graph; target i is differentiated to the output <c>gradient_i</c>, which has the input's shape.</summary>
    /// <param name="loaded">The model.</param>
    /// <param name="targets">Names or expressions; none for the model's only number.</param>
    /// <param name="options">How the one row that shows the outputs' shapes is run.</param>
    /// <exception cref="Sequences.InputException">An unknown target, or operators that have no gradient.</exception>
    public static OnnxModel Of(LoadedModel loaded, IReadOnlyList<string> targets, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<ResolvedTarget> resolved = ResolvedTarget.Resolve(targets, loaded.Manifest, loaded.Onnx.Facts);
        Dictionary<string, long[]> shapes = RowShapes(loaded, options);
        ElementType[] types = [.. loaded.Onnx.Facts.Outputs.Select(static o => o.Type)];
        return GradientGraph.Of(loaded.Onnx, loaded.Manifest.Input.Name, builder =>
        {
            var graph = new TargetGraph(builder, [.. shapes.Keys], types, loaded.Layout.Axes.HasBatch);
            return [.. resolved.Select(t => graph.Append(t.Expression.Bind(shapes)))];
        }, () => TensorProbe.Ranks(loaded, options));
    }

    private static Dictionary<string, long[]> RowShapes(LoadedModel loaded, ModelOptions options)
    {
        int length = ModelProbe.CandidateLengths(loaded).First();
        bool batched = loaded.Layout.Axes.HasBatch;
        TensorFact fact = loaded.Onnx.Facts.Inputs.First(i => i.Name == loaded.Manifest.Input.Name);
        int rows = batched ? (int)(fact.Sizes?[0] ?? 1) : 1;
        using InferenceSession session = OnnxSession.Create(loaded.Onnx, options with { Provider = ExecutionProvider.Cpu });
        using var input = EncodedInput.Create(loaded.InputType, loaded.Layout, rows, length);
        using var runOptions = new RunOptions();
        input.Encode(new byte[rows * length], rows);
        OrtValue[] constants = loaded.Constants.Tensors(rows);
        string[] outputs = [.. loaded.Onnx.Facts.Outputs.Select(static o => o.Name)];
        using IDisposableReadOnlyCollection<OrtValue> values =
            session.Run(runOptions, [fact.Name, .. loaded.Constants.Names], [input.Tensor(rows), .. constants], outputs);
        var shapes = new Dictionary<string, long[]>();
        for (int i = 0; i < outputs.Length; i++)
        {
            long[] shape = values[i].GetTensorTypeAndShape().Shape;
            shapes[outputs[i]] = batched && shape.Length > 0 ? shape[1..] : shape;
        }

        foreach (OrtValue constant in constants) constant.Dispose();
        return shapes;
    }
}

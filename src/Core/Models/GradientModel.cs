using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Gradients;
using GenoXai.Core.Onnx.Multipliers;
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
        return Of(loaded, loaded.Onnx, ResolvedTarget.Resolve(targets, loaded.Manifest, loaded.Onnx.Facts), options);
    }

    /// <summary>Opens the gradients of an open model's targets, on the graph that runs.</summary>
    internal static OnnxGradientModel Open(LoadedModel loaded, IReadOnlyList<ResolvedTarget> targets, ModelOptions options, int fixedBatch) =>
        new(loaded, Of(loaded, loaded.RunningGraph, targets, options), targets, options, fixedBatch);

    /// <summary>Opens DeepLIFT's multipliers of an open model's targets.</summary>
    internal static OnnxGradientModel OpenMultipliers(LoadedModel loaded, IReadOnlyList<ResolvedTarget> targets, ModelOptions options, int fixedBatch) =>
        new(loaded, MultiplierGraph.Of(loaded.RunningGraph, loaded.Manifest.Input.Name, Appending(loaded, targets, options), () => TensorProbe.Ranks(loaded, options)),
            targets, options, fixedBatch, MultiplierGraph.ReferenceOf(loaded.Manifest.Input.Name));

    private static OnnxModel Of(LoadedModel loaded, OnnxModel onnx, IReadOnlyList<ResolvedTarget> resolved, ModelOptions options) =>
        GradientGraph.Of(onnx, loaded.Manifest.Input.Name, Appending(loaded, resolved, options), () => TensorProbe.Ranks(loaded, options));

    private static Func<GradientBuilder, IReadOnlyList<string>> Appending(LoadedModel loaded, IReadOnlyList<ResolvedTarget> resolved, ModelOptions options)
    {
        Dictionary<string, long[]> shapes = RowShapes(loaded, options);
        ElementType[] types = [.. loaded.Onnx.Facts.Outputs.Select(static o => o.Type)];
        return builder =>
        {
            var graph = new TargetGraph(builder, [.. shapes.Keys], types, loaded.Layout.Axes.HasBatch);
            return [.. resolved.Select(t => graph.Append(t.Expression.Bind(shapes)))];
        };
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

using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Core.Models;

/// <summary>
/// Finds what a row costs by showing the model one row with every inner tensor as an output: the
/// shapes give the multiply-adds. Costs come from shapes and never from a clock, so that a plan
/// made from them is the same on every machine.
/// </summary>
internal static class ModelProbe
{
    private static readonly int[] Lengths = [256, 1024, 4096, 16384, 64, 131072];

    public static ModelFacts Measure(LoadedModel loaded, ModelOptions options, int fixedBatch)
    {
        ManifestInput input = loaded.Manifest.Input;
        int? fixedLength = FixedLength(loaded);
        (int length, GraphCost? cost) = Cost(loaded, options, Math.Max(1, fixedBatch));
        return new ModelFacts(
            loaded.Onnx.Sha256,
            fixedLength,
            fixedLength ?? Math.Max(1, input.MinLength ?? 1),
            fixedLength ?? input.MaxLength ?? int.MaxValue / 64,
            fixedLength is null ? input.LengthStep ?? 1 : 1,
            length,
            Math.Max(1, cost?.MultiplyAddsPerRow ?? loaded.Onnx.Facts.Parameters),
            Math.Max(1, cost?.PeakTensorBytesPerRow ?? 4L * length * loaded.Alphabet.Count),
            fixedBatch == 1);
    }

    /// <summary>The lengths at which a model may be tried: its only one, or some usual ones that its manifest allows.</summary>
    public static IEnumerable<int> CandidateLengths(LoadedModel loaded)
    {
        if (FixedLength(loaded) is { } only) return [only];
        ManifestInput input = loaded.Manifest.Input;
        int min = Math.Max(1, input.MinLength ?? 1), step = input.LengthStep ?? 1, max = input.MaxLength ?? int.MaxValue / 64;
        return Lengths.Select(l => Math.Max(min, Math.Min(l, max))).Select(l => min + (l - min) / step * step).Distinct();
    }

    internal static int? FixedLength(LoadedModel loaded)
    {
        if (loaded.Manifest.Input.Length is { } length) return length;
        TensorFact input = loaded.Onnx.Facts.Inputs.First(i => i.Name == loaded.Manifest.Input.Name);
        if (input.Sizes is not { } sizes || !loaded.Layout.Axes.TryFit(sizes, loaded.Alphabet.Count, out int? full, out _)) return null;
        return full - loaded.Layout.FlankLeft.Length - loaded.Layout.FlankRight.Length;
    }

    private static (int Length, GraphCost? Cost) Cost(LoadedModel loaded, ModelOptions options, int rows)
    {
        foreach (int length in CandidateLengths(loaded))
        {
            try
            {
                return (length, CostAt(loaded, options, length, rows));
            }
            catch (Exception error) when (error is OnnxRuntimeException or InputException)
            {
                // Too short for the graph's convolutions, or a tensor that cannot be an output: the next length may do.
            }
        }

        return (CandidateLengths(loaded).First(), null);
    }

    private static GraphCost CostAt(LoadedModel loaded, ModelOptions options, int length, int rows)
    {
        OnnxModel probe = ProbeGraph.OfAll(loaded.Onnx);
        using InferenceSession session = OnnxSession.Create(probe, options with { Provider = ExecutionProvider.Cpu }, optimize: false);
        using var input = EncodedInput.Create(loaded.InputType, loaded.Layout, rows, length);
        input.Encode(new byte[rows * length], rows);
        using var runOptions = new RunOptions();
        OrtValue[] constants = loaded.Constants.Tensors(rows);
        string[] outputs = [.. probe.Facts.Outputs.Select(static o => o.Name)];
        var shapes = new Dictionary<string, long[]> { [loaded.Manifest.Input.Name] = input.Tensor(rows).GetTensorTypeAndShape().Shape };
        using (IDisposableReadOnlyCollection<OrtValue> values =
            session.Run(runOptions, [loaded.Manifest.Input.Name, .. loaded.Constants.Names], [input.Tensor(rows), .. constants], outputs))
        {
            for (int i = 0; i < outputs.Length; i++)
                if (values[i].IsTensor) shapes[outputs[i]] = values[i].GetTensorTypeAndShape().Shape;
        }

        foreach ((string name, OrtValue constant) in loaded.Constants.Names.Zip(constants))
        {
            shapes[name] = constant.GetTensorTypeAndShape().Shape;
            constant.Dispose();
        }

        return GraphCost.FromShapes(loaded.Onnx, shapes, rows);
    }
}

using System.Runtime.InteropServices;
using GenoXai.Core.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>The inputs besides the sequence: the manifest's numbers, repeated for every row of a batch where the graph has a batch axis.</summary>
internal sealed class ConstantInputs
{
    private readonly (TensorFact Input, ManifestConstant Constant)[] _constants;

    public ConstantInputs(GraphFacts facts, ModelManifest manifest) =>
        _constants = [.. manifest.Constants.Select(c => (facts.Inputs.First(i => i.Name == c.Name), c))];

    public IEnumerable<string> Names => _constants.Select(static c => c.Input.Name);

    /// <summary>Problems of the manifest's constants against the graph, each a sentence.</summary>
    public static IEnumerable<string> Problems(GraphFacts facts, ModelManifest manifest)
    {
        foreach (TensorFact input in facts.Inputs.Where(i => i.Name != manifest.Input.Name))
        {
            ManifestConstant? constant = manifest.Constants.FirstOrDefault(c => c.Name == input.Name);
            if (constant is null) yield return $"input {input.Description} needs constant values: add it to constants.";
            else if (!Fits(input, constant, facts.Inputs.FirstOrDefault(i => i.Name == manifest.Input.Name)))
                yield return $"constants \"{input.Name}\": shape [{string.Join(',', constant.Shape)}] does not fit {input.Shape} (write it without the batch axis).";
            else if (!IsSupported(input.Type)) yield return $"input {input.Description}: constants of this type are not supported.";
            else if (input.Type is ElementType.Int64 or ElementType.Int32 && constant.Values.Any(v => v != Math.Floor(v) || Math.Abs(v) > (input.Type == ElementType.Int32 ? int.MaxValue : 1L << 53)))
                yield return $"constants \"{input.Name}\": {input.Description} takes whole numbers.";
        }

        foreach (ManifestConstant constant in manifest.Constants.Where(c => facts.Inputs.All(i => i.Name != c.Name)))
            yield return $"constants \"{constant.Name}\": the model has no such input.";
        if (manifest.Constants.Any(c => c.Name == manifest.Input.Name))
            yield return $"constants \"{manifest.Input.Name}\": that is the sequence input.";
    }

    /// <summary>Whether the sizes are the input's, without its batch axis; an input without a batch axis has all of them.</summary>
    private static bool Fits(TensorFact input, ManifestConstant constant, TensorFact? sequence)
    {
        if (input.Axes is not { } axes) return true;
        int skipped = axes.Count - constant.Shape.Count;
        // An open first axis of the same name as the sequence's is the batch.
        bool batched = axes.Count > 0 && axes[0].Size is null && axes[0].Symbol is { Length: > 0 } symbol && sequence?.Axes is [{ } first, ..] && first.Symbol == symbol;
        return skipped is 0 or 1 && !(batched && skipped == 0)
            && axes.Skip(skipped).Zip(constant.Shape).All(static pair => pair.First.Size is null || pair.First.Size == pair.Second);
    }

    /// <summary>Makes the tensors for a number of rows.</summary>
    public OrtValue[] Tensors(int rows) => [.. _constants.Select(c => Tensor(c.Input, c.Constant, rows))];

    private static bool IsSupported(ElementType type) =>
        type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.Int64 or ElementType.Int32 or ElementType.Bool;

    private static OrtValue Tensor(TensorFact input, ManifestConstant constant, int rows)
    {
        bool hasBatch = input.Rank is not { } rank || rank == constant.Shape.Count + 1;
        int copies = hasBatch ? rows : 1;
        long[] shape = [.. hasBatch ? new long[] { rows } : [], .. constant.Shape.Select(static n => (long)n)];
        return input.Type switch
        {
            ElementType.Float64 => Make(constant, copies, shape, TensorElementType.Double, static v => v),
            ElementType.Float16 => Make(constant, copies, shape, TensorElementType.Float16, static v => (Half)v),
            ElementType.Int64 => Make(constant, copies, shape, TensorElementType.Int64, static v => (long)v),
            ElementType.Int32 => Make(constant, copies, shape, TensorElementType.Int32, static v => (int)v),
            ElementType.Bool => Make(constant, copies, shape, TensorElementType.Bool, static v => (byte)(v != 0 ? 1 : 0)),
            _ => Make(constant, copies, shape, TensorElementType.Float, static v => (float)v),
        };
    }

    private static OrtValue Make<T>(ManifestConstant constant, int copies, long[] shape, TensorElementType type, Func<double, T> convert)
        where T : unmanaged
    {
        OrtValue tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);
        Span<T> data = MemoryMarshal.Cast<byte, T>(tensor.GetTensorMutableRawData());
        for (int i = 0; i < data.Length && copies > 0; i++) data[i] = convert(constant.Values[i % constant.Values.Count]);
        return tensor;
    }
}

using System.Runtime.InteropServices;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>Computes the targets from a batch's outputs. Not for several threads at once: it keeps the shapes and buffers it met last.</summary>
internal sealed class TargetReader(IReadOnlyList<TargetExpression> targets, IReadOnlyList<string> outputNames, bool hasBatchAxis)
{
    private readonly float[][] _values = [.. outputNames.Select(static _ => Array.Empty<float>())];
    private readonly long[]?[] _shapes = new long[]?[outputNames.Count];
    private TargetNode[]? _bound;

    /// <summary>Writes the targets of all rows.</summary>
    /// <param name="outputs">The runtime's outputs, in the order of the names.</param>
    /// <param name="rows">Rows that count; a padded batch has more.</param>
    /// <param name="batchRows">Rows that were shown, padding included.</param>
    /// <param name="predictions">Shape (rows, targets).</param>
    public void Read(IReadOnlyList<OrtValue> outputs, int rows, int batchRows, Span<float> predictions)
    {
        var rowSizes = new int[outputs.Count];
        for (int i = 0; i < outputs.Count; i++)
        {
            OrtTensorTypeAndShapeInfo info = outputs[i].GetTensorTypeAndShape();
            long[] shape = RowShape(info.Shape, batchRows, outputNames[i]);
            if (_shapes[i] is null || !shape.AsSpan().SequenceEqual(_shapes[i])) (_shapes[i], _bound) = (shape, null);
            rowSizes[i] = checked((int)shape.Aggregate(1L, static (product, n) => product * n));
        }

        TargetNode[] bound = _bound ??= Bind();
        if (bound is [BoundOutputNode { Count: 1 } only] && outputs[only.Output].GetTensorTypeAndShape().ElementDataType == TensorElementType.Float)
        {
            ReadOnlySpan<float> data = outputs[only.Output].GetTensorDataAsSpan<float>();
            int size = rowSizes[only.Output];
            for (int row = 0, at = only.Offsets[0]; row < rows; row++, at += size) predictions[row] = data[at];
            return;
        }

        for (int i = 0; i < outputs.Count; i++) Copy(outputs[i], i);
        var values = new OutputValues(_values, rowSizes);
        for (int row = 0; row < rows; row++)
            for (int t = 0; t < bound.Length; t++)
                predictions[row * bound.Length + t] = (float)bound[t].Value(values, row, 0);
    }

    private TargetNode[] Bind()
    {
        var shapes = new Dictionary<string, long[]>();
        for (int i = 0; i < outputNames.Count; i++) shapes[outputNames[i]] = _shapes[i]!;
        return [.. targets.Select(t => t.Bind(shapes))];
    }

    private long[] RowShape(long[] shape, int rows, string name)
    {
        if (!hasBatchAxis) return shape;
        if (shape.Length == 0 && rows == 1) return [];
        return shape.Length > 0 && shape[0] == rows
            ? shape[1..]
            : throw new InputException($"output \"{name}\": its first axis is not the batch: shape [{string.Join(',', shape)}] for {rows} rows. Export the model so that it gives an output for each row.", "bad-model");
    }

    private void Copy(OrtValue output, int index)
    {
        OrtTensorTypeAndShapeInfo info = output.GetTensorTypeAndShape();
        int count = checked((int)info.ElementCount);
        if (_values[index].Length < count) _values[index] = new float[count];
        Span<float> target = _values[index].AsSpan(0, count);
        switch (info.ElementDataType)
        {
            case TensorElementType.Float:
                output.GetTensorDataAsSpan<float>().CopyTo(target);
                break;
            case TensorElementType.Double:
                Convert(output.GetTensorDataAsSpan<double>(), target, static v => (float)v);
                break;
            case TensorElementType.Float16:
                Convert(MemoryMarshal.Cast<byte, Half>(output.GetTensorMutableRawData()), target, static v => (float)v);
                break;
            case TensorElementType.Int64:
                Convert(output.GetTensorDataAsSpan<long>(), target, static v => (float)v);
                break;
            case TensorElementType.Int32:
                Convert(output.GetTensorDataAsSpan<int>(), target, static v => (float)v);
                break;
            default:
                throw new InputException($"output \"{outputNames[index]}\": elements of type {info.ElementDataType} cannot be explained.", "bad-model");
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> source, Span<float> target, Func<T, float> convert)
    {
        for (int i = 0; i < source.Length; i++) target[i] = convert(source[i]);
    }
}

using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>Values of an inner tensor as float32.</summary>
internal readonly record struct TensorValues(long[] Shape, float[] Values)
{
    /// <summary>Product of all axes but the last two.</summary>
    public int Matrices => checked((int)Shape.AsSpan()[..^2].ToArray().Aggregate(1L, static (a, b) => a * b));
}

/// <summary>Runs a model for inner tensors of its main graph; several threads may, each with a batch of its own.</summary>
internal sealed class TensorSession : IDisposable
{
    private readonly LoadedModel _loaded;
    private readonly InferenceSession _session;
    private readonly string[] _tensors, _inputs;

    public TensorSession(LoadedModel loaded, OnnxModel graph, IReadOnlyList<string> tensors, ModelOptions options)
    {
        (_loaded, _tensors) = (loaded, [.. tensors]);
        _inputs = [loaded.Manifest.Input.Name, .. loaded.Constants.Names];
        _session = OnnxSession.Create(ProbeGraph.ExposeOutputs(graph, _tensors), options);
    }

    /// <summary>Runs the first rows of a batch.</summary>
    /// <param name="batch">Its letters are encoded.</param>
    /// <param name="rows">As many as the model takes at once.</param>
    /// <returns>One for each tensor, in order.</returns>
    public TensorValues[] Run(TensorBatch batch, int rows)
    {
        batch.Input.Encode(batch.Letters.AsSpan(0, rows * batch.Length), rows);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(batch.RunOptions, _inputs, batch.Inputs(rows), _tensors);
            return [.. outputs.Select(static o => new TensorValues(o.GetTensorTypeAndShape().Shape, Copy(o)))];
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException($"{_loaded.Onnx.Name}: ONNX Runtime failed on {rows} rows of {batch.Length} letters: {error.Message}", "bad-model", error);
        }
    }

    public void Dispose() => _session.Dispose();

    private static float[] Copy(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Double => [.. value.GetTensorDataAsSpan<double>().ToArray().Select(static v => (float)v)],
        TensorElementType.Float16 => [.. value.GetTensorDataAsSpan<Float16>().ToArray().Select(static v => v.ToFloat())],
        _ => value.GetTensorDataAsSpan<float>().ToArray(),
    };
}

/// <summary>Rows for a <see cref="TensorSession"/> and the memory they need.</summary>
internal sealed class TensorBatch(LoadedModel loaded, int capacity, int length) : IDisposable
{
    private readonly Dictionary<int, OrtValue[]> _constants = [];

    public int Length => length;

    /// <summary>Letter indices, shape (capacity, L).</summary>
    public byte[] Letters { get; } = new byte[checked(capacity * length)];

    public EncodedInput Input { get; } = EncodedInput.Create(loaded.InputType, loaded.Layout, capacity, length);

    public RunOptions RunOptions { get; } = new();

    public OrtValue[] Inputs(int rows)
    {
        if (!_constants.TryGetValue(rows, out OrtValue[]? constants)) _constants[rows] = constants = [.. loaded.Constants.Tensors(rows)];
        return [Input.Tensor(rows), .. constants];
    }

    public void Dispose()
    {
        Input.Dispose();
        foreach (OrtValue tensor in _constants.Values.SelectMany(static t => t)) tensor.Dispose();
        RunOptions.Dispose();
    }
}

using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Core.Models;

/// <summary>The numbers of an inner tensor of a batch.</summary>
/// <param name="values">Row-major, in float32.</param>
/// <param name="shape">Its sizes; the first is that of rows.</param>
public readonly ref struct LayerValues(ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
{
    /// <summary>All numbers, row-major.</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>Sizes of the axes.</summary>
    public ReadOnlySpan<long> Shape { get; } = shape;

    /// <summary>Numbers of a row.</summary>
    public int RowSize => (int)(Values.Length / Math.Max(1, Shape[0]));
}

/// <summary>What to do with the values of rows; called on the thread that evaluates.</summary>
/// <param name="first">First row of the batch that they are of.</param>
/// <param name="rows">How many of the batch's rows; the values may hold more.</param>
/// <param name="values">The values.</param>
public delegate void LayerReader(int first, int rows, LayerValues values);

/// <summary>
/// The part of a model up to an inner tensor, run by ONNX Runtime: what is behind the tensor costs nothing. Several threads
/// may evaluate at once, each with a batch of its own.
/// </summary>
public sealed class LayerModel : IDisposable
{
    private readonly OnnxSequenceModel _model;
    private readonly InferenceSession _session;
    private readonly string[] _constants;
    private readonly bool _needsSequence;

    /// <param name="model">The open model.</param>
    /// <param name="tensor">A tensor of its running graph.</param>
    /// <exception cref="InputException">There is no such tensor.</exception>
    internal LayerModel(OnnxSequenceModel model, string tensor)
    {
        _model = model;
        Tensor = tensor;
        OnnxModel graph = LayerGraph.Before(model.Loaded.RunningGraph, tensor);
        _needsSequence = graph.Facts.Inputs.Any(i => i.Name == model.Manifest.Input.Name);
        _constants = [.. model.Loaded.Constants.Names.Where(name => graph.Facts.Inputs.Any(i => i.Name == name))];
        if (!_needsSequence) throw new InputException($"{model.Loaded.Onnx.Name}: \"{tensor}\" does not depend on the sequence.", "bad-tensor");
        _session = OnnxSession.Create(graph, model.Options);
    }

    /// <summary>The tensor.</summary>
    public string Tensor { get; }

    /// <summary>Makes a reusable batch.</summary>
    /// <param name="capacity">Most rows it holds.</param>
    /// <param name="length">Positions of each row.</param>
    public ModelBatch CreateBatch(int capacity, int length) => new Batch(_model, capacity, length);

    /// <summary>Shows the rows of a batch to the part.</summary>
    /// <param name="batch">A batch of this part.</param>
    /// <param name="read">Called for the rows, at once or in pieces.</param>
    public void Evaluate(ModelBatch batch, LayerReader read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var own = (Batch)batch;
        int step = _model.FixedBatch > 0 ? _model.FixedBatch : batch.Rows;
        for (int first = 0; first < batch.Rows; first += step)
        {
            int count = Math.Min(step, batch.Rows - first), rows = _model.FixedBatch > 0 ? step : count;
            own.Input.Encode(batch.Letters.AsSpan(first * batch.Length), count);
            using IDisposableReadOnlyCollection<OrtValue> outputs = Run(own, rows);
            long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
            if (shape.Length < 2 || shape[0] != rows)
                throw new InputException($"{_model.Loaded.Onnx.Name}: \"{Tensor}\" has the shape [{string.Join(',', shape)}] for {rows} rows; its first axis must be that of rows.", "bad-tensor");
            read(first, count, new LayerValues(outputs[0].GetTensorDataAsSpan<float>(), shape));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private IDisposableReadOnlyCollection<OrtValue> Run(Batch batch, int rows)
    {
        try
        {
            return _session.Run(batch.RunOptions, [_model.Manifest.Input.Name, .. _constants], batch.Inputs(rows, _constants), [LayerGraph.Cut]);
        }
        catch (OnnxRuntimeException) when (batch.IsStopped)
        {
            throw new OperationCanceledException("The model was stopped.");
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException($"{_model.Loaded.Onnx.Name}: ONNX Runtime failed on {rows} rows of {batch.Length} letters: {error.Message}", "bad-model", error);
        }
    }

    private sealed class Batch : ModelBatch
    {
        private readonly OnnxSequenceModel _model;
        private OrtValue[] _constants = [];
        private int _constantRows;

        public Batch(OnnxSequenceModel model, int capacity, int length)
            : base(capacity, length)
        {
            _model = model;
            int rows = Math.Max(1, model.FixedBatch > 0 ? model.FixedBatch : capacity);
            Input = EncodedInput.Create(model.Loaded.InputType, model.Loaded.Layout, rows, length);
            if (model.FixedBatch > 1) Input.Encode(new byte[model.FixedBatch * length], model.FixedBatch);
        }

        public EncodedInput Input { get; }

        public RunOptions RunOptions { get; } = new();

        public bool IsStopped { get; private set; }

        public OrtValue[] Inputs(int rows, string[] constants)
        {
            if (_constantRows != rows)
            {
                foreach (OrtValue tensor in _constants) tensor.Dispose();
                (_constants, _constantRows) = (_model.Loaded.Constants.Tensors(rows), rows);
            }

            string[] all = [.. _model.Loaded.Constants.Names];
            return [Input.Tensor(rows), .. constants.Select(name => _constants[Array.IndexOf(all, name)])];
        }

        public override void Stop()
        {
            IsStopped = true;
            RunOptions.Terminate = true;
        }

        public override void Dispose()
        {
            Input.Dispose();
            foreach (OrtValue tensor in _constants) tensor.Dispose();
            RunOptions.Dispose();
        }
    }
}

using System.Runtime.InteropServices;
using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Multipliers;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>The gradients of a model's targets, by a graph that ONNX Runtime runs: one forward pass, then one backward pass a target.</summary>
public sealed class OnnxGradientModel : IDifferentiableModel
{
    private readonly LoadedModel _loaded;
    private readonly InferenceSession _session;
    private readonly TargetExpression[] _expressions;
    private readonly string[] _modelOutputs, _outputs, _inputs;
    private readonly string? _reference;
    private readonly int _fixedBatch;

    /// <param name="loaded">The model.</param>
    /// <param name="graph">Its graph with the outputs <c>gradient_0</c>, ….</param>
    /// <param name="targets">The targets, in the order of those outputs.</param>
    /// <param name="options">Threads and provider.</param>
    /// <param name="fixedBatch">Rows that every run must have; 0 when any number fits.</param>
    /// <param name="reference">Name of the input that holds references; null when there is none.</param>
    internal OnnxGradientModel(LoadedModel loaded, OnnxModel graph, IReadOnlyList<ResolvedTarget> targets, ModelOptions options, int fixedBatch, string? reference = null)
    {
        (_loaded, Graph, _fixedBatch, _reference) = (loaded, graph, fixedBatch, reference);
        _expressions = [.. targets.Select(static t => t.Expression)];
        _modelOutputs = [.. _expressions.SelectMany(static e => e.Outputs).Distinct()];
        _outputs =
        [
            .. _modelOutputs, .. targets.Select(static (_, i) => $"gradient_{i}"),
            .. reference is null ? [] : _modelOutputs.Select(MultiplierGraph.ReferenceOf),
        ];
        _inputs = [loaded.Manifest.Input.Name, .. reference is null ? [] : new[] { reference }, .. loaded.Constants.Names];
        _session = OnnxSession.Create(graph, options);
    }

    /// <inheritdoc/>
    public int LetterCount => _loaded.Alphabet.Count;

    /// <inheritdoc/>
    public int TargetCount => _expressions.Length;

    /// <summary>What the columns of a missing letter hold.</summary>
    public double MissingFill => _loaded.Layout.MissingFill;

    internal OnnxModel Graph { get; }

    /// <inheritdoc/>
    public PointBatch CreateBatch(int capacity, int length) => new Batch(this, capacity, length);

    /// <inheritdoc/>
    public void Evaluate(PointBatch batch, Span<float> predictions, Span<float> gradients)
    {
        var own = (Batch)batch;
        int targets = TargetCount, step = _fixedBatch > 0 ? _fixedBatch : batch.Count;
        for (int first = 0; first < batch.Count; first += step)
        {
            int count = Math.Min(step, batch.Count - first), rows = _fixedBatch > 0 ? _fixedBatch : count;
            own.Encode(first, count);
            using IDisposableReadOnlyCollection<OrtValue> outputs = Run(own, rows);
            own.Reader.Read([.. outputs.Take(_modelOutputs.Length)], count, rows, predictions.Slice(first * targets, count * targets));
            if (_reference is not null)
                own.Reader.Read([.. outputs.Skip(_modelOutputs.Length + targets)], count, rows, batch.ReferencePredictions.AsSpan(first * targets, count * targets));
            for (int target = 0; target < targets; target++)
            {
                ReadOnlySpan<float> data = outputs[_modelOutputs.Length + target].GetTensorDataAsSpan<float>();
                int size = own.Encoder.RowSize;
                for (int row = 0; row < count; row++)
                    own.Encoder.Decode(data.Slice(row * size, size), gradients.Slice(((first + row) * targets + target) * batch.Size, batch.Size));
            }
        }
    }

    /// <summary>The first node that makes something at a point that is not a number, as messages name it; null when none does.</summary>
    /// <param name="point">Shape (q, L).</param>
    /// <param name="reference">Shape (q, L), for a model that compares with references.</param>
    internal string? FirstNotFinite(ReadOnlySpan<float> point, ReadOnlySpan<float> reference)
    {
        using var batch = new Batch(this, 1, point.Length / LetterCount) { Count = 1 };
        point.CopyTo(batch.Points);
        if (_reference is not null) reference.CopyTo(batch.References);
        batch.Encode(0, 1);
        return TensorProbe.FirstNaN(Graph, _inputs.Zip(batch.Inputs(Math.Max(1, _fixedBatch))).ToDictionary(static p => p.First, static p => p.Second));
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private IDisposableReadOnlyCollection<OrtValue> Run(Batch batch, int rows)
    {
        try
        {
            return _session.Run(batch.RunOptions, _inputs, batch.Inputs(rows), _outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException($"{Graph.Name}: ONNX Runtime failed on {rows} rows of {batch.Length} letters: {error.Message}", "bad-model", error);
        }
    }

    private sealed class Batch : PointBatch
    {
        private readonly OnnxGradientModel _model;
        private readonly float[][] _buffers;
        private readonly Dictionary<int, OrtValue[]> _tensors = [];

        public Batch(OnnxGradientModel model, int capacity, int length)
            : base(capacity, length, model.LetterCount, model._reference is not null, model.TargetCount)
        {
            _model = model;
            Encoder = new PointEncoder(model._loaded.Layout, length);
            int rows = Math.Max(capacity, model._fixedBatch);
            // Pinned for good: the runtime reads this memory while the collector may run.
            _buffers = [.. Enumerable.Range(0, model._reference is null ? 1 : 2).Select(_ => GC.AllocateArray<float>(checked(rows * Encoder.RowSize), pinned: true))];
            Reader = new TargetReader(model._expressions, model._modelOutputs, model._loaded.Layout.Axes.HasBatch);
        }

        public PointEncoder Encoder { get; }

        public TargetReader Reader { get; }

        public RunOptions RunOptions { get; } = new();

        public void Encode(int first, int count)
        {
            Encoder.Encode(Points.AsSpan(first * Size), count, _buffers[0]);
            if (_buffers.Length > 1) Encoder.Encode(References.AsSpan(first * Size), count, _buffers[1]);
        }

        public OrtValue[] Inputs(int rows)
        {
            if (!_tensors.TryGetValue(rows, out OrtValue[]? tensors))
                _tensors[rows] = tensors = [.. _buffers.Select(buffer => Tensor(buffer, rows)), .. _model._loaded.Constants.Tensors(rows)];
            return tensors;
        }

        public override void Dispose()
        {
            foreach (OrtValue tensor in _tensors.Values.SelectMany(static t => t)) tensor.Dispose();
            RunOptions.Dispose();
        }

        private OrtValue Tensor(float[] buffer, int rows)
        {
            long[] shape = _model._loaded.Layout.Axes.Shape(rows, _model._loaded.Layout.FullLength(Length), _model.LetterCount);
            return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape,
                Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0), (long)rows * Encoder.RowSize * sizeof(float));
        }
    }
}

using System.Collections.Concurrent;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Core.Models;

/// <summary>A sequence model run by ONNX Runtime. Made by <see cref="ModelLoader"/>.</summary>
public sealed class OnnxSequenceModel : ISequenceModel
{
    private readonly InferenceSession _session;
    private readonly bool _ownsSession;
    private readonly ModelOptions _options;
    private readonly TargetExpression[] _expressions;
    private readonly string[] _outputNames;
    private readonly string[] _inputNames;
    private readonly Lazy<OnnxGradientModel> _gradients, _multipliers;
    private readonly Lazy<OnnxAttentionModel> _attention;
    private readonly ConcurrentDictionary<string, Lazy<FilterLayer>> _filters = new();
    private readonly ConcurrentDictionary<(string Layer, int Axis), Lazy<NodeAblationModel>> _ablations = new();

    internal OnnxSequenceModel(InferenceSession session, LoadedModel loaded, IReadOnlyList<ResolvedTarget> targets, ModelFacts facts, int fixedBatch, ModelOptions options, bool ownsSession = true)
    {
        _gradients = new Lazy<OnnxGradientModel>(() => GradientModel.Open(loaded, targets, options, fixedBatch));
        _multipliers = new Lazy<OnnxGradientModel>(() => GradientModel.OpenMultipliers(loaded, targets, options, fixedBatch));
        _attention = new Lazy<OnnxAttentionModel>(() => OnnxAttentionModel.Open(loaded, options, fixedBatch, facts.CostLength));
        _session = session;
        _ownsSession = ownsSession;
        _options = options;
        Loaded = loaded;
        Facts = facts;
        FixedBatch = fixedBatch;
        ResolvedTargets = targets;
        _expressions = [.. targets.Select(static t => t.Expression)];
        _outputNames = [.. _expressions.SelectMany(static e => e.Outputs).Distinct()];
        _inputNames = [loaded.Manifest.Input.Name, .. loaded.Constants.Names];
    }

    /// <summary>The targets with their units.</summary>
    public IReadOnlyList<ResolvedTarget> ResolvedTargets { get; }

    /// <summary>The manifest in force.</summary>
    public ModelManifest Manifest => Loaded.Manifest;

    /// <inheritdoc/>
    public Alphabet Alphabet => Loaded.Alphabet;

    /// <inheritdoc/>
    public IReadOnlyList<string> Targets => [.. ResolvedTargets.Select(static t => t.Name)];

    /// <inheritdoc/>
    public ModelFacts Facts { get; }

    /// <summary>What a person should know of how this model is run, e.g. that its batch is fixed; one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>The gradients of the same targets; made when first asked for.</summary>
    /// <exception cref="InputException">The model has no gradients; the message lists every operator that has none.</exception>
    public OnnxGradientModel Gradients => _gradients.Value;

    /// <summary>DeepLIFT's multipliers of the same targets; made when first asked for.</summary>
    /// <exception cref="InputException">The model has operators without a multiplier rule; the message lists them all.</exception>
    public OnnxGradientModel Multipliers => _multipliers.Value;

    /// <summary>The attention inside the model; found when first asked for.</summary>
    /// <exception cref="InputException">The graph has none; the message says what was looked for.</exception>
    public OnnxAttentionModel Attention => _attention.Value;
    /// <summary>The convolution that reads the sequence; opened when first asked for.</summary>
    /// <param name="layer">Its node, output or activation; the first one when null.</param>
    /// <exception cref="InputException">There is none.</exception>
    public FilterLayer FilterLayer(string? layer = null) => _filters.GetOrAdd(layer ?? "", name => new Lazy<FilterLayer>(() => Models.FilterLayer.Open(this, name.Length == 0 ? null : name))).Value;

    /// <summary>The model cut at a layer whose channels can be held fixed; opened when first asked for.</summary>
    /// <param name="layer">The tensor; the activations of the first convolution when null.</param>
    /// <param name="axis">The axis of its channels; told by the graph when null.</param>
    /// <exception cref="InputException">No such tensor, or one that is no layer.</exception>
    public NodeAblationModel NodeAblation(string? layer, int? axis) => _ablations.GetOrAdd((layer ?? "", axis ?? 0), key => new Lazy<NodeAblationModel>(() => new NodeAblationModel(this, key.Layer.Length == 0 ? null : key.Layer, key.Axis == 0 ? null : key.Axis))).Value;

    /// <summary>The inner tensors that are layers: fractions of each sequence, with channels.</summary>
    public IReadOnlyList<LayerFact> Layers() => TensorProbe.Layers(this);

    /// <summary>Rows that every run must have; 0 when any number fits.</summary>
    internal int FixedBatch { get; }

    internal LoadedModel Loaded { get; }

    internal ModelOptions Options => _options;

    /// <inheritdoc/>
    public ModelBatch CreateBatch(int capacity, int length) => new Batch(this, capacity, length);

    /// <inheritdoc/>
    public void Predict(ModelBatch batch, Span<float> predictions) => Predict(batch, [], predictions);

    /// <summary>Predicts rows of one-hot columns of any numbers instead of letters; a batch takes either the one or the other.</summary>
    /// <param name="batch">A batch of this model; its letters are not looked at.</param>
    /// <param name="columns">Shape (rows, q, L); the batch's letters when empty.</param>
    /// <param name="predictions">Shape (rows, targets), row-major.</param>
    internal void Predict(ModelBatch batch, ReadOnlySpan<float> columns, Span<float> predictions)
    {
        var own = (Batch)batch;
        int targets = _expressions.Length, step = FixedBatch > 0 ? FixedBatch : batch.Rows;
        for (int first = 0; first < batch.Rows; first += step)
        {
            int rows = Math.Min(step, batch.Rows - first);
            if (columns.IsEmpty) own.Input.Encode(batch.Letters.AsSpan(first * batch.Length), rows);
            else own.Input.EncodeColumns(columns[(first * Alphabet.Count * batch.Length)..], rows);
            using IDisposableReadOnlyCollection<OrtValue> outputs = Run(own, FixedBatch > 0 ? FixedBatch : rows);
            own.Reader.Read(outputs, rows, FixedBatch > 0 ? FixedBatch : rows, predictions.Slice(first * targets, rows * targets));
        }
    }

    /// <summary>The same running model for other targets. It shares this one's session, which lives as long as this one.</summary>
    /// <param name="targets">Names or expressions; none for the model's only number.</param>
    /// <exception cref="InputException">An unknown target.</exception>
    public OnnxSequenceModel For(IReadOnlyList<string> targets)
    {
        var other = new OnnxSequenceModel(
            _session, Loaded, ResolvedTarget.Resolve(targets, Manifest, Loaded.Onnx.Facts), Facts, FixedBatch, _options, ownsSession: false)
        { Warnings = Warnings };
        LoadedModel.CheckTargets(other);
        return other;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_gradients.IsValueCreated) _gradients.Value.Dispose();
        if (_multipliers.IsValueCreated) _multipliers.Value.Dispose();
        if (_attention.IsValueCreated) _attention.Value.Dispose();
        foreach (Lazy<FilterLayer> layer in _filters.Values.Where(static l => l.IsValueCreated)) layer.Value.Dispose();
        foreach (Lazy<NodeAblationModel> ablation in _ablations.Values.Where(static a => a.IsValueCreated)) ablation.Value.Dispose();
        if (_ownsSession) _session.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(Batch batch, int rows)
    {
        try
        {
            return _session.Run(batch.RunOptions, _inputNames, batch.Inputs(rows), _outputNames);
        }
        catch (OnnxRuntimeException) when (batch.IsStopped)
        {
            throw new OperationCanceledException("The model was stopped.");
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException($"{Loaded.Onnx.Name}: ONNX Runtime failed on {rows} rows of {batch.Length} letters: {error.Message}", "bad-model", error);
        }
    }

    private sealed class Batch : ModelBatch
    {
        private readonly ConstantInputs _constants;
        private OrtValue[] _constantTensors = [];
        private int _constantRows;

        public Batch(OnnxSequenceModel model, int capacity, int length)
            : base(capacity, length)
        {
            _constants = model.Loaded.Constants;
            Input = EncodedInput.Create(model.Loaded.InputType, model.Loaded.Layout, Math.Max(1, model.FixedBatch > 0 ? model.FixedBatch : capacity), length);
            if (model.FixedBatch > 1) Input.Encode(new byte[model.FixedBatch * length], model.FixedBatch);
            Reader = new TargetReader(model._expressions, model._outputNames, model.Loaded.Layout.Axes.HasBatch);
        }

        public EncodedInput Input { get; }

        public TargetReader Reader { get; }

        public RunOptions RunOptions { get; } = new();

        public bool IsStopped { get; private set; }

        public OrtValue[] Inputs(int rows)
        {
            if (_constantRows != rows)
            {
                foreach (OrtValue tensor in _constantTensors) tensor.Dispose();
                (_constantTensors, _constantRows) = (_constants.Tensors(rows), rows);
            }

            return [Input.Tensor(rows), .. _constantTensors];
        }

        public override void Stop()
        {
            IsStopped = true;
            RunOptions.Terminate = true;
        }

        public override void Dispose()
        {
            Input.Dispose();
            foreach (OrtValue tensor in _constantTensors) tensor.Dispose();
            RunOptions.Dispose();
        }
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>A model of one float32 input whose first axis is the batch, run by ONNX Runtime: (N, D), or (N, C, H, W) and the like laid out flat. Needs no manifest.</summary>
public sealed partial class OnnxVectorModel : IVectorModel
{
    private readonly InferenceSession _session;
    private readonly TensorFact _input;
    private readonly TargetExpression[] _targets;
    private readonly string[] _outputNames;
    private readonly bool _oneRow;

    private OnnxVectorModel(OnnxModel model, TensorFact input, long[] rowShape, TargetExpression[] targets, ModelOptions options)
    {
        (Name, _input, _targets) = (model.Name, input, targets);
        RowShape = rowShape;
        Width = (int)RowShape.Aggregate(1L, static (a, b) => checked(a * b));
        Outputs = [.. targets.Select(static t => t.Text.Replace("`", "", StringComparison.Ordinal))];
        _outputNames = [.. targets.SelectMany(static t => t.Outputs).Distinct()];
        _oneRow = input.Axes![0].Size is 1;
        IsProbability = targets.All(t => IsProbabilityOf(t, model.Facts));
        _session = OnnxSession.Create(model, options);
    }

    /// <summary>File name of the model.</summary>
    public string Name { get; }

    /// <summary>Sizes of a row as the model takes it, e.g. (C, H, W).</summary>
    public IReadOnlyList<long> RowShape { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public bool IsProbability { get; internal set; }

    /// <summary>Cost of a row, for the plan; a row is one position long.</summary>
    public ModelFacts Facts { get; private init; } = null!;

    /// <summary>Opens a model.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="targets">Numbers to explain: expressions as <see cref="TargetExpression"/> reads them, or a plain number i for number i of the only output; none for a model of one number per row.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="InputException">It has not one float32 input of known width, or a target is not one number per row.</exception>
    public static OnnxVectorModel Load(string path, IReadOnlyList<string> targets, ModelOptions options) => Create(OnnxModel.Load(path), targets, options);

    /// <summary>As <see cref="Load"/>, for a model in memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="targets">Numbers to explain.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="rowShape">Sizes of a row, for those that the graph leaves open; they are of the data.</param>
    public static OnnxVectorModel Create(OnnxModel model, IReadOnlyList<string> targets, ModelOptions options, IReadOnlyList<long>? rowShape = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(targets);
        IReadOnlyList<long?> axes = RowAxes(model);
        rowShape ??= [.. axes.Select(static a => a ?? 0)];
        if (rowShape.Count != axes.Count || axes.Where((a, i) => rowShape[i] < 1 || (a is { } size && size != rowShape[i])).Any())
            throw Bad(model.Name, $"input {model.Facts.Inputs[0].Description} leaves sizes open, and rows of ({string.Join(", ", rowShape)}) do not settle them.");
        TensorFact input = model.Facts.Inputs[0];
        if (input.Axes![0].Size is > 1) throw Bad(model.Name, $"input {input.Description} has a fixed batch. Export it with an open batch axis.");
        if (targets.Distinct(StringComparer.Ordinal).Count() != targets.Count) throw new InputException($"targets {string.Join(", ", targets)}: one is given twice.", "ambiguous-target");
        TargetExpression[] expressions = targets.Count == 0 ? [Only(model)] : [.. targets.Select(t => Find(t, model))];
        var vector = new OnnxVectorModel(model, input, [.. rowShape], expressions, options) { Facts = FactsOf(model, input, rowShape) };
        try
        {
            // Two rows, so that a target's wrong index, or an output that is not one number per row, is found before any work is planned.
            using VectorBatch batch = vector.CreateBatch(2);
            batch.Rows = 2;
            vector.Predict(batch, new float[2 * expressions.Length]);
            return vector;
        }
        catch
        {
            vector.Dispose();
            throw;
        }
    }

    /// <summary>Sizes of a row, null for those that the graph leaves open.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">It does not take rows of float32 and nothing else.</exception>
    public static IReadOnlyList<long?> RowAxes(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Facts.Inputs is [{ Type: ElementType.Float32, Axes.Count: >= 2 } input] && input.Axes.Skip(1).All(static a => a.Size is null or > 0)
            ? [.. input.Axes.Skip(1).Select(static a => a.Size)]
            : throw Bad(model.Name, $"needs exactly one float32 input of two axes or more, e.g. (N, 20000); it has {string.Join("; ", model.Facts.Inputs.Select(static i => i.Description))}. Export it so.");
    }

    /// <inheritdoc/>
    public VectorBatch CreateBatch(int capacity) => new Batch(this, capacity);

    /// <inheritdoc/>
    public void Predict(VectorBatch batch, Span<float> predictions)
    {
        var own = (Batch)batch;
        int step = _oneRow ? 1 : batch.Rows;
        for (int first = 0; first < batch.Rows; first += step)
        {
            try
            {
                using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(own.RunOptions, [_input.Name], [own.Tensor(first, step)], _outputNames);
                own.Reader.Read(outputs, step, step, predictions.Slice(first * _targets.Length, step * _targets.Length));
            }
            catch (OnnxRuntimeException error)
            {
                throw new InputException($"{Name}: ONNX Runtime failed on {step} rows of {Width} features: {error.Message}", "bad-model", error);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static InputException Bad(string name, string problem) => new($"{name}: {problem}", "bad-model");

    private static InputException Ambiguous(string name, string problem) => new($"{name}: {problem}", "ambiguous-target");

    private static TargetExpression Only(OnnxModel model)
    {
        if (model.Facts.Outputs is not [{ } output])
            throw Ambiguous(model.Name, $"gives {string.Join(", ", model.Facts.Outputs.Select(static o => o.Description))}: say which number to explain by --target, e.g. {model.Facts.Outputs[0].Name}[0].");
        long? numbers = (output.Axes ?? []).Skip(1).Aggregate((long?)1, static (a, b) => a * (b.Size ?? 1));
        return numbers == 1
            ? TargetExpression.Parse($"`{output.Name}`")
            : throw Ambiguous(model.Name, $"output {output.Description} has {numbers} numbers per row, and one is explained; choose by --target 0 … {numbers - 1}, or an expression such as {output.Name}[0].");
    }

    private static TargetExpression Find(string asked, OnnxModel model)
    {
        IReadOnlyList<OutputFact> outputs = model.Facts.Outputs;
        if (PlainNumber().IsMatch(asked) && outputs.Count == 1)
        {
            int column = int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int c) ? c : int.MaxValue;
            if (outputs[0].Axes is { Count: 2 } axes && axes[1].Size is { } numbers && column >= numbers)
                throw new InputException($"target {asked}: output {outputs[0].Description} has no number {asked}; 0 to {numbers - 1} are possible.", "ambiguous-target");
            return TargetExpression.Parse($"`{outputs[0].Name}`[{asked}]");
        }

        TargetExpression expression = outputs.Any(o => o.Name == asked) ? TargetExpression.Parse($"`{asked}`") : TargetExpression.Parse(asked);
        string[] unknown = [.. expression.Outputs.Where(name => outputs.All(o => o.Name != name))];
        return unknown.Length == 0
            ? expression
            : throw new InputException($"target \"{asked}\": the model has no output \"{unknown[0]}\"; it has {string.Join(", ", outputs.Select(static o => o.Description))}.", "ambiguous-target");
    }

    // One number of an output that ends in a sigmoid or a softmax, as it is.
    internal static bool IsProbabilityOf(TargetExpression target, GraphFacts facts) =>
        target.Outputs is [{ } name] && OneNumber().IsMatch(target.Text)
        && facts.Outputs.First(o => o.Name == name).Activation is OutputActivation.Sigmoid or OutputActivation.Softmax;

    [GeneratedRegex(@"^\d+$")]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"^(`[^`]*`|[A-Za-z_][\w.]*)(\[\s*-?\d+(\s*,\s*-?\d+)*\s*\])?$")]
    private static partial Regex OneNumber();

    /// <summary>Cost from the shapes of one row, never from a clock.</summary>
    private static ModelFacts FactsOf(OnnxModel model, TensorFact input, IReadOnlyList<long> rowShape)
    {
        long[] shape = [1, .. rowShape];
        long width = shape.Aggregate(1L, static (a, b) => a * b);
        GraphCost? cost = null;
        try
        {
            OnnxModel probe = ProbeGraph.OfAll(model);
            using InferenceSession session = OnnxSession.Create(probe, new ModelOptions { Threads = 1 }, optimize: false);
            using OrtValue row = OrtValue.CreateTensorValueFromMemory(new float[width], shape);
            using var options = new RunOptions();
            string[] names = [.. probe.Facts.Outputs.Select(static o => o.Name)];
            var shapes = new Dictionary<string, long[]> { [input.Name] = shape };
            using IDisposableReadOnlyCollection<OrtValue> values = session.Run(options, [input.Name], [row], names);
            for (int i = 0; i < names.Length; i++)
                if (values[i].IsTensor) shapes[names[i]] = values[i].GetTensorTypeAndShape().Shape;
            cost = GraphCost.FromShapes(model, shapes, 1);
        }
        catch (Exception error) when (error is OnnxRuntimeException or InputException)
        {
            // A tensor that cannot be an output: the stored numbers tell the cost well enough.
        }

        return new ModelFacts(model.Sha256, null, 1, 1, 1, 1, Math.Max(1, cost?.MultiplyAddsPerRow ?? model.Facts.Parameters),
            Math.Max(4 * width, cost?.PeakTensorBytesPerRow ?? 0), input.Axes![0].Size is 1);
    }

    private sealed class Batch : VectorBatch
    {
        private readonly OnnxVectorModel _model;
        private readonly Dictionary<(int First, int Rows), OrtValue> _tensors = [];

        public Batch(OnnxVectorModel model, int capacity)
            : base(capacity, model.Width)
        {
            _model = model;
            Reader = new TargetReader(model._targets, model._outputNames, hasBatchAxis: true);
        }


        public TargetReader Reader { get; }

        public RunOptions RunOptions { get; } = new();

        /// <summary>Some rows as a tensor of the runtime, over the batch's own memory; kept, since full batches are the rule.</summary>
        public OrtValue Tensor(int first, int rows)
        {
            if (_tensors.TryGetValue((first, rows), out OrtValue? tensor)) return tensor;
            long[] shape = [rows, .. _model.RowShape];
            tensor = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape,
                Marshal.UnsafeAddrOfPinnedArrayElement(Features, first * Width), (long)rows * Width * sizeof(float));
            return _tensors[(first, rows)] = tensor;
        }

        protected override void Dispose(bool disposing)
        {
            foreach (OrtValue tensor in _tensors.Values) tensor.Dispose();
            _tensors.Clear();
            RunOptions.Dispose();
            base.Dispose(disposing);
        }
    }
}

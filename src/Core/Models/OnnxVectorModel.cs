using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;

namespace GenoXai.Core.Models;

/// <summary>A model of one float32 input whose first axis is the batch, run by ONNX Runtime: (N, D), or (N, C, H, W) and the like laid out flat. Needs no manifest.</summary>
public sealed class OnnxVectorModel : IVectorModel
{
    private readonly InferenceSession _session;
    private readonly string _name;
    private readonly string _input;
    private readonly OutputFact _output;
    private readonly long[] _rowShape;
    private readonly bool _oneRow;

    private OnnxVectorModel(OnnxModel model, TensorFact input, OutputFact output, int[] columns, bool oneRow, ModelOptions options)
    {
        (_name, _input, _output, _oneRow) = (model.Name, input.Name, output, oneRow);
        _rowShape = [.. input.Axes!.Skip(1).Select(static a => a.Size!.Value)];
        Width = (int)_rowShape.Aggregate(1L, static (a, b) => checked(a * b));
        Columns = columns;
        Outputs = [.. columns.Select(c => $"{output.Name}[{c}]")];
        IsProbability = output.Activation is OutputActivation.Sigmoid or OutputActivation.Softmax;
        _session = OnnxSession.Create(model, options);
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public bool IsProbability { get; }

    /// <summary>Which numbers of the graph's output are predicted, counted after the batch axis.</summary>
    internal int[] Columns { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="columns">Which numbers of its output to explain, counted after the batch axis; empty for a model of one number per row.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="InputException">It has not one float32 input of known width and an output of known width, or no number was chosen among several.</exception>
    public static OnnxVectorModel Load(string path, IReadOnlyList<int> columns, ModelOptions options) => Create(OnnxModel.Load(path), columns, options);

    /// <summary>As <see cref="Load"/>, for a model in memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">Which numbers of its output to explain.</param>
    /// <param name="options">How it is run.</param>
    public static OnnxVectorModel Create(OnnxModel model, IReadOnlyList<int> columns, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(columns);
        if (model.Facts.Inputs is not [{ Type: ElementType.Float32, Axes.Count: >= 2 } input] || input.Axes.Skip(1).Any(static a => a.Size is null))
            throw Bad(model.Name, $"needs exactly one float32 input whose sizes after the batch axis are fixed, e.g. (N, 20000); it has {string.Join("; ", model.Facts.Inputs.Select(static i => i.Description))}.");
        OutputFact output = model.Facts.Outputs[0];
        if (output.Type != ElementType.Float32 || output.Axes is null || output.Axes.Skip(1).Any(static a => a.Size is null))
            throw Bad(model.Name, $"needs a float32 output of fixed width after the batch axis; it has {output.Description}.");
        long numbers = output.Axes.Skip(1).Aggregate(1L, static (a, b) => checked(a * b.Size!.Value));
        if (columns.Count == 0 && numbers != 1)
            throw Bad(model.Name, $"output {output.Description} has {numbers} numbers per row; choose some, 0 to {numbers - 1}.");
        if (columns.FirstOrDefault(c => c < 0 || c >= numbers, -1) is var wrong && wrong != -1)
            throw Bad(model.Name, $"output {output.Description} has no number {wrong}; 0 to {numbers - 1} are possible.");
        bool oneRow = input.Axes[0].Size is 1;
        if (input.Axes[0].Size is > 1) throw Bad(model.Name, $"input {input.Description} has a fixed batch. Export it with an open batch axis.");
        return new OnnxVectorModel(model, input, output, columns.Count == 0 ? [0] : [.. columns], oneRow, options);
    }

    /// <inheritdoc/>
    public VectorBatch CreateBatch(int capacity) => new(capacity, Width);

    /// <inheritdoc/>
    public void Predict(VectorBatch batch, Span<float> predictions)
    {
        int step = _oneRow ? 1 : batch.Rows;
        for (int first = 0; first < batch.Rows; first += step)
            Run(batch.Features.AsMemory(first * Width, step * Width), step, predictions.Slice(first * Columns.Length, step * Columns.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static InputException Bad(string name, string problem) => new($"{name}: {problem}", "bad-model");

    private void Run(Memory<float> rows, int count, Span<float> predictions)
    {
        try
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, rows, [count, .. _rowShape]);
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, [_input], [input], [_output.Name]);
            ReadOnlySpan<float> values = outputs[0].GetTensorDataAsSpan<float>();
            int width = values.Length / count;
            if (values.Length % count != 0 || width <= Columns.Max())
                throw Bad(_name, $"gave {values.Length} numbers for {count} rows where the same number per row was declared.");
            for (int row = 0; row < count; row++)
                for (int c = 0; c < Columns.Length; c++)
                    predictions[row * Columns.Length + c] = values[row * width + Columns[c]];
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException($"{_name}: ONNX Runtime failed on {count} rows of {Width} features: {error.Message}", "bad-model", error);
        }
    }
}

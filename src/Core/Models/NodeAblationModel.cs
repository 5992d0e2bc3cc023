using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>
/// A model cut at a layer: the tensor of a sequence is computed once, and only what is behind it is computed again for each
/// channel that is held fixed. Several threads may work at once.
/// </summary>
public sealed class NodeAblationModel : IDisposable
{
    private readonly OnnxSequenceModel _model;
    private readonly LayerModel _before;
    private readonly InferenceSession _behind;
    private readonly string[] _outputs, _behindInputs;
    private readonly int _axis;

    /// <param name="model">The open model.</param>
    /// <param name="layer">The tensor; the activations of the first convolution when null.</param>
    /// <param name="axis">The axis of its channels; told by the graph when null.</param>
    /// <exception cref="InputException">No such tensor, or one that is no layer.</exception>
    internal NodeAblationModel(OnnxSequenceModel model, string? layer, int? axis)
    {
        _model = model;
        OnnxModel graph = model.Loaded.RunningGraph;
        Tensor = layer is null or "first" ? First(graph) : layer;
        LayerGraph.Require(graph, Tensor);
        (ElementType type, long[] shape) = Probe(graph);
        _axis = axis ?? LayerGraph.ChannelAxis(graph, Tensor, shape.Length);
        if (axis >= shape.Length && shape.Length > 1)
            throw new InputException($"axis {axis}: \"{Tensor}\" of shape [{string.Join(',', shape)}] has the axes 1 to {shape.Length - 1} behind that of sequences. Say one of them, or leave it out.", "bad-option");
        if (!type.IsFloat || shape.Length < 2 || shape[0] != RowsAtLeast || _axis >= shape.Length)
            throw new InputException($"{model.Loaded.Onnx.Name}: \"{Tensor}\" of shape [{string.Join(',', shape)}] ({type.DisplayName}) is no layer: numbers of each sequence, with an axis {_axis} of channels. \"genoxai model layers\" lists the tensors.", "bad-tensor");
        Nodes = checked((int)shape[_axis]);
        _outputs = [.. model.ResolvedTargets.SelectMany(static t => t.Expression.Outputs).Distinct()];
        OnnxModel behind = LayerGraph.Behind(graph, Tensor, type, shape.Length);
        _behindInputs = [.. behind.Facts.Inputs.Select(static i => i.Name)];
        if (!_behindInputs.Contains(LayerGraph.Cut))
            throw new InputException($"{model.Loaded.Onnx.Name}: nothing behind \"{Tensor}\" leads to an output, so its nodes have no influence.", "bad-tensor");
        _before = new LayerModel(model, Tensor);
        _behind = OnnxSession.Create(behind, model.Options);
    }

    /// <summary>The tensor.</summary>
    public string Tensor { get; }

    /// <summary>Channels of the tensor.</summary>
    public int Nodes { get; }

    private int Targets => _model.ResolvedTargets.Count;

    private int RowsAtLeast => Math.Max(1, _model.FixedBatch);

    /// <summary>The mean of each channel over the positions of a sequence.</summary>
    /// <param name="letters">The sequence.</param>
    /// <param name="means">C numbers.</param>
    public void Means(ReadOnlySpan<byte> letters, Span<float> means)
    {
        (float[] values, long[] shape) = Layer(letters);
        (int outer, int inner) = Split(shape);
        for (int node = 0; node < Nodes; node++)
        {
            double sum = 0;
            for (int o = 0; o < outer; o++) sum += TensorPrimitives.Sum<float>(values.AsSpan((o * Nodes + node) * inner, inner));
            means[node] = (float)(sum / Math.Max(1, (long)outer * inner));
        }
    }

    /// <summary>What the model predicts as it is, and with each channel held fixed at every position.</summary>
    /// <param name="letters">The sequence.</param>
    /// <param name="fixedAt">The number that each channel is set to.</param>
    /// <param name="batchRows">Channels at once.</param>
    /// <param name="predictions">Shape (1 + C, T): first as it is.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public void Ablate(ReadOnlySpan<byte> letters, ReadOnlySpan<float> fixedAt, int batchRows, Span<float> predictions, CancellationToken cancellationToken)
    {
        int rows = _model.FixedBatch > 0 ? _model.FixedBatch : Math.Clamp(batchRows, 1, Nodes + 1);
        using EncodedInput input = Encode(letters, rows);
        (float[] values, long[] shape) = Layer(letters);
        (int outer, int inner) = Split(shape);
        float[] copies = GC.AllocateUninitializedArray<float>(checked(rows * values.Length), pinned: true);
        var reader = new TargetReader([.. _model.ResolvedTargets.Select(static t => t.Expression)], _outputs, _model.Loaded.Layout.Axes.HasBatch);
        for (int first = 0; first <= Nodes; first += rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(rows, Nodes + 1 - first), shown = _model.FixedBatch > 0 ? rows : count;
            for (int row = 0; row < shown; row++)
            {
                Span<float> copy = copies.AsSpan(row * values.Length, values.Length);
                values.CopyTo(copy);
                if (first + row is 0 || first + row > Nodes) continue;
                int node = first + row - 1;
                for (int o = 0; o < outer; o++) copy.Slice((o * Nodes + node) * inner, inner).Fill(fixedAt[node]);
            }

            shape[0] = shown;
            using OrtValue tensor = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, Marshal.UnsafeAddrOfPinnedArrayElement(copies, 0), (long)shown * values.Length * sizeof(float));
            Run(_behind, _behindInputs, input, shown, tensor, _outputs, (outputs, span) => reader.Read(outputs, count, shown, span), predictions.Slice(first * Targets, count * Targets));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _before.Dispose();
        _behind.Dispose();
    }

    private delegate void Reader(IReadOnlyList<OrtValue> outputs, Span<float> predictions);

    private EncodedInput Encode(ReadOnlySpan<byte> letters, int rows)
    {
        EncodedInput input = EncodedInput.Create(_model.Loaded.InputType, _model.Loaded.Layout, rows, letters.Length);
        var copies = new byte[rows * letters.Length];
        for (int row = 0; row < rows; row++) letters.CopyTo(copies.AsSpan(row * letters.Length));
        input.Encode(copies, rows);
        return input;
    }

    /// <summary>The tensor of one sequence, without the other rows of a fixed batch.</summary>
    private (float[] Values, long[] Shape) Layer(ReadOnlySpan<byte> letters)
    {
        float[] values = [];
        long[] shape = [];
        using ModelBatch batch = _before.CreateBatch(1, letters.Length);
        batch.Rows = 1;
        letters.CopyTo(batch.Letters);
        _before.Evaluate(batch, (_, _, read) => (values, shape) = (read.Values[..read.RowSize].ToArray(), read.Shape.ToArray()));
        return (values, shape);
    }

    private void Run(InferenceSession session, string[] names, EncodedInput input, int rows, OrtValue? layer, string[] outputs, Reader read, Span<float> predictions)
    {
        OrtValue[] constants = _model.Loaded.Constants.Tensors(rows);
        string[] constantNames = [.. _model.Loaded.Constants.Names];
        try
        {
            OrtValue[] values = [.. names.Select(name => name == LayerGraph.Cut ? layer! : name == _model.Manifest.Input.Name ? input.Tensor(rows) : constants[Array.IndexOf(constantNames, name)])];
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, names, values, outputs);
            read(results, predictions);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException($"{_model.Loaded.Onnx.Name}: ONNX Runtime failed on {rows} rows cut at \"{Tensor}\": {error.Message}", "bad-model", error);
        }
        finally
        {
            foreach (OrtValue constant in constants) constant.Dispose();
        }
    }

    /// <summary>Numbers before and behind the axis of channels, of one row.</summary>
    private (int Outer, int Inner) Split(long[] shape)
    {
        long outer = 1, inner = 1;
        for (int axis = 1; axis < shape.Length; axis++)
        {
            if (axis < _axis) outer *= shape[axis];
            else if (axis > _axis) inner *= shape[axis];
        }

        return (checked((int)outer), checked((int)inner));
    }

    private string First(OnnxModel graph)
    {
        try
        {
            return FirstConvolution.Find(graph, _model.Manifest.Input.Name).Activation;
        }
        catch (InputException error) when (error.Problem == "no-convolution")
        {
            throw new InputException($"{error.Message} Or name a layer by --layer; \"genoxai model layers\" lists them.", error.Problem, error);
        }
    }

    private (ElementType Type, long[] Shape) Probe(OnnxModel graph)
    {
        using InferenceSession session = OnnxSession.Create(ProbeGraph.ExposeOutputs(graph, Tensor), _model.Options);
        (ElementType, long[]) found = (default, []);
        using EncodedInput input = Encode(new byte[_model.Facts.CostLength], RowsAtLeast);
        Run(session, [_model.Manifest.Input.Name, .. _model.Loaded.Constants.Names], input, RowsAtLeast, null, [Tensor], (outputs, _) =>
        {
            OrtTensorTypeAndShapeInfo info = outputs[0].GetTensorTypeAndShape();
            found = ((ElementType)(int)info.ElementDataType, info.Shape);
        }, []);
        return found;
    }
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>The first convolution of a model: its activations, and which letters each of them reads.</summary>
public sealed class FilterLayer : IDisposable
{
    private const int ProbeLetters = 3;
    private readonly FirstConvolution _convolution;
    private readonly int _axis, _flank;

    private FilterLayer(OnnxSequenceModel model, FirstConvolution convolution)
    {
        (_convolution, _flank) = (convolution, model.Loaded.Layout.FlankLeft.Length);
        using (var probe = new LayerModel(model, convolution.Output)) (Filters, _axis) = Probe(model, probe);
        Values = new LayerModel(model, convolution.Activation);
    }

    /// <summary>Opens the layer of an open model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The convolution's node, its output or its activation; the first one when null.</param>
    /// <exception cref="InputException">The model has no convolution over letters, or its positions are not those of the sequence.</exception>
    internal static FilterLayer Open(OnnxSequenceModel model, string? layer) =>
        new(model, FirstConvolution.Find(model.Loaded.RunningGraph, model.Manifest.Input.Name, layer));

    /// <summary>Number of filters, F.</summary>
    public int Filters { get; }

    /// <summary>Positions that a filter spans, gaps of a dilation included.</summary>
    public int Width => checked((int)WidthOf(_axis));

    /// <summary>The part of the model up to the activations.</summary>
    public LayerModel Values { get; }

    /// <summary>Name of the tensor of activations.</summary>
    public string Tensor => _convolution.Activation;

    /// <summary>Whether the activations stand behind a non-linearity.</summary>
    public bool IsActivated => _convolution.IsActivated;

    private long Stride => _convolution.Strides[_axis];

    /// <summary>Places of the output whose windows lie wholly within a sequence: the first one, and how many.</summary>
    /// <param name="length">Positions of the sequence.</param>
    /// <param name="places">Places of the output.</param>
    public (int First, int Count) Windows(int length, int places)
    {
        long pad = PadOf(_axis);
        int first = (int)((pad + Stride - 1) / Stride), last = (int)Math.Min(places - 1, FloorDivide(length - Width + pad, Stride));
        return (first, Math.Max(0, last - first + 1));
    }

    /// <summary>First position of the sequence that a place of the output reads; negative where padding or a flank is read.</summary>
    /// <param name="place">The place.</param>
    public int StartOf(int place) => checked((int)(place * Stride - PadOf(_axis)));

    /// <summary>Throws unless a window fits into a sequence.</summary>
    /// <param name="length">Positions of the sequence.</param>
    /// <param name="where">How the message names it.</param>
    /// <exception cref="InputException">It is shorter than a filter.</exception>
    public void CheckLength(int length, string where)
    {
        if (Windows(length, int.MaxValue).Count == 0)
            throw new InputException($"{where}: {length} letters, but the filters span {Width} positions. Give sequences of {Width} letters or more.", "bad-sequence");
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();

    /// <summary>Positions before the sequence that the first place reads: padding and the model's own flank.</summary>
    private long PadOf(int axis) => _flank + _convolution.AutoPad switch
    {
        // What the stride leaves over cannot be told from the node; strides other than 1 do not come in practice.
        "SAME_UPPER" => Math.Max(0, WidthOf(axis) - _convolution.Strides[axis]) / 2,
        "SAME_LOWER" => (Math.Max(0, WidthOf(axis) - _convolution.Strides[axis]) + 1) / 2,
        _ => _convolution.Pads.Length > axis ? _convolution.Pads[axis] : 0,
    };

    private long WidthOf(int axis) => (_convolution.Kernel[axis] - 1) * _convolution.Dilations[axis] + 1;

    private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);

    /// <summary>Shows a random sequence and some that differ in one letter: the layer's shape, and whether its places move with the letters.</summary>
    private (int Filters, int Axis) Probe(OnnxSequenceModel model, LayerModel probe)
    {
        int length = model.Facts.CostLength, q = model.Alphabet.Count;
        int[] changed = [.. Enumerable.Range(1, ProbeLetters).Select(i => length * i / (ProbeLetters + 1)).Distinct()];
        using ModelBatch batch = probe.CreateBatch(changed.Length + 1, length);
        batch.Rows = changed.Length + 1;
        SeededRandom random = SeededRandom.Stream(1, "filter-probe");
        for (int i = 0; i < length; i++) batch.Letters[i] = (byte)random.NextInt(q);
        for (int row = 1; row < batch.Rows; row++)
        {
            batch.Letters.AsSpan(0, length).CopyTo(batch.Letters.AsSpan(row * length));
            ref byte letter = ref batch.Letters[row * length + changed[row - 1]];
            letter = (byte)((letter + 1) % q);
        }

        long[] shape = [];
        var values = new float[batch.Rows][];
        probe.Evaluate(batch, (first, rows, read) =>
        {
            shape = read.Shape.ToArray();
            for (int row = 0; row < rows; row++) values[first + row] = read.Values.Slice(row * read.RowSize, read.RowSize).ToArray();
        });
        int axis = AxisOf(shape), filters = (int)shape[1], places = values[0].Length / filters;
        for (int row = 1; row < values.Length; row++) CheckPlaces(values[0], values[row], changed[row - 1], filters, places, axis);
        return (filters, axis);
    }

    private int AxisOf(long[] shape)
    {
        if (shape.Length < 3 || _convolution.Kernel.Length != shape.Length - 2) throw Bad($"its output has the shape [{string.Join(',', shape)}], not that of rows, filters and positions");
        int[] open = [.. Enumerable.Range(0, shape.Length - 2).Where(axis => shape[axis + 2] > 1)];
        return open.Length switch
        {
            1 => open[0],
            0 => Enumerable.Range(0, shape.Length - 2).MaxBy(axis => _convolution.Kernel[axis]),
            _ => throw Bad($"its output [{string.Join(',', shape)}] has more than one axis of positions"),
        };
    }

    private void CheckPlaces(float[] reference, float[] changed, int letter, int filters, int places, int axis)
    {
        for (int i = 0; i < filters * places; i++)
        {
            if (reference[i] == changed[i]) continue;
            long start = i % places * _convolution.Strides[axis] - PadOf(axis);
            if (letter < start || letter >= start + WidthOf(axis)) throw Bad($"a change at position {letter} reaches place {i % places} of its output, which should read from position {start} on; the sequence is moved or turned before it");
        }
    }

    private InputException Bad(string why) => new($"{_convolution.Label}: {why}. Name another convolution with --layer.", "no-convolution");
}

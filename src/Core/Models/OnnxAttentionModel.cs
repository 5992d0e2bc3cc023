using System.Collections.Concurrent;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>The attention inside a model, read from its graph as it predicts. Several threads may read at once.</summary>
public sealed class OnnxAttentionModel : IDisposable
{
    private readonly LoadedModel _loaded;
    private readonly TensorSession _session;
    private readonly int _fixedBatch;
    private readonly ConcurrentDictionary<int, int> _tokens = new();

    private OnnxAttentionModel(LoadedModel loaded, IReadOnlyList<AttentionLayer> layers, IReadOnlyList<string> others, ModelOptions options, int fixedBatch)
    {
        (_loaded, Layers, Others, _fixedBatch) = (loaded, layers, others, fixedBatch);
        _session = new TensorSession(loaded, loaded.RunningGraph, [.. layers.Select(static l => l.Tensor)], options);
    }

    /// <summary>Its layers, in the order of the graph.</summary>
    public IReadOnlyList<AttentionLayer> Layers { get; }

    /// <summary>A sentence for each softmax of the graph that is not among them.</summary>
    public IReadOnlyList<string> Others { get; }

    /// <summary>Matrices of a row: heads of all layers.</summary>
    public int MapCount => Layers.Sum(static l => l.Heads);

    /// <summary>Finds the attention of an open model.</summary>
    internal static OnnxAttentionModel Open(LoadedModel loaded, ModelOptions options, int fixedBatch, int length)
    {
        if (!loaded.Layout.Axes.HasBatch) fixedBatch = 1;
        (IReadOnlyList<AttentionLayer> layers, IReadOnlyList<string> others) = AttentionProbe.Find(loaded, options, fixedBatch, length);
        return new OnnxAttentionModel(loaded, layers, others, options, fixedBatch);
    }

    /// <summary>Tokens that a sequence of a length has, T; found with one row.</summary>
    /// <param name="length">Positions.</param>
    public int TokensOf(int length) => _tokens.GetOrAdd(length, Measure);

    /// <summary>Where the tokens of a sequence of a length lie, by the convolutions and poolings before the attention; null when they do not tell.</summary>
    /// <param name="length">Positions.</param>
    public TokenPlacement? PlacementOf(int length) =>
        ReceptiveField.Of(_loaded.RunningGraph, _loaded.Manifest.Input.Name, _loaded.Layout.FullLength(length), Layers[0].Tensor) is { } field && field.Count == TokensOf(length)
            ? new TokenPlacement(field.Start - _loaded.Layout.FlankLeft.Length, field.Width, field.Stride)
            : null;

    /// <summary>Reads the attention of rows of one length.</summary>
    /// <param name="letters">Shape (rows, L).</param>
    /// <param name="length">L.</param>
    /// <param name="batchRows">Most rows shown at once.</param>
    /// <param name="read">Told each row and its matrices, shape (maps, T, T), layer by layer and head by head; the memory is used again.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public void Read(ReadOnlySpan<byte> letters, int length, int batchRows, Action<int, ReadOnlyMemory<float>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        int rows = letters.Length / length, tokens = TokensOf(length), step = _fixedBatch > 0 ? _fixedBatch : Math.Min(batchRows, rows);
        var maps = new float[checked(MapCount * tokens * tokens)];
        using var batch = new TensorBatch(_loaded, step, length);
        for (int first = 0; first < rows; first += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(step, rows - first), shown = _fixedBatch > 0 ? _fixedBatch : count;
            letters.Slice(first * length, count * length).CopyTo(batch.Letters);
            TensorValues[] values = _session.Run(batch, shown);
            for (int row = 0; row < count; row++)
            {
                Gather(values, row, shown, tokens, maps);
                read(first + row, maps);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Gather(TensorValues[] values, int row, int rows, int tokens, float[] maps)
    {
        int size = tokens * tokens, at = 0;
        for (int layer = 0; layer < Layers.Count; layer++)
        {
            for (int head = 0; head < Layers[layer].Heads; head++, at += size)
                values[layer].Values.AsSpan(Layers[layer].IndexOf(row, head, rows) * size, size).CopyTo(maps.AsSpan(at));
        }
    }

    private int Measure(int length)
    {
        int rows = Math.Max(1, _fixedBatch);
        using var batch = new TensorBatch(_loaded, rows, length);
        TensorValues[] values = _session.Run(batch, rows);
        for (int layer = 0; layer < Layers.Count; layer++)
        {
            long[] shape = values[layer].Shape;
            if (shape.Length == 0 || shape[^1] != values[0].Shape[^1] || values[layer].Values.Length != rows * Layers[layer].Heads * shape[^1] * shape[^1])
            {
                throw new InputException(
                    $"{_loaded.Onnx.Name}: at {length} letters attention \"{Layers[layer].Tensor}\" has the shape [{string.Join(',', shape)}], unlike at other lengths. Give sequences of one length.", "bad-model");
            }
        }

        return (int)values[0].Shape[^1];
    }
}

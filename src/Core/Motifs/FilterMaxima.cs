using System.Numerics.Tensors;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>
/// The first pass over a layer of filters, as a model whose targets are, for each filter of a sequence, its largest
/// activation, the position where that word begins, and the sum of its activations. Only windows that lie wholly within
/// the sequence count.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="layer">Its layer; not owned.</param>
public sealed class FilterMaxima(OnnxSequenceModel model, FilterLayer layer) : ISequenceModel
{
    /// <summary>Numbers of each filter: largest activation, its start, sum.</summary>
    public const int Numbers = 3;

    /// <inheritdoc/>
    public Alphabet Alphabet => model.Alphabet;

    /// <inheritdoc/>
    public IReadOnlyList<string> Targets { get; } = [.. Enumerable.Range(0, layer.Filters * Numbers).Select(static i => $"{i / Numbers}:{i % Numbers}")];

    /// <inheritdoc/>
    public ModelFacts Facts => model.Facts;

    /// <inheritdoc/>
    public ModelBatch CreateBatch(int capacity, int length) => layer.Values.CreateBatch(capacity, length);

    /// <inheritdoc/>
    public void Predict(ModelBatch batch, Span<float> predictions)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var found = new float[predictions.Length];
        layer.Values.Evaluate(batch, (first, rows, values) =>
        {
            int places = values.RowSize / layer.Filters;
            (int from, int count) = layer.Windows(batch.Length, places);
            for (int row = 0; row < rows; row++)
            {
                Span<float> own = found.AsSpan((first + row) * layer.Filters * Numbers);
                for (int filter = 0; filter < layer.Filters; filter++)
                {
                    ReadOnlySpan<float> activations = values.Values.Slice((row * layer.Filters + filter) * places + from, count);
                    // NaN comes first in this order, so that it is seen.
                    int best = TensorPrimitives.IndexOfMax(activations);
                    own[filter * Numbers] = activations[best];
                    own[filter * Numbers + 1] = layer.StartOf(from + best);
                    own[filter * Numbers + 2] = TensorPrimitives.Sum(activations);
                }
            }
        });
        found.CopyTo(predictions);
    }

    /// <summary>Nothing: the model and its layer are the caller's.</summary>
    public void Dispose()
    {
    }
}

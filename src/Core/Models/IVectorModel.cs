namespace GenoXai.Core.Models;

/// <summary>
/// A model that turns rows of float features (an expression profile, an image laid out flat) into
/// numbers, one for each of its outputs. Several threads may predict at once, each with a batch of its own.
/// </summary>
public interface IVectorModel : IDisposable
{
    /// <summary>Features of a row, D.</summary>
    int Width { get; }

    /// <summary>Names of the outputs, in order.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>Whether every output is a probability: between 0 and 1 by the model's own last layer.</summary>
    bool IsProbability { get; }

    /// <summary>Makes a reusable batch.</summary>
    /// <param name="capacity">Most rows it holds.</param>
    VectorBatch CreateBatch(int capacity);

    /// <summary>Predicts the rows of a batch.</summary>
    /// <param name="batch">A batch of this model; <see cref="VectorBatch.Features"/> holds <see cref="VectorBatch.Rows"/> rows.</param>
    /// <param name="predictions">Shape (rows, outputs), row-major.</param>
    void Predict(VectorBatch batch, Span<float> predictions);
}

/// <summary>Rows of features that are shown to a model together. Rows keep their contents between predictions, so only what changed need be written.</summary>
public class VectorBatch : IDisposable
{
    /// <summary>Makes a batch.</summary>
    /// <param name="capacity">Most rows it holds.</param>
    /// <param name="width">Features of a row.</param>
    public VectorBatch(int capacity, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        (Capacity, Width) = (capacity, width);
        // Pinned for good: a runtime reads this memory while the collector may run.
        Features = GC.AllocateArray<float>(checked(capacity * width), pinned: true);
    }

    /// <summary>Most rows it holds.</summary>
    public int Capacity { get; }

    /// <summary>Features of a row, D.</summary>
    public int Width { get; }

    /// <summary>Features, shape (capacity, D), row-major.</summary>
    public float[] Features { get; }

    /// <summary>Rows in use.</summary>
    public int Rows { get; set; }

    /// <summary>One row.</summary>
    /// <param name="index">From 0.</param>
    public Span<float> Row(int index) => Features.AsSpan(index * Width, Width);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the batch holds outside the managed heap.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}

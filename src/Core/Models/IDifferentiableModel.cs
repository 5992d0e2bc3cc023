namespace GenoXai.Core.Models;

/// <summary>
/// A model that also tells how its targets change with its input. It is asked at points: numbers of
/// shape (q, L) that are the one-hot columns of a sequence or anything between such columns. Several
/// threads may ask at once, each with a batch of its own.
/// </summary>
public interface IDifferentiableModel : IDisposable
{
    /// <summary>Letters, q.</summary>
    int LetterCount { get; }

    /// <summary>Number of targets, T.</summary>
    int TargetCount { get; }

    /// <summary>Makes a reusable batch.</summary>
    /// <param name="capacity">Most points it holds.</param>
    /// <param name="length">Positions of each point, L.</param>
    PointBatch CreateBatch(int capacity, int length);

    /// <summary>Predicts the points of a batch and differentiates each target at each of them.</summary>
    /// <param name="batch">A batch of this model.</param>
    /// <param name="predictions">Shape (points, T), in units of the targets.</param>
    /// <param name="gradients">Shape (points, T, q, L): ∂target/∂point, or multipliers where the model compares with references.</param>
    void Evaluate(PointBatch batch, Span<float> predictions, Span<float> gradients);
}

/// <summary>Points that are shown to a model together, and the memory they need.</summary>
public abstract class PointBatch : IDisposable
{
    /// <summary>Makes a batch.</summary>
    /// <param name="capacity">Most points it holds.</param>
    /// <param name="length">Positions of each point.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="hasReferences">Whether each point has a reference beside it.</param>
    /// <param name="targets">T.</param>
    protected PointBatch(int capacity, int length, int letterCount, bool hasReferences, int targets)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        (Length, Size) = (length, checked(letterCount * length));
        Points = new float[checked(capacity * Size)];
        References = hasReferences ? new float[Points.Length] : [];
        ReferencePredictions = hasReferences ? new float[checked(capacity * targets)] : [];
    }

    /// <summary>Positions of each point, L.</summary>
    public int Length { get; }

    /// <summary>Numbers of a point, q·L.</summary>
    public int Size { get; }

    /// <summary>The points, shape (capacity, q, L).</summary>
    public float[] Points { get; }

    /// <summary>The point that each is compared with, shape (capacity, q, L); empty for a model of gradients.</summary>
    public float[] References { get; }

    /// <summary>Predictions of the references after an evaluation, shape (capacity, T); empty for a model of gradients.</summary>
    public float[] ReferencePredictions { get; }

    /// <summary>Points in use.</summary>
    public int Count { get; set; }

    /// <summary>Frees what the batch holds outside the managed heap.</summary>
    public abstract void Dispose();
}

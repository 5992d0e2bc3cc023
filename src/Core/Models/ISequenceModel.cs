using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>
/// A model that turns sequences into numbers, one for each of its targets. A batch is filled by
/// its owner, encoded, and predicted; several threads may do so at once, each with a batch of its own.
/// </summary>
public interface ISequenceModel : IDisposable
{
    /// <summary>The letters it knows, in its order.</summary>
    Alphabet Alphabet { get; }

    /// <summary>Names of the targets that are predicted, in order.</summary>
    IReadOnlyList<string> Targets { get; }

    /// <summary>What a row costs and how long a sequence may be.</summary>
    ModelFacts Facts { get; }

    /// <summary>Makes a reusable batch.</summary>
    /// <param name="capacity">Most rows it holds.</param>
    /// <param name="length">Positions of each row.</param>
    ModelBatch CreateBatch(int capacity, int length);

    /// <summary>Predicts the rows of a batch.</summary>
    /// <param name="batch">A batch of this model; <see cref="ModelBatch.Letters"/> holds <see cref="ModelBatch.Rows"/> rows.</param>
    /// <param name="predictions">Shape (rows, targets), row-major, in units of the targets.</param>
    void Predict(ModelBatch batch, Span<float> predictions);
}

/// <summary>Rows that are shown to a model together, and the memory they need.</summary>
public abstract class ModelBatch : IDisposable
{
    /// <summary>Makes a batch.</summary>
    /// <param name="capacity">Most rows it holds.</param>
    /// <param name="length">Positions of each row.</param>
    protected ModelBatch(int capacity, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        (Capacity, Length) = (capacity, length);
        Letters = new byte[checked(capacity * length)];
    }

    /// <summary>Most rows it holds.</summary>
    public int Capacity { get; }

    /// <summary>Positions of each row, L.</summary>
    public int Length { get; }

    /// <summary>Letter indices, shape (capacity, L), row-major.</summary>
    public byte[] Letters { get; }

    /// <summary>Rows in use.</summary>
    public int Rows { get; set; }

    /// <summary>Makes a prediction of this batch that is at work end early, by <see cref="OperationCanceledException"/>; from any thread.</summary>
    public virtual void Stop()
    {
    }

    /// <summary>Frees what the batch holds outside the managed heap.</summary>
    public abstract void Dispose();
}

/// <summary>What is known of a model's cost and of the sequences it takes.</summary>
/// <param name="Sha256">SHA-256 of the model file, lower-case hexadecimal.</param>
/// <param name="FixedLength">The one length it takes; null when several are possible.</param>
/// <param name="MinLength">Least length, for a model of several lengths.</param>
/// <param name="MaxLength">Largest length, for a model of several lengths.</param>
/// <param name="LengthStep">Lengths are <paramref name="MinLength"/> plus a multiple of this.</param>
/// <param name="CostLength">The length at which the costs were found.</param>
/// <param name="MultiplyAdds">Multiply-adds of one row at that length, from the graph's shapes.</param>
/// <param name="PeakTensorBytes">Bytes of the largest inner tensor of one row at that length.</param>
/// <param name="RowByRow">Whether the model can be shown only one row at a time.</param>
public sealed record ModelFacts(
    string Sha256,
    int? FixedLength,
    int MinLength,
    int MaxLength,
    int LengthStep,
    int CostLength,
    long MultiplyAdds,
    long PeakTensorBytes,
    bool RowByRow)
{
    /// <summary>Throws unless sequences of a length can be shown to the model.</summary>
    /// <param name="length">Positions.</param>
    /// <param name="where">How the message names the sequence, e.g. <c>x.fa, line 3, record "a"</c>.</param>
    /// <exception cref="InputException">They cannot.</exception>
    public void CheckLength(int length, string where)
    {
        if (FixedLength is { } only && length != only)
            throw new InputException($"{where}: {length} letters, but the model takes exactly {only}. Cut or pad the sequences to {only} letters.", "bad-sequence");
        if (length < MinLength || length > MaxLength)
            throw new InputException($"{where}: {length} letters, but the model takes {MinLength} to {MaxLength}.", "bad-sequence");
        if ((length - MinLength) % LengthStep != 0)
            throw new InputException($"{where}: {length} letters, but the model takes {MinLength} plus a multiple of {LengthStep}.", "bad-sequence");
    }

    /// <summary>Multiply-adds of one row of a length: proportional to it.</summary>
    /// <param name="length">Positions.</param>
    public double MultiplyAddsAt(int length) => Math.Max(1.0, (double)MultiplyAdds * length / CostLength);
}

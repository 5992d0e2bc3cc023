namespace GenoXai.Core.Models;

/// <summary>
/// A numbered list of rows to show to a model, made when they are asked for. Rows of one length
/// that follow each other may share a batch. Filling is safe from several threads.
/// </summary>
public abstract class RowSource
{
    /// <summary>Number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Positions of a row.</summary>
    /// <param name="row">0 to <see cref="Count"/> − 1.</param>
    public abstract int LengthOf(int row);

    /// <summary>The first row after this one that has another length, or <see cref="Count"/>.</summary>
    /// <param name="row">0 to <see cref="Count"/> − 1.</param>
    public virtual int RunEnd(int row)
    {
        int length = LengthOf(row), end = row + 1;
        while (end < Count && LengthOf(end) == length) end++;
        return end;
    }

    /// <summary>Writes rows of one length.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="letters">Letter indices, shape (count, length).</param>
    public abstract void Fill(int first, int count, Span<byte> letters);

    /// <summary>Whether rows are columns of any numbers instead of letters; then <see cref="FillColumns"/> writes them.</summary>
    public virtual bool HasColumns => false;

    /// <summary>Writes rows of one length as columns.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="columns">Shape (count, q, length).</param>
    public virtual void FillColumns(int first, int count, Span<float> columns) => throw new NotSupportedException("These rows are letters.");
}

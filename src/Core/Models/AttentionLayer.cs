namespace GenoXai.Core.Models;

/// <summary>A tensor of a model that holds attention: for each row and head a matrix (T, T) whose lines sum to 1.</summary>
/// <param name="Tensor">Its name in the graph.</param>
/// <param name="Heads">Matrices of a row.</param>
/// <param name="RowsFirst">Whether matrices of one row stand together; else those of one head.</param>
public sealed record AttentionLayer(string Tensor, int Heads, bool RowsFirst)
{
    /// <summary>Where a matrix stands among all of a batch.</summary>
    internal int IndexOf(int row, int head, int rows) => RowsFirst ? row * Heads + head : head * rows + row;
}

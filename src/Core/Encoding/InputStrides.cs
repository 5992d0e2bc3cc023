namespace GenoXai.Core.Encoding;

/// <summary>Distances, in elements, between neighbours in a row-major one-hot input tensor.</summary>
/// <param name="Row">From one row of the batch to the next, length × letters.</param>
/// <param name="Position">From one position of a row to the next.</param>
/// <param name="Letter">From one letter of a position to the next.</param>
public readonly record struct InputStrides(int Row, int Position, int Letter)
{
    /// <summary>Index of one element.</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="position">Position in the sequence.</param>
    /// <param name="letter">Letter index.</param>
    public int Offset(int row, int position, int letter) => row * Row + position * Position + letter * Letter;
}

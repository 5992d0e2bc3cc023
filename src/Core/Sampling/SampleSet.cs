namespace GenoXai.Core.Sampling;

/// <summary>Sequences shown to a model with what it answered: the data a sketch is decoded from.</summary>
public sealed class SampleSet
{
    /// <summary>Makes a set over the given arrays (not copied).</summary>
    /// <param name="length">Positions of a row, L.</param>
    /// <param name="letters">Letter indices, shape (rows, L), row-major; no missing letters.</param>
    /// <param name="values">The target's values, shape (rows).</param>
    public SampleSet(int length, byte[] letters, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentNullException.ThrowIfNull(letters);
        ArgumentNullException.ThrowIfNull(values);
        if (letters.Length != checked(values.Length * length))
            throw new ArgumentException($"{letters.Length} letters are not {values.Length} rows of {length}.", nameof(letters));
        (Length, Letters, Values) = (length, letters, values);
    }

    /// <summary>Positions of a row, L.</summary>
    public int Length { get; }

    /// <summary>Letter indices, shape (rows, L).</summary>
    public byte[] Letters { get; }

    /// <summary>The target's values, shape (rows), in units of the target.</summary>
    public float[] Values { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Values.Length;

    /// <summary>The letters of one row, shape (L).</summary>
    /// <param name="row">0 to <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<byte> Row(int row) => Letters.AsSpan(row * Length, Length);

    /// <summary>A copy of a run of rows.</summary>
    /// <param name="start">First row.</param>
    /// <param name="count">How many.</param>
    public SampleSet Slice(int start, int count) =>
        new(Length, Letters.AsSpan(start * Length, count * Length).ToArray(), Values.AsSpan(start, count).ToArray());
}

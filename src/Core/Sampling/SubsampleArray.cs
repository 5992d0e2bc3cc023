namespace GenoXai.Core.Sampling;

/// <summary>Values of a design's rows that lie in memory.</summary>
public sealed class SubsampleArray : ISubsampleSource
{
    private readonly ReadOnlyMemory<double> _doubles;
    private readonly ReadOnlyMemory<float> _floats;

    /// <summary>Over doubles (not copied).</summary>
    /// <param name="values">Shape (rows) in the design's order, in units of the target.</param>
    public SubsampleArray(ReadOnlyMemory<double> values) => _doubles = values;

    /// <summary>Over floats, as a model gives them (not copied).</summary>
    /// <param name="values">Shape (rows) in the design's order, in units of the target.</param>
    public SubsampleArray(ReadOnlyMemory<float> values) => _floats = values;

    /// <summary>Number of rows held.</summary>
    public int Count => Math.Max(_doubles.Length, _floats.Length);

    /// <inheritdoc/>
    public void Read(long firstRow, Span<double> values)
    {
        if (_floats.IsEmpty)
        {
            _doubles.Span.Slice((int)firstRow, values.Length).CopyTo(values);
            return;
        }

        System.Numerics.Tensors.TensorPrimitives.ConvertChecked(_floats.Span.Slice((int)firstRow, values.Length), values);
    }
}

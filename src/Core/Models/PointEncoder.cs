using GenoXai.Core.Encoding;

namespace GenoXai.Core.Models;

/// <summary>Writes points of shape (q, L) into a model's input tensor with its axes and flanks, and reads gradients of that shape back.</summary>
internal sealed class PointEncoder
{
    private readonly int _length, _letters, _left;
    private readonly InputStrides _strides;
    private readonly float[] _empty;

    public PointEncoder(InputLayout layout, int length)
    {
        (_length, _letters, _left) = (length, layout.LetterCount, layout.FlankLeft.Length);
        _strides = layout.Axes.Strides(layout.FullLength(length), layout.LetterCount);
        // A row whose flanks are written and whose own positions are to be.
        var encoder = new OneHotEncoder<float>(_letters, length, _strides.Position, _strides.Letter, layout.FlankLeft, layout.FlankRight, layout.MissingFill);
        _empty = new float[encoder.RowSize];
        encoder.Encode(new byte[length], 1, _empty);
    }

    /// <summary>Numbers of one row of the tensor.</summary>
    public int RowSize => _strides.Row;

    /// <summary>Writes points.</summary>
    /// <param name="points">Shape (count, q, L).</param>
    /// <param name="count">How many.</param>
    /// <param name="tensor">At least count rows.</param>
    public void Encode(ReadOnlySpan<float> points, int count, Span<float> tensor)
    {
        int size = _letters * _length;
        for (int row = 0; row < count; row++)
        {
            Span<float> target = tensor.Slice(row * RowSize, RowSize);
            ReadOnlySpan<float> source = points.Slice(row * size, size);
            _empty.CopyTo(target);
            for (int letter = 0; letter < _letters; letter++)
                for (int position = 0, at = _left * _strides.Position + letter * _strides.Letter; position < _length; position++, at += _strides.Position)
                    target[at] = source[letter * _length + position];
        }
    }

    /// <summary>Reads one row of a tensor of the input's shape; flanks are left out.</summary>
    /// <param name="row">One row.</param>
    /// <param name="values">Shape (q, L).</param>
    public void Decode(ReadOnlySpan<float> row, Span<float> values)
    {
        for (int letter = 0; letter < _letters; letter++)
            for (int position = 0, at = _left * _strides.Position + letter * _strides.Letter; position < _length; position++, at += _strides.Position)
                values[letter * _length + position] = row[at];
    }
}

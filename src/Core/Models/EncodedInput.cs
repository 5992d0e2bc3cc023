using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenoXai.Core.Encoding;
using GenoXai.Core.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GenoXai.Core.Models;

/// <summary>The sequence input of a batch: memory written by the encoder and read by the runtime without a copy.</summary>
internal abstract class EncodedInput : IDisposable
{
    private readonly Dictionary<int, OrtValue> _tensors = [];

    /// <summary>Writes rows of letters.</summary>
    public abstract void Encode(ReadOnlySpan<byte> letters, int rows);

    /// <summary>Writes rows of columns of any numbers, shape (rows, q, L).</summary>
    public abstract void EncodeColumns(ReadOnlySpan<float> columns, int rows);

    /// <summary>The first rows as a tensor of the runtime; kept, since full batches are the rule.</summary>
    public OrtValue Tensor(int rows)
    {
        if (!_tensors.TryGetValue(rows, out OrtValue? tensor)) _tensors[rows] = tensor = MakeTensor(rows);
        return tensor;
    }

    public void Dispose()
    {
        foreach (OrtValue tensor in _tensors.Values) tensor.Dispose();
        _tensors.Clear();
    }

    public static EncodedInput Create(ElementType type, InputLayout layout, int capacity, int length) => type switch
    {
        ElementType.Float64 => new EncodedInput<double>(TensorElementType.Double, layout, capacity, length),
        ElementType.Float16 => new EncodedInput<Half>(TensorElementType.Float16, layout, capacity, length),
        _ => new EncodedInput<float>(TensorElementType.Float, layout, capacity, length),
    };

    protected abstract OrtValue MakeTensor(int rows);
}

/// <summary>How a model's manifest lays a sequence into the input tensor.</summary>
/// <param name="Axes">Order of the axes.</param>
/// <param name="LetterCount">q.</param>
/// <param name="FlankLeft">Constant letters before the sequence.</param>
/// <param name="FlankRight">Constant letters behind it.</param>
/// <param name="MissingFill">What the column of a missing letter holds.</param>
internal sealed record InputLayout(InputAxes Axes, int LetterCount, byte[] FlankLeft, byte[] FlankRight, double MissingFill)
{
    public int FullLength(int length) => checked(length + FlankLeft.Length + FlankRight.Length);
}

internal sealed class EncodedInput<T> : EncodedInput
    where T : unmanaged, INumber<T>
{
    private readonly TensorElementType _type;
    private readonly InputLayout _layout;
    private readonly OneHotEncoder<T> _encoder;
    private readonly T[] _buffer;
    private readonly int _length;
    private bool _flanksAreWritten;

    public EncodedInput(TensorElementType type, InputLayout layout, int capacity, int length)
    {
        (_type, _layout, _length) = (type, layout, length);
        InputStrides strides = layout.Axes.Strides(layout.FullLength(length), layout.LetterCount);
        _encoder = new OneHotEncoder<T>(layout.LetterCount, length, strides.Position, strides.Letter, layout.FlankLeft, layout.FlankRight, layout.MissingFill);
        // Pinned for good: the runtime reads this memory while the collector may run.
        _buffer = GC.AllocateUninitializedArray<T>(checked(capacity * _encoder.RowSize), pinned: true);
    }

    public override void Encode(ReadOnlySpan<byte> letters, int rows) => _encoder.Encode(letters, rows, _buffer);

    public override void EncodeColumns(ReadOnlySpan<float> columns, int rows)
    {
        // Letters leave the flanks of every row where they belong.
        if (!_flanksAreWritten) _encoder.Encode(new byte[_buffer.Length / _encoder.RowSize * _length], _buffer.Length / _encoder.RowSize, _buffer);
        _flanksAreWritten = true;
        InputStrides strides = _layout.Axes.Strides(_layout.FullLength(_length), _layout.LetterCount);
        for (int row = 0, at = 0; row < rows; row++)
        {
            for (int letter = 0; letter < _layout.LetterCount; letter++)
            {
                int target = strides.Offset(row, _layout.FlankLeft.Length, letter);
                for (int position = 0; position < _length; position++, target += strides.Position) _buffer[target] = T.CreateTruncating(columns[at++]);
            }
        }
    }

    protected override OrtValue MakeTensor(int rows)
    {
        long[] shape = _layout.Axes.Shape(rows, _layout.FullLength(_length), _layout.LetterCount);
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, _type, shape,
            Marshal.UnsafeAddrOfPinnedArrayElement(_buffer, 0), (long)rows * _encoder.RowSize * Unsafe.SizeOf<T>());
    }
}

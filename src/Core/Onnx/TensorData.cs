using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using GenoXai.Core.Onnx.Proto;
using Google.Protobuf;

namespace GenoXai.Core.Onnx;

/// <summary>Reads and makes the tensors that a model file stores.</summary>
internal static class TensorData
{
    /// <summary>Number of elements; null when the shape is damaged.</summary>
    internal static long? Elements(TensorProto tensor)
    {
        UInt128 count = 1;
        foreach (long size in tensor.Dims)
        {
            if (size < 0) return null;
            count = size == 0 ? 0 : count * (UInt128)size;
            if (count > long.MaxValue) return null;
        }

        return (long)count;
    }

    /// <summary>Number of bytes the elements take in raw form; null when that is not known.</summary>
    internal static long? Bytes(TensorProto tensor)
    {
        int size = ((ElementType)tensor.DataType).Bytes;
        return size > 0 && Elements(tensor) is { } count && count <= long.MaxValue / size ? count * size : null;
    }

    /// <summary>A tensor of whole numbers or truth values, in row-major order.</summary>
    /// <param name="tensor">The stored tensor.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="most">Larger tensors are left alone: this is for shapes, axes and indices.</param>
    internal static bool TryReadIntegers(TensorProto tensor, out long[] values, int most = 1 << 16)
    {
        values = [];
        if (ExternalData.IsExternal(tensor) || Elements(tensor) is not { } count || count > most) return false;
        if ((ElementType)tensor.DataType is not (ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8
            or ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.Bool)) return false;

        if (tensor.Int64Data.Count > 0) values = [.. tensor.Int64Data];
        else if (tensor.Int32Data.Count > 0) values = [.. tensor.Int32Data.Select(static v => (long)v)];
        else if (!TryReadRaw(tensor, out values)) return false;
        return values.Length == count;
    }

    /// <summary>A tensor of float32 or float64 numbers in row-major order.</summary>
    /// <param name="tensor">The stored tensor.</param>
    /// <param name="values">The numbers.</param>
    internal static bool TryReadFloats(TensorProto tensor, out double[] values)
    {
        values = [];
        if (ExternalData.IsExternal(tensor) || Elements(tensor) is not { } count || count > Array.MaxLength) return false;
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        switch ((ElementType)tensor.DataType)
        {
            case ElementType.Float32 when tensor.FloatData.Count > 0:
                values = [.. tensor.FloatData.Select(static v => (double)v)];
                break;
            case ElementType.Float32 when raw.Length == count * 4:
                values = Widen(MemoryMarshal.Cast<byte, float>(raw));
                break;
            case ElementType.Float64 when tensor.DoubleData.Count > 0:
                values = [.. tensor.DoubleData];
                break;
            case ElementType.Float64 when raw.Length == count * 8:
                values = MemoryMarshal.Cast<byte, double>(raw).ToArray();
                break;
            case ElementType.Float16 when raw.Length == count * 2:
                values = Widen(MemoryMarshal.Cast<byte, Half>(raw));
                break;
            case ElementType.Float16 when tensor.Int32Data.Count > 0:
                values = [.. tensor.Int32Data.Select(static v => (double)BitConverter.UInt16BitsToHalf(unchecked((ushort)v)))];
                break;
            default:
                return false;
        }

        return values.Length == count;
    }

    /// <summary>An int64 vector, or a scalar.</summary>
    internal static TensorProto Integers(string name, ReadOnlySpan<long> values, bool scalar = false)
    {
        var bytes = new byte[values.Length * 8];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * 8), values[i]);
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Int64, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        if (!scalar) tensor.Dims.Add(values.Length);
        return tensor;
    }

    /// <summary>A float32 tensor.</summary>
    internal static TensorProto Floats(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)ElementType.Float32,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        foreach (long size in shape) tensor.Dims.Add(size);
        return tensor;
    }

    private static bool TryReadRaw(TensorProto tensor, out long[] values)
    {
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        values = (ElementType)tensor.DataType switch
        {
            ElementType.Int64 => Widen<long>(raw),
            ElementType.Int32 => Widen<int>(raw),
            ElementType.Int16 => Widen<short>(raw),
            ElementType.Int8 => Widen<sbyte>(raw),
            ElementType.UInt32 => Widen<uint>(raw),
            ElementType.UInt16 => Widen<ushort>(raw),
            _ => Widen<byte>(raw),
        };
        return true;
    }

    private static long[] Widen<T>(ReadOnlySpan<byte> raw)
        where T : unmanaged, INumber<T>
    {
        // The format is little-endian, as is every machine the runtime exists for.
        ReadOnlySpan<T> items = MemoryMarshal.Cast<byte, T>(raw);
        var values = new long[items.Length];
        for (int i = 0; i < items.Length; i++) values[i] = long.CreateChecked(items[i]);
        return values;
    }

    private static double[] Widen<T>(ReadOnlySpan<T> items)
        where T : unmanaged, INumber<T>
    {
        var values = new double[items.Length];
        for (int i = 0; i < items.Length; i++) values[i] = double.CreateChecked(items[i]);
        return values;
    }
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace GenoXai.Core.Results;

/// <summary>Turns the bytes of an array's cells into numbers, and column order into row order.</summary>
internal static class NpyCells
{
    /// <summary>Converts cells to the type asked for.</summary>
    /// <param name="bytes">The cells, little-endian.</param>
    /// <param name="type">What they hold.</param>
    /// <param name="destination">One number a cell.</param>
    /// <param name="name">How an error names the array.</param>
    public static void Convert<T>(ReadOnlySpan<byte> bytes, NpyType type, Span<T> destination, string name)
        where T : unmanaged, INumber<T>
    {
        switch (type.Kind, type.ItemSize)
        {
            case ('f', 2): From<Half, T>(bytes, destination, type, name); break;
            case ('f', 4): From<float, T>(bytes, destination, type, name); break;
            case ('f', 8): From<double, T>(bytes, destination, type, name); break;
            case ('i', 1): From<sbyte, T>(bytes, destination, type, name); break;
            case ('i', 2): From<short, T>(bytes, destination, type, name); break;
            case ('i', 4): From<int, T>(bytes, destination, type, name); break;
            case ('i', 8): From<long, T>(bytes, destination, type, name); break;
            case ('b', 1): From<byte, T>(bytes, destination, type, name); break;
            case ('u', 1): From<byte, T>(bytes, destination, type, name); break;
            case ('u', 2): From<ushort, T>(bytes, destination, type, name); break;
            case ('u', 4): From<uint, T>(bytes, destination, type, name); break;
            case ('u', 8): From<ulong, T>(bytes, destination, type, name); break;
            default: throw NpyHeader.Wrong(name, $"cells of {type} are not numbers.");
        }
    }

    /// <summary>A copy in C order of cells in Fortran order (first axis fastest).</summary>
    /// <param name="values">The cells.</param>
    /// <param name="shape">Extent of each axis.</param>
    public static T[] ToRowMajor<T>(T[] values, long[] shape)
    {
        var result = new T[values.Length];
        var index = new long[shape.Length];
        var stride = new long[shape.Length];
        long product = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            stride[axis] = product;
            product *= shape[axis];
        }

        long source = 0;
        for (int target = 0; target < result.Length; target++)
        {
            result[target] = values[source];
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                source += stride[axis];
                if (++index[axis] < shape[axis]) break;
                source -= stride[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return result;
    }

    private static void From<TFrom, TTo>(ReadOnlySpan<byte> bytes, Span<TTo> destination, NpyType type, string name)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        ReadOnlySpan<TFrom> cells = MemoryMarshal.Cast<byte, TFrom>(bytes);
        if (typeof(TFrom) == typeof(TTo))
        {
            MemoryMarshal.Cast<TFrom, TTo>(cells).CopyTo(destination);
            return;
        }

        // Integers must come out as they went in; floats may be rounded to a narrower float.
        bool exact = TTo.IsInteger(TTo.One / (TTo.One + TTo.One));
        for (int i = 0; i < cells.Length; i++)
        {
            TTo value;
            try
            {
                value = TTo.CreateChecked(cells[i]);
            }
            catch (OverflowException)
            {
                throw NpyHeader.Wrong(name, $"{cells[i]} ({type}) does not fit {NpyType.NameOf<TTo>()}.");
            }

            if (exact && TFrom.CreateChecked(value) != cells[i])
                throw NpyHeader.Wrong(name, $"{cells[i]} ({type}) is not a whole number where {NpyType.NameOf<TTo>()} is needed.");
            destination[i] = value;
        }
    }
}

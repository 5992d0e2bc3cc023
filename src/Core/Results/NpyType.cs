using System.Globalization;

namespace GenoXai.Core.Results;

/// <summary>What a cell of a NumPy array holds: numpy's <c>dtype</c>, little-endian.</summary>
/// <param name="Kind">numpy's letter: f float, i integer, u unsigned integer, b boolean, U text.</param>
/// <param name="ItemSize">Bytes of a cell.</param>
public readonly record struct NpyType(char Kind, int ItemSize)
{
    /// <summary>Characters a text cell has room for; 0 for numbers.</summary>
    public int TextWidth => Kind == 'U' ? ItemSize / 4 : 0;

    /// <summary>numpy's name, e.g. <c>&lt;f4</c>, <c>|u1</c>, <c>&lt;U12</c>.</summary>
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"{(ItemSize == 1 ? '|' : '<')}{Kind}{(Kind == 'U' ? TextWidth : ItemSize)}");

    /// <summary>Text cells of a width.</summary>
    /// <param name="width">Unicode characters a cell has room for, 1 or more.</param>
    public static NpyType Text(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return new NpyType('U', checked(width * 4));
    }

    /// <summary>The type of a .NET number.</summary>
    /// <typeparam name="T">float, double, byte, int or long.</typeparam>
    public static NpyType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return new NpyType('f', 4);
        if (typeof(T) == typeof(double)) return new NpyType('f', 8);
        if (typeof(T) == typeof(byte)) return new NpyType('u', 1);
        if (typeof(T) == typeof(int)) return new NpyType('i', 4);
        if (typeof(T) == typeof(long)) return new NpyType('i', 8);
        throw new NotSupportedException($"Arrays of {typeof(T).Name} are not written; float, double, byte, int and long are.");
    }

    /// <summary>numpy's word for a .NET number type, for messages.</summary>
    internal static string NameOf<T>() => typeof(T) == typeof(float) ? "float32" : typeof(T) == typeof(double) ? "float64"
        : typeof(T) == typeof(byte) ? "uint8" : typeof(T) == typeof(int) ? "int32" : typeof(T) == typeof(long) ? "int64" : typeof(T).Name;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        'U' => string.Create(CultureInfo.InvariantCulture, $"text of {TextWidth} characters"),
        'b' => "bool",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(Kind == 'f' ? "float" : Kind == 'i' ? "int" : "uint")}{ItemSize * 8}"),
    };
}

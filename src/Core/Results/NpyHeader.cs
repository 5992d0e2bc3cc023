using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using GenoXai.Core.Sequences;
namespace GenoXai.Core.Results;

/// <summary>The head of a NumPy array file: what a cell is, the shape, and the order of the cells.</summary>
/// <param name="Type">What a cell holds.</param>
/// <param name="Shape">Extent of each axis; empty for a single number.</param>
/// <param name="FortranOrder">Whether the first axis varies fastest instead of the last.</param>
/// <remarks>NumPy Enhancement Proposal 1. Versions 1 to 3 are read; 1 is written, in C order.</remarks>
public sealed partial record NpyHeader(NpyType Type, long[] Shape, bool FortranOrder = false)
{
    private const int MaximumLength = 1 << 20;

    /// <summary>Number of cells: the product of the shape, 1 for a single number.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long extent in Shape) count = checked(count * extent);
            return count;
        }
    }

    /// <summary>Bytes of all cells.</summary>
    public long ByteCount => checked(Count * Type.ItemSize);

    /// <summary>The shape as numpy prints it, e.g. <c>(3, 4, 60)</c>.</summary>
    public string ShapeText => Shape.Length == 1
        ? string.Create(CultureInfo.InvariantCulture, $"({Shape[0]},)")
        : $"({string.Join(", ", Shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture)))})";

    /// <summary>Bytes before the first cell in the file this was read from.</summary>
    internal long HeadLength { get; private init; }

    /// <summary>The bytes before the cells; a multiple of 64, so that the cells can be mapped to memory.</summary>
    public byte[] ToBytes()
    {
        string fields = $"{{'descr': '{Type.Description}', 'fortran_order': {(FortranOrder ? "True" : "False")}, 'shape': {ShapeText}, }}";
        int length = (10 + fields.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[length];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)(length - 10)));
        bytes.AsSpan(10).Fill((byte)' ');
        System.Text.Encoding.ASCII.GetBytes(fields, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>Reads the head; the stream then stands at the first cell.</summary>
    /// <param name="stream">The array file.</param>
    /// <param name="name">How an error names it, e.g. <c>ism.npz, array "values"</c>.</param>
    /// <exception cref="InputException">It is not a NumPy array, or one of cells that are not read here.</exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> start = stackalloc byte[12];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];
        if (stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) < 10 || !start[..6].SequenceEqual(magic))
            throw Wrong(name, "it does not begin like a NumPy array. Write it with numpy.save or numpy.savez.");
        if (start[6] is < 1 or > 3) throw Wrong(name, $"NumPy format version {start[6]} is not known; 1 to 3 are.");

        uint length = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (start[6] > 1)
        {
            if (stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) < 2) throw Wrong(name, "the file ends within its head.");
            length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        }

        if (length > MaximumLength) throw Wrong(name, $"a head of {length} bytes is not believable.");
        var fields = new byte[length];
        if (stream.ReadAtLeast(fields, fields.Length, throwOnEndOfStream: false) < fields.Length)
            throw Wrong(name, "the file ends within its head.");
        return Parse(System.Text.Encoding.UTF8.GetString(fields), name) with { HeadLength = (start[6] > 1 ? 12 : 10) + length };
    }

    private static NpyHeader Parse(string text, string name)
    {
        Match type = TypeField().Match(text), order = OrderField().Match(text), shape = ShapeField().Match(text);
        if (!order.Success || !shape.Success) throw Wrong(name, $"its head is not understood: {text.Trim()}");
        if (!type.Success) throw Wrong(name, "tables with named fields are not read; save each column as an array of its own.");

        string[] extents = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var sizes = new long[extents.Length];
        for (int i = 0; i < sizes.Length; i++)
            if (!long.TryParse(extents[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]))
                throw Wrong(name, $"its shape is not understood: ({shape.Groups[1].Value})");

        var header = new NpyHeader(ParseType(type.Groups[1].Value, name), sizes, order.Groups[1].Value == "True");
        try
        {
            _ = header.ByteCount;
        }
        catch (OverflowException)
        {
            throw Wrong(name, $"the shape {header.ShapeText} is not believable.");
        }

        return header;
    }

    private static NpyType ParseType(string text, string name)
    {
        Match match = TypeName().Match(text);
        if (!match.Success || !int.TryParse(match.Groups[3].Value is "" ? "0" : match.Groups[3].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int size))
            throw Wrong(name, $"cells of type '{text}' are not read; float, int, uint, bool and str are.");
        char kind = match.Groups[2].Value[0];
        if (match.Groups[1].Value == ">" && !(kind != 'U' && size == 1))
            throw Wrong(name, $"its cells are big-endian ('{text}'). Convert it with array.astype(array.dtype.newbyteorder('<')).");
        bool known = kind switch
        {
            'f' => size is 2 or 4 or 8,
            'i' or 'u' => size is 1 or 2 or 4 or 8,
            'b' => size == 1,
            // An array of empty texts has width 0 in some versions of numpy.
            'U' => size <= int.MaxValue / 4,
            _ => false,
        };
        string advice = kind == 'O' ? "Python objects are never loaded; convert it with array.astype(str) or astype(float)." : "float, int, uint, bool and str are.";
        return known ? new NpyType(kind, kind == 'U' ? size * 4 : size) : throw Wrong(name, $"cells of type '{text}' are not read; {advice}");
    }

    internal static InputException Wrong(string name, string what) => new($"{name}: {what}", "bad-array");

    [GeneratedRegex(@"'descr'\s*:\s*'([^']*)'")]
    private static partial Regex TypeField();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex OrderField();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^)]*)\)")]
    private static partial Regex ShapeField();

    [GeneratedRegex(@"^([<>|=]?)([a-zA-Z])(\d*)$")]
    private static partial Regex TypeName();
}

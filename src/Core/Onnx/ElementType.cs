using System.Diagnostics.CodeAnalysis;

namespace GenoXai.Core.Onnx;

/// <summary>Type of a tensor's elements; the numbers are those of the ONNX format.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The types are what the names are about.")]
public enum ElementType
{
    /// <summary>Not a tensor, or not said.</summary>
    Unknown = 0,

    /// <summary>32-bit floating point.</summary>
    Float32 = 1,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 2,

    /// <summary>8-bit integer.</summary>
    Int8 = 3,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 4,

    /// <summary>16-bit integer.</summary>
    Int16 = 5,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Text.</summary>
    Text = 8,

    /// <summary>True or false, a byte each.</summary>
    Bool = 9,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Float64 = 11,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 12,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 13,

    /// <summary>Two 32-bit floating point numbers.</summary>
    Complex64 = 14,

    /// <summary>Two 64-bit floating point numbers.</summary>
    Complex128 = 15,

    /// <summary>16-bit floating point with the exponent of a 32-bit one.</summary>
    BFloat16 = 16,
}

/// <summary>What is known of an element type.</summary>
public static class ElementTypeFacts
{
    extension(ElementType type)
    {
        /// <summary>Whether numbers of this type have a fraction.</summary>
        public bool IsFloat => type is ElementType.Float32 or ElementType.Float16 or ElementType.Float64 or ElementType.BFloat16;

        /// <summary>Bytes of one element; 0 when it has no fixed size.</summary>
        public int Bytes => type switch
        {
            ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
            ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
            ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
            ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 or ElementType.Complex64 => 8,
            ElementType.Complex128 => 16,
            _ => 0,
        };

        /// <summary>The usual name, e.g. <c>float32</c>.</summary>
        public string DisplayName => Enum.IsDefined(type) ? type.ToString().ToLowerInvariant() : $"type {(int)type}";
    }
}

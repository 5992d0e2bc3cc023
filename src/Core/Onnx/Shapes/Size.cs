using System.Globalization;

namespace GenoXai.Core.Onnx.Shapes;

/// <summary>
/// The size of one axis, or one number of shape arithmetic: a constant, a multiple of the batch B
/// (outer · B · inner, which of an axis that several were merged into also tells their order), or
/// not known.
/// </summary>
internal readonly record struct Size
{
    private enum Kind : byte
    {
        Unknown,
        Constant,
        Batch,
    }

    private readonly Kind _kind;

    private Size(Kind kind, long outer, long inner) => (_kind, Outer, Inner) = (kind, outer, inner);

    internal static Size Unknown => default;

    /// <summary>A size that is not known, but the same wherever it has this number.</summary>
    internal static Size Named(long number) => new(Kind.Unknown, number, 0);

    /// <summary>Whether two sizes with this value are the same size.</summary>
    internal bool IsNamed => IsKnown || Outer != 0;

    /// <summary>The batch itself.</summary>
    internal static Size Batch => new(Kind.Batch, 1, 1);

    internal bool IsConstant => _kind == Kind.Constant;

    internal bool IsBatch => _kind == Kind.Batch;

    internal bool IsKnown => _kind != Kind.Unknown;

    /// <summary>Whether this is the batch alone, no multiple of it.</summary>
    internal bool IsPureBatch => IsBatch && Outer == 1 && Inner == 1;

    /// <summary>Of a multiple of the batch, the factor outside it; of a constant, the constant.</summary>
    internal long Outer { get; }

    /// <summary>Of a multiple of the batch, the factor inside it.</summary>
    internal long Inner { get; }

    public static implicit operator Size(long value) => Constant(value);

    internal static Size Constant(long value) => new(Kind.Constant, value, 1);

    internal static Size BatchOf(long outer, long inner) => new(Kind.Batch, outer, inner);

    /// <summary>Whether this is that constant.</summary>
    internal bool Is(long value) => IsConstant && Outer == value;

    /// <summary>The constant, or the factor of the batch.</summary>
    internal long Factor => IsBatch ? Times(Outer, Inner) ?? long.MaxValue : Outer;

    /// <summary>The number at a given batch size; null when not known.</summary>
    internal long? At(long batch) => _kind switch
    {
        Kind.Constant => Outer,
        Kind.Batch => Times(Factor, batch),
        _ => null,
    };

    /// <summary>The size of two neighbouring axes merged into one, this one the outer.</summary>
    internal Size Merge(Size inner)
    {
        if (Is(1) || inner.Is(0)) return inner;
        if (inner.Is(1) || Is(0)) return this;
        if (!IsKnown || !inner.IsKnown || (IsBatch && inner.IsBatch)) return Unknown;
        if (IsBatch) return Times(Inner, inner.Outer) is { } more ? BatchOf(Outer, more) : Unknown;
        if (inner.IsBatch) return Times(Outer, inner.Outer) is { } more ? BatchOf(more, inner.Inner) : Unknown;
        return Times(Outer, inner.Outer) is { } product ? Constant(product) : Unknown;
    }

    /// <summary>Arithmetic on shape numbers where both are constants; else not known.</summary>
    internal Size Combine(Size other, Func<Int128, Int128, Int128?> operation)
    {
        if (!IsConstant || !other.IsConstant || operation(Outer, other.Outer) is not { } result) return Unknown;
        return result >= long.MinValue && result <= long.MaxValue ? Constant((long)result) : Unknown;
    }

    /// <summary>Exact quotient; not known when there is a remainder.</summary>
    internal Size DivideBy(Size other)
    {
        if (!IsKnown || !other.IsKnown || other.Factor <= 0) return Unknown;
        if (IsBatch && other.IsBatch) return Factor % other.Factor == 0 ? Constant(Factor / other.Factor) : Unknown;
        if (other.IsBatch || Factor % other.Factor != 0) return Unknown;
        if (!IsBatch) return Constant(Outer / other.Outer);
        if (Inner % other.Outer == 0) return BatchOf(Outer, Inner / other.Outer);
        return Outer % other.Outer == 0 ? BatchOf(Outer / other.Outer, Inner) : Unknown;
    }

    public override string ToString() => _kind switch
    {
        Kind.Constant => Outer.ToString(CultureInfo.InvariantCulture),
        Kind.Batch => (Outer, Inner) switch
        {
            (1, 1) => "B",
            (1, _) => $"B·{Inner}",
            (_, 1) => $"{Outer}·B",
            _ => $"{Outer}·B·{Inner}",
        },
        _ => "?",
    };

    private static long? Times(long a, long b)
    {
        Int128 product = (Int128)a * b;
        return product >= long.MinValue && product <= long.MaxValue ? (long)product : null;
    }
}

namespace GenoXai.Core.Sketching;

/// <summary>A support S: up to eight positions, strictly ascending, as one value that can be compared and hashed.</summary>
internal readonly record struct Support : IComparable<Support>
{
    /// <summary>The highest order that fits.</summary>
    public const int MaximumOrder = 8;

    private readonly UInt128 _packed;

    private Support(UInt128 packed, int order) => (_packed, Order) = (packed, order);

    /// <summary>Number of positions.</summary>
    public int Order { get; }

    /// <summary>One of its positions.</summary>
    /// <param name="index">0 to <see cref="Order"/> − 1.</param>
    public int this[int index] => unchecked((ushort)(_packed >> (16 * (Order - 1 - index))));

    /// <summary>The support of given positions.</summary>
    /// <param name="positions">Strictly ascending.</param>
    public static Support Of(params ReadOnlySpan<int> positions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(positions.Length, MaximumOrder);
        UInt128 packed = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            if (i > 0 && positions[i] <= positions[i - 1]) throw new ArgumentException("Positions of a support ascend.", nameof(positions));
            packed = (packed << 16) | checked((ushort)positions[i]);
        }

        return new Support(packed, positions.Length);
    }

    /// <summary>Copies the positions.</summary>
    /// <param name="destination">At least <see cref="Order"/> long.</param>
    public void CopyTo(Span<int> destination)
    {
        for (int i = 0; i < Order; i++) destination[i] = this[i];
    }

    /// <summary>The positions as an array, shape (<see cref="Order"/>).</summary>
    public int[] ToArray()
    {
        var positions = new int[Order];
        CopyTo(positions);
        return positions;
    }

    /// <summary>Whether a position is one of its own.</summary>
    /// <param name="position">The position.</param>
    public bool Contains(int position)
    {
        for (int i = 0; i < Order; i++)
            if (this[i] == position) return true;
        return false;
    }

    /// <summary>Whether another support has all its positions.</summary>
    /// <param name="other">The other.</param>
    public bool IsPartOf(Support other)
    {
        for (int i = 0; i < Order; i++)
            if (!other.Contains(this[i])) return false;
        return true;
    }

    /// <summary>This support and one position more; itself when it has that position already.</summary>
    /// <param name="position">The position to add.</param>
    public Support With(int position)
    {
        Span<int> positions = stackalloc int[MaximumOrder + 1];
        int count = 0;
        bool placed = false;
        for (int i = 0; i < Order; i++)
        {
            int own = this[i];
            if (own == position) return this;
            if (!placed && own > position)
            {
                positions[count++] = position;
                placed = true;
            }

            positions[count++] = own;
        }

        if (!placed) positions[count++] = position;
        return Of(positions[..count]);
    }

    /// <summary>This support less the position at an index.</summary>
    /// <param name="index">0 to <see cref="Order"/> − 1.</param>
    public Support Without(int index)
    {
        Span<int> positions = stackalloc int[MaximumOrder];
        int count = 0;
        for (int i = 0; i < Order; i++)
            if (i != index) positions[count++] = this[i];
        return Of(positions[..count]);
    }

    /// <summary>By order, then by positions.</summary>
    /// <param name="other">The other support.</param>
    public int CompareTo(Support other) =>
        Order != other.Order ? Order.CompareTo(other.Order) : _packed.CompareTo(other._packed);

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(',', ToArray())}]";

    /// <summary>Every support of an order, ascending.</summary>
    /// <param name="length">Positions, L.</param>
    /// <param name="order">1 or more.</param>
    public static IEnumerable<Support> AllOfOrder(int length, int order)
    {
        if (order > length) yield break;
        var positions = new int[order];
        for (int i = 0; i < order; i++) positions[i] = i;
        while (true)
        {
            yield return Of(positions);
            int last = order - 1;
            while (last >= 0 && positions[last] == length - order + last) last--;
            if (last < 0) yield break;
            positions[last]++;
            for (int i = last + 1; i < order; i++) positions[i] = positions[i - 1] + 1;
        }
    }
}

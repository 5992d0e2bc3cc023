namespace GenoXai.Core.Sketching;

/// <summary>Positions cut into blocks so that the unions of <see cref="Order"/> blocks hold every support of that order.</summary>
/// <param name="Length">Positions, L.</param>
/// <param name="Size">Positions of a block.</param>
/// <param name="Order">Blocks of a union; 0 when no table of that order fits.</param>
internal readonly record struct SupportBlocks(int Length, int Size, int Order)
{
    /// <summary>Cells of a table that stays in the first cache, and the most that cell numbers of 16 bits allow.</summary>
    public const int SmallTable = 4096, LargestTable = 65536;

    /// <summary>Number of blocks.</summary>
    public int Count => (Length + Size - 1) / Size;

    /// <summary>Number of unions.</summary>
    public double GroupCount
    {
        get
        {
            double count = 1;
            for (int i = 0; i < Math.Min(Order, Count); i++) count *= (Count - i) / (i + 1.0);
            return count;
        }
    }

    /// <summary>Additions of one screening: the rows into every table, and the marginals of the table, about ten visits to a cell.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="rows">Rows to sum.</param>
    public double ScreenWork(SketchDomain domain, int rows) =>
        GroupCount * (rows + (10 * Math.Pow(domain.LetterCount, Math.Min(Size * Order, Length))));

    /// <summary>The blocks for all supports of an order.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="order">1 or more.</param>
    public static SupportBlocks For(SketchDomain domain, int order)
    {
        int small = OrderWithin(domain, SmallTable), largest = OrderWithin(domain, LargestTable);
        if (order > largest || order > domain.Length) return new SupportBlocks(domain.Length, 1, 0);
        int size = Math.Max(1, small / order);
        if (size == 1 && largest / order >= 2) size = 2;
        return new SupportBlocks(domain.Length, size, order);
    }

    /// <summary>Smaller blocks where they make a product with the design quicker: with few rows, transforms of large tables take longer than the rows.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="rows">Rows of the design.</param>
    public SupportBlocks ForRows(SketchDomain domain, int rows)
    {
        SupportBlocks best = this;
        for (int size = Size - 1; size >= 1; size--)
        {
            SupportBlocks smaller = this with { Size = size };
            if (smaller.ProductWork(domain, rows) < best.ProductWork(domain, rows)) best = smaller;
        }

        return best;
    }

    private double ProductWork(SketchDomain domain, int rows)
    {
        int axes = Math.Min(Size * Order, Length);
        return GroupCount * (rows + (axes * Math.Pow(domain.LetterCount, axes)));
    }

    /// <summary>The blocks for one screening of all supports of an order: with few rows, small tables that are not mostly empty.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="order">1 or more.</param>
    /// <param name="rows">Rows to sum.</param>
    public static SupportBlocks ForScreening(SketchDomain domain, int order, int rows)
    {
        SupportBlocks best = For(domain, order);
        for (int size = best.Size - 1; size >= 1; size--)
        {
            SupportBlocks smaller = best with { Size = size };
            if (smaller.ScreenWork(domain, rows) < best.ScreenWork(domain, rows)) best = smaller;
        }

        return best;
    }

    /// <summary>The largest number of positions whose table has no more cells than a limit.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="limit">Cells.</param>
    public static int OrderWithin(SketchDomain domain, int limit)
    {
        int order = 0;
        for (long cells = domain.LetterCount; cells <= limit; cells *= domain.LetterCount) order++;
        return order;
    }

    /// <summary>The union of blocks that stands for a support: its own, and the first others to make up the number.</summary>
    /// <param name="support">The support.</param>
    /// <param name="ranks">Rank of each position; blocks are runs of ranks.</param>
    /// <param name="union">The blocks.</param>
    /// <returns>False when the support touches more blocks than a union has.</returns>
    public bool TryUnionOf(Support support, int[] ranks, out Support union)
    {
        union = Support.Of();
        for (int i = 0; i < support.Order; i++)
        {
            union = union.With(ranks[support[i]] / Size);
            if (union.Order > Order) return false;
        }

        for (int block = 0; block < Count && union.Order < Order; block++) union = union.With(block);
        return true;
    }

    /// <summary>For each block that no support stands for without having a position of it, these positions among a union's, as bits.</summary>
    /// <param name="union">The blocks.</param>
    /// <param name="positions">Their positions, ascending.</param>
    /// <param name="ranks">Rank of each position.</param>
    public int[] Required(Support union, ReadOnlySpan<int> positions, int[] ranks)
    {
        // What makes up the number are the first blocks, so those up to the first that is not in the union.
        int first = 0;
        while (first < union.Order && union[first] == first) first++;
        var required = new int[union.Order - first];
        for (int b = 0; b < required.Length; b++)
            for (int i = 0; i < positions.Length; i++)
                if (ranks[positions[i]] / Size == union[first + b]) required[b] |= 1 << i;
        return required;
    }

    /// <summary>The positions of a union, ascending.</summary>
    /// <param name="union">The blocks.</param>
    /// <param name="ranks">Rank of each position.</param>
    public int[] PositionsOf(Support union, int[] ranks)
    {
        var positions = new List<int>();
        for (int position = 0; position < ranks.Length; position++)
            if (union.Contains(ranks[position] / Size)) positions.Add(position);
        return [.. positions];
    }

    /// <summary>The positions of every union.</summary>
    /// <param name="ranks">Rank of each position.</param>
    public IEnumerable<int[]> Unions(int[] ranks)
    {
        foreach (Support union in Support.AllOfOrder(Count, Math.Min(Order, Count))) yield return PositionsOf(union, ranks);
    }
}

namespace GenoXai.Core.Attribution;

/// <summary>Coalitions, each with the draw of the background that fills in those who are not members.</summary>
/// <param name="Players">Number of players, P.</param>
/// <param name="Members">1 for a member and 0 for others, shape (rows, P), row-major.</param>
/// <param name="Draws">Number of the background draw, shape (rows); equal numbers give the same background.</param>
public sealed record CoalitionList(int Players, byte[] Members, long[] Draws)
{
    /// <summary>Number of coalitions.</summary>
    public int Count => Draws.Length;

    /// <summary>A list of empty coalitions, all of draw 0, to be filled.</summary>
    /// <param name="players">Number of players.</param>
    /// <param name="rows">Number of coalitions.</param>
    public static CoalitionList Empty(int players, int rows) => new(players, new byte[checked(players * rows)], new long[rows]);

    /// <summary>The members of one coalition, shape (P).</summary>
    /// <param name="row">0 to <see cref="Count"/> − 1.</param>
    public Span<byte> Row(int row) => Members.AsSpan(row * Players, Players);
}

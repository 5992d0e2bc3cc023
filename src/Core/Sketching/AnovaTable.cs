namespace GenoXai.Core.Sketching;

/// <summary>
/// One component of the functional ANOVA decomposition under uniform letters: for the support S
/// the numbers g_S(x_S) = Σ over frequencies k with supp k = S of Re F[k] ω^⟨k,x⟩. The mean over
/// the letters of any one position of S is zero.
/// </summary>
public sealed class AnovaTable
{
    /// <summary>Makes a table over the given arrays (not copied).</summary>
    /// <param name="positions">The support S: one or more positions, strictly ascending.</param>
    /// <param name="values">Shape (q_{S1}, q_{S2}, …), row-major: the last position of S varies fastest.</param>
    public AnovaTable(int[] positions, double[] values)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(values);
        if (positions.Length == 0) throw new ArgumentException("A support has at least one position.", nameof(positions));
        for (int i = 0; i < positions.Length; i++)
            if (positions[i] < 0 || (i > 0 && positions[i] <= positions[i - 1]))
                throw new ArgumentException($"Support [{string.Join(',', positions)}] is not strictly ascending.", nameof(positions));
        (Positions, Values) = (positions, values);
    }

    /// <summary>The support S, strictly ascending.</summary>
    public int[] Positions { get; }

    /// <summary>g_S, row-major over the letters of <see cref="Positions"/>, in units of the target.</summary>
    public double[] Values { get; }

    /// <summary>Number of positions of the support.</summary>
    public int Order => Positions.Length;
}

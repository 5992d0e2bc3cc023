namespace GenoXai.Core.Sketching;

/// <summary>What a decoder found: f̂(x) = base value + Σ_S g_S(x_S).</summary>
public sealed class DecodedFunction
{
    /// <summary>Makes it.</summary>
    /// <param name="domain">The sequences it speaks of.</param>
    /// <param name="baseValue">F[0], the mean over uniform sequences, in units of the target.</param>
    /// <param name="tables">ANOVA tables of distinct supports, zero mean over every one of their positions.</param>
    /// <param name="notes">What the decoder wants said, e.g. what it could not resolve; one sentence each.</param>
    public DecodedFunction(SketchDomain domain, double baseValue, IReadOnlyList<AnovaTable> tables, IReadOnlyList<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(tables);
        foreach (AnovaTable table in tables)
        {
            long size = 1;
            foreach (int position in table.Positions)
            {
                if (position >= domain.Length) throw new ArgumentException($"Position {position} is outside length {domain.Length}.", nameof(tables));
                size = checked(size * domain.LetterCount);
            }

            if (size != table.Values.Length)
                throw new ArgumentException($"Table [{string.Join(',', table.Positions)}] has {table.Values.Length} values, not {size}.", nameof(tables));
        }

        (Domain, BaseValue, Tables, Notes) = (domain, baseValue, tables, notes ?? []);
    }

    /// <summary>The sequences it speaks of.</summary>
    public SketchDomain Domain { get; }

    /// <summary>F[0], the mean of the surrogate over uniform sequences.</summary>
    public double BaseValue { get; }

    /// <summary>ANOVA tables of distinct supports.</summary>
    public IReadOnlyList<AnovaTable> Tables { get; }

    /// <summary>What the decoder wants said.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What the fit knows of its own errors, for <see cref="PhiErrorBand"/>; null when nothing.</summary>
    internal FitEvidence? Evidence { get; init; }
}

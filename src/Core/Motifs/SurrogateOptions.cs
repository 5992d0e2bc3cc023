using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>What a motif gives a sequence.</summary>
public enum MotifFeature
{
    /// <summary>The score of its best word, in bits.</summary>
    Best,

    /// <summary>The sum of the scores of its hits, in bits; 0 without.</summary>
    Hits,
}

/// <summary>A motif as a run's request holds it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="AlternateName">A second name; null for none.</param>
/// <param name="Letters">The letters of its columns.</param>
/// <param name="Probabilities">Width × q, row-major.</param>
/// <param name="Sites">Sites that they were made from.</param>
public sealed record SurrogateUnit(string Name, string? AlternateName, string Letters, IReadOnlyList<double> Probabilities, int Sites)
{
    /// <summary>Of a motif.</summary>
    /// <param name="motif">The motif.</param>
    public static SurrogateUnit Of(Motif motif)
    {
        ArgumentNullException.ThrowIfNull(motif);
        return new SurrogateUnit(motif.Name, motif.AlternateName, motif.Alphabet.Letters, motif.Probabilities, motif.Sites);
    }

    /// <summary>The motif.</summary>
    public Motif ToMotif() => new(Name, [.. Probabilities], Sites) { Alphabet = new Alphabet(Letters), AlternateName = AlternateName };
}

/// <summary>What a transparent surrogate is made of.</summary>
public sealed record SurrogateOptions
{
    /// <summary>Most motifs.</summary>
    public const int MostUnits = 2000;

    /// <summary>Least sequences.</summary>
    public const int LeastSequences = 40;

    /// <summary>Most scores that are held, sequences × motifs.</summary>
    public const long MostScores = 1 << 28;

    /// <summary>The motifs, M of them.</summary>
    public required IReadOnlyList<SurrogateUnit> Units { get; init; }

    /// <summary>What a motif gives a sequence.</summary>
    public MotifFeature Feature { get; init; }

    /// <summary>p-value of a hit.</summary>
    public double PValue { get; init; } = MotifScanner.DefaultPValue;

    /// <summary>Whether both strands are looked at.</summary>
    public bool BothStrands { get; init; } = true;

    /// <summary>Strongest units whose products are tried; 0 for none.</summary>
    public int PairUnits { get; init; } = 12;

    /// <summary>Part of the sequences that is kept unseen, to measure R² on.</summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>Folds of the cross-validation of λ.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (Units.Count is 0 or > MostUnits) throw Bad($"--motifs: {Units.Count} motifs; 1 to {MostUnits} are possible.");
        if (Units.GroupBy(static u => u.Name).FirstOrDefault(static g => g.Count() > 1) is { } twice) throw Bad($"--motifs: two motifs are named \"{twice.Key}\". Give them different names.");
        if (!(PValue is > 0 and < 1)) throw Bad(FormattableString.Invariant($"--p-value {PValue}: above 0 and below 1."));
        if (PairUnits is < 0 or > 50) throw Bad($"--pair-units {PairUnits}: 0 to 50 are possible.");
        if (!(TestShare is >= 0.05 and <= 0.5)) throw Bad(FormattableString.Invariant($"--test {TestShare}: 0.05 to 0.5 are possible."));
        if (Folds is < 2 or > 20) throw Bad($"--folds {Folds}: 2 to 20 are possible.");
    }

    /// <summary>Throws where a motif does not fit into a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="where">How the message names it.</param>
    /// <exception cref="InputException">A motif is longer than the sequence, or of other letters.</exception>
    public void Check(NamedSequence sequence, string where)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        foreach (SurrogateUnit unit in Units)
            if (unit.Probabilities.Count / unit.Letters.Length is var width && width > sequence.Length)
                throw Bad($"{where}: the motif \"{unit.Name}\" has {width} positions, but the sequence {sequence.Length}. Leave it out, or trim it.");
    }

    /// <summary>The feature of a name.</summary>
    /// <param name="name"><c>best</c> or <c>hits</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static MotifFeature ParseFeature(string name) => name switch
    {
        "best" => MotifFeature.Best,
        "hits" => MotifFeature.Hits,
        _ => throw Bad($"--score {name}: best or hits."),
    };

    private static InputException Bad(string message) => new(message, "bad-option");
}

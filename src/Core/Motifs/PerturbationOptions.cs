using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>What is done at a site.</summary>
public enum SiteEdit
{
    /// <summary>Its letters are replaced, the others stay where they are.</summary>
    Destroy,

    /// <summary>Its letters are taken out, the others move together.</summary>
    Delete,

    /// <summary>A word is put in, the others move apart.</summary>
    Insert,
}

/// <summary>What the letters of a destroyed site are replaced by.</summary>
public enum SiteFill
{
    /// <summary>Random orders of its own letters; predictions are averaged over them.</summary>
    Shuffle,

    /// <summary>Dinucleotide shuffles of its own letters; predictions are averaged over them.</summary>
    Dinucleotide,

    /// <summary>The word that fits the motif least.</summary>
    Lowest,
}

/// <summary>A motif as a request carries it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Letters">The letters of the columns.</param>
/// <param name="Probabilities">Width × q probabilities, row-major.</param>
/// <param name="Sites">How many sites they were made from.</param>
public sealed record PerturbationMotif(string Name, string Letters, IReadOnlyList<double> Probabilities, int Sites)
{
    /// <summary>A motif that was read from a file.</summary>
    /// <param name="motif">The motif.</param>
    public static PerturbationMotif Of(Motif motif)
    {
        ArgumentNullException.ThrowIfNull(motif);
        return new PerturbationMotif(motif.AlternateName is { Length: > 0 } other && other != motif.Name ? $"{motif.Name} {other}" : motif.Name, motif.Alphabet.Letters, motif.Probabilities, motif.Sites);
    }

    /// <summary>The motif.</summary>
    public Motif ToMotif() => new(Name, [.. Probabilities], Sites) { Alphabet = new Alphabet(Letters) };
}

/// <summary>Which sites of each sequence are changed, and how.</summary>
public sealed record PerturbationOptions
{
    /// <summary>Motifs a request may carry.</summary>
    public const int MostMotifs = 2000;

    /// <summary>What is done at a site.</summary>
    public required SiteEdit Edit { get; init; }

    /// <summary>What a destroyed site is filled with.</summary>
    public SiteFill By { get; init; }

    /// <summary>Shuffles that predictions are averaged over.</summary>
    public int Shuffles { get; init; } = 20;

    /// <summary>Motifs whose hits are the sites; of insertions those whose best words are put in.</summary>
    public IReadOnlyList<PerturbationMotif> Motifs { get; init; } = [];

    /// <summary>The highest p-value of a hit.</summary>
    public double PValue { get; init; } = MotifScanner.DefaultPValue;

    /// <summary>The sites, where they are given.</summary>
    public IReadOnlyList<FeatureSite> Sites { get; init; } = [];

    /// <summary>Words to put in.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Positions before which words are put in, of every sequence.</summary>
    public IReadOnlyList<int> At { get; init; } = [];

    /// <summary>Rows of one site.</summary>
    internal int Copies => Edit == SiteEdit.Insert || (Edit == SiteEdit.Destroy && By == SiteFill.Lowest) ? 1 : Shuffles;

    /// <summary>Reads the name of an edit.</summary>
    /// <param name="name">destroy, delete or insert.</param>
    /// <exception cref="InputException">Another name.</exception>
    public static SiteEdit ParseEdit(string? name) => name switch
    {
        "destroy" => SiteEdit.Destroy,
        "delete" => SiteEdit.Delete,
        "insert" => SiteEdit.Insert,
        _ => throw Bad(name is null ? "edit: say destroy, delete or insert." : $"edit {name}: destroy, delete or insert."),
    };

    /// <summary>Reads the name of a fill.</summary>
    /// <param name="name">shuffle, dinucleotide or lowest.</param>
    /// <exception cref="InputException">Another name.</exception>
    public static SiteFill ParseFill(string name) => name switch
    {
        "shuffle" => SiteFill.Shuffle,
        "dinucleotide" => SiteFill.Dinucleotide,
        "lowest" => SiteFill.Lowest,
        _ => throw Bad($"by {name}: shuffle, dinucleotide or lowest."),
    };

    /// <summary>Throws where options are out of range or do not go together.</summary>
    /// <exception cref="InputException">Which, and what is possible.</exception>
    public void Check()
    {
        if (Shuffles is < 1 or > 1000) throw Bad($"shuffles {Shuffles}: 1 to 1000 are possible.");
        if (!(PValue is > 0 and <= 1)) throw Bad(FormattableString.Invariant($"p-value {PValue}: above 0, at most 1."));
        if (Motifs.Count > MostMotifs) throw Bad($"motifs: {Motifs.Count} are more than {MostMotifs}; choose some by name.");
        if (Edit == SiteEdit.Insert)
        {
            if (Motifs.Count == 0 && Words.Count == 0) throw Bad("insert: say what is put in, by --word or --motifs.");
            if ((At.Count == 0) == (Sites.Count == 0)) throw Bad("insert: say where, either by --at or by --sites.");
            if (At.FirstOrDefault(static p => p < 0) is var before and < 0) throw Bad($"at {before}: positions count from 0.");
        }
        else
        {
            if (Words.Count > 0 || At.Count > 0) throw Bad("word and at: are options of insert.");
            if ((Motifs.Count == 0) == (Sites.Count == 0)) throw Bad("perturb: say which sites, either by --motifs or by --sites.");
            if (Edit == SiteEdit.Destroy && By == SiteFill.Lowest && Motifs.Count == 0) throw Bad("by lowest: needs the motifs; sites of a table have none. Use shuffle.");
        }

        foreach (FeatureSite site in Sites)
            if (site.Start < 0 || site.End <= site.Start) throw new InputException($"site {site.Start} to {site.End} of \"{site.Sequence}\": positions count from 0 and the end, which is not included, must be larger than the start.", "bad-sites");
    }

    private static InputException Bad(string message) => new(message, "bad-option");
}

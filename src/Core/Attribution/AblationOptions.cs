using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>What the positions that are ablated get instead of their letters.</summary>
public enum AblationFill
{
    /// <summary>The letters that stand there in dinucleotide shuffles of the sequence.</summary>
    Shuffle,

    /// <summary>Letters drawn from the sequence's own.</summary>
    Composition,

    /// <summary>Letters drawn uniformly.</summary>
    Uniform,
}

/// <summary>What ablation curves are of.</summary>
public sealed record AblationOptions
{
    /// <summary>Parts of the positions that are ablated unless said otherwise.</summary>
    public static readonly IReadOnlyList<double> DefaultShares = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

    /// <summary>Names of the explanations, E of them.</summary>
    public required IReadOnlyList<string> Explanations { get; init; }

    /// <summary>Parts of the positions at which the model is asked, ascending, above 0 and at most 1; K of them.</summary>
    public IReadOnlyList<double> Shares { get; init; } = DefaultShares;

    /// <summary>Random orders that an explanation's is compared with, R.</summary>
    public int RandomOrders { get; init; } = 10;

    /// <summary>Background sequences that are averaged over, C.</summary>
    public int Copies { get; init; } = 3;

    /// <summary>What ablated positions get.</summary>
    public AblationFill Fill { get; init; }

    /// <summary>Whether positions go by signed importance, the highest first, and the prediction's loss is measured; else by size, and the size of its change.</summary>
    public bool BySign { get; init; }

    /// <summary>Orders of a sequence, E + R.</summary>
    internal int Orders => Explanations.Count + RandomOrders;

    /// <summary>Rows of one sequence, 1 + (E + R) · K · C.</summary>
    public int RowsPerSequence => checked(1 + Orders * Shares.Count * Copies);

    /// <summary>Positions that are ablated at a share: at least one.</summary>
    /// <param name="share">Number of the share.</param>
    /// <param name="length">L.</param>
    public int PositionsAt(int share, int length) => Math.Max(1, (int)Math.Round(Shares[share] * length, MidpointRounding.AwayFromZero));

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (Explanations.Count == 0) throw new InputException("--from: name the folder of a finished run whose explanation is to be tested.", "bad-option");
        if (Shares.Count == 0 || Shares.Any(static s => !(s is > 0 and <= 1)) || Shares.Zip(Shares.Skip(1)).Any(static p => p.First >= p.Second))
            throw new InputException($"--shares {string.Join(',', Shares.Select(static s => FormattableString.Invariant($"{s}")))}: ascending numbers above 0 and at most 1.", "bad-option");
        if (RandomOrders is < 1 or > 1000) throw new InputException($"--random {RandomOrders}: 1 to 1000 orders are possible.", "bad-option");
        if (Copies is < 1 or > 1000) throw new InputException($"--copies {Copies}: 1 to 1000 are possible.", "bad-option");
    }

    /// <summary>The fill of a name.</summary>
    /// <param name="name"><c>shuffle</c>, <c>composition</c> or <c>uniform</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static AblationFill ParseFill(string name) => name switch
    {
        "shuffle" => AblationFill.Shuffle,
        "composition" => AblationFill.Composition,
        "uniform" => AblationFill.Uniform,
        _ => throw new InputException($"--fill {name}: shuffle, composition or uniform.", "bad-option"),
    };
}

using System.Text.Json.Serialization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>How motifs are discovered.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>Letters on either side of a seqlet's window that take part in alignments.</summary>
    public const int AlignedFlank = 5;

    /// <summary>Letters on either side of a seqlet's window that are kept, so that a motif may be wider than the window.</summary>
    public const int KeptFlank = 10;

    /// <summary>Less information than this makes no motif, in bits: it fits one place in 32 by chance.</summary>
    public const double LeastMotifInformation = 5;

    /// <summary>Motifs whose logos are at least this similar are one, whatever their contributions.</summary>
    public const double MergeLogoSimilarity = 0.85;

    /// <summary>Ends of a motif that contribute less than this share of its strongest position are cut off.</summary>
    public const double LeastContribution = 0.03;

    /// <summary>Letters of the window whose summed importance is tested, 4 to 50.</summary>
    public int Window { get; init; } = 11;

    /// <summary>False discovery rate of seqlets, above 0 and below 1.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.05;

    /// <summary>Least seqlets of a motif, 2 or more.</summary>
    public int LeastSeqlets { get; init; } = 15;

    /// <summary>Least similarity of the seqlets of a cluster, and of a seqlet with the motif it is given to; 0 to 1.</summary>
    public double Similarity { get; init; } = 0.6;

    /// <summary>Motifs at least this similar are one; 0 to 1.</summary>
    public double MergeSimilarity { get; init; } = 0.75;

    /// <summary>Seqlets of each sign that are compared all with all; of more, an even sample by score. The others are given to the motifs found.</summary>
    public int MostCompared { get; init; } = 2000;

    /// <summary>Seqlets that are kept, those of the least p-values.</summary>
    public int MostSeqlets { get; init; } = 100_000;

    /// <summary>Ends of a motif with less information than this, or than chance gives, are cut off; in bits.</summary>
    public double LeastInformation { get; init; } = 0.25;

    /// <summary>Whether seqlets are also compared with the other strand.</summary>
    public bool BothStrands { get; init; } = true;

    /// <summary>Threads for comparing seqlets; the results are the same with any number.</summary>
    [JsonIgnore]
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Throws unless every option is within its range.</summary>
    /// <exception cref="InputException">One is not; it is named.</exception>
    public void Check()
    {
        if (Window is < 4 or > 50) throw new InputException($"--window {Window}: 4 to 50 letters.", "bad-option");
        if (!(FalseDiscoveryRate is > 0 and < 1)) throw Bad("--fdr", FalseDiscoveryRate, "above 0 and below 1");
        if (LeastSeqlets < 2) throw new InputException($"--min-seqlets {LeastSeqlets}: 2 or more.", "bad-option");
        if (!(Similarity is > 0 and < 1)) throw Bad("--similarity", Similarity, "above 0 and below 1");
        if (!(MergeSimilarity is > 0 and <= 1)) throw Bad("--merge", MergeSimilarity, "above 0, at most 1");
        if (MostCompared < 2) throw new InputException($"--most-compared {MostCompared}: 2 or more.", "bad-option");
    }

    private static InputException Bad(string option, double value, string range) => new(FormattableString.Invariant($"{option} {value}: {range}."), "bad-option");
}

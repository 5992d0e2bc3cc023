namespace GenoXai.Core.Motifs.Discovery;

/// <summary>A motif that was found in maps.</summary>
public sealed record DiscoveredMotif
{
    /// <summary>Letter probabilities of its sites; its name is <c>pos_0</c>, <c>pos_1</c>, … where it raises the prediction, <c>neg_0</c>, … where it lowers it, the one with the most seqlets first.</summary>
    public required Motif Motif { get; init; }

    /// <summary>Mean importance of each letter at each position (contribution weight matrix), shape (width, q): the sum over the sites that hold the letter, by all sites.</summary>
    public required double[] Contributions { get; init; }

    /// <summary>Where it was found, by sequence and start.</summary>
    public required IReadOnlyList<MotifSite> Sites { get; init; }

    /// <summary>Whether it raises the prediction.</summary>
    public required bool IsPositive { get; init; }

    /// <summary>Mean importance summed over a seqlet's window, in units of the target.</summary>
    public double MeanScore => Sites.Average(static s => s.Seqlet.Score);
}

/// <summary>Where a seqlet's motif lies.</summary>
/// <param name="Seqlet">The seqlet.</param>
/// <param name="Start">First position of the motif in the sequence; may lie outside it.</param>
/// <param name="End">The position after its last.</param>
/// <param name="IsReverse">Whether the motif lies on the other strand.</param>
/// <param name="Similarity">Cosine of the seqlet's profile with the motif's.</param>
public sealed record MotifSite(Seqlet Seqlet, int Start, int End, bool IsReverse, double Similarity);

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>A motif in the making: its seqlets, how each lies on it, and its profile.</summary>
internal sealed class SeqletPattern
{
    /// <summary>Numbers of the seqlets, ascending, and how each lies on the pattern.</summary>
    public List<(int Seqlet, Placement Placement)> Members { get; set; } = [];

    /// <summary>Mean contribution where seqlets are compared, of norm 1, shape (P, q): P positions, as many as a seqlet keeps.</summary>
    public float[] Profile { get; set; } = [];
}

namespace GenoXai.Core.Sketching;

/// <summary>A cell whose rows have a mean residual far from zero.</summary>
/// <param name="Support">Its positions.</param>
/// <param name="Cell">Row-major cell of its table.</param>
/// <param name="Score">Mean residual of its rows in standard errors.</param>
internal readonly record struct TermCandidate(Support Support, int Cell, double Score) : IComparable<TermCandidate>
{
    /// <summary>Strongest first; ties by support and cell.</summary>
    /// <param name="other">The other candidate.</param>
    public int CompareTo(TermCandidate other)
    {
        int byScore = Math.Abs(other.Score).CompareTo(Math.Abs(Score));
        if (byScore != 0) return byScore;
        int bySupport = Support.CompareTo(other.Support);
        return bySupport != 0 ? bySupport : Cell.CompareTo(other.Cell);
    }
}

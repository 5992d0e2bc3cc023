namespace GenoXai.Core.Sketching;

/// <summary>What a fit knows of its own errors: kept beside the function until its error band is measured, not part of a sketch.</summary>
/// <param name="Rows">Rows of the last fit, N.</param>
/// <param name="Parameters">Columns of the last fit, p.</param>
/// <param name="ResidualVariance">Mean squared residual on these rows, in squared units of the target.</param>
/// <param name="SpanVariances">Variance of φ at each position when the columns' errors are equal and their energies sum to 1, shape (L).</param>
/// <param name="RareTerms">Single terms that few rows hold.</param>
internal sealed record FitEvidence(int Rows, int Parameters, double ResidualVariance, double[] SpanVariances, IReadOnlyList<RareTerm> RareTerms)
{
    /// <summary>Errors of φ that are known already (<see cref="RemainingShrinkage"/>); null where they are not all.</summary>
    public double[]? KnownErrors { get; init; }

    /// <summary>Whether the fit repeats its rows but for known errors or the rounding of their values.</summary>
    public bool IsExact { get; init; }

    /// <summary>Residuals on the rows of the fit, where they tell of errors; null where not.</summary>
    public FittedResiduals? Fitted { get; init; }

    /// <summary>Of a fit.</summary>
    /// <param name="basis">Its supports.</param>
    /// <param name="terms">Its single terms.</param>
    /// <param name="coefficients">Coefficients, those of the supports first.</param>
    /// <param name="scale">Units of the target for one unit of the coefficients.</param>
    /// <param name="rows">The rows it was fitted to.</param>
    /// <param name="residualVariance">Mean squared residual there, in squared units of the target.</param>
    /// <param name="confirmed">Terms that are certain although few rows hold them.</param>
    public static FitEvidence Of(
        SupportBasis basis, IReadOnlyList<AndTerm> terms, ReadOnlySpan<double> coefficients, double scale, SampleColumns rows, double residualVariance, IReadOnlySet<(Support, int)>? confirmed = null)
    {
        int length = basis.Domain.Length;
        var span = new double[length];
        for (int s = 0; s < basis.Supports.Length; s++)
        {
            Support support = basis.Supports[s];
            double share = (double)basis.Size(support) / (support.Order * support.Order);
            for (int i = 0; i < support.Order; i++) span[support[i]] += share;
        }

        var rare = new List<RareTerm>();
        for (int t = 0; t < terms.Count; t++)
        {
            AndTerm term = terms[t];
            for (int i = 0; i < term.Support.Order; i++) span[term.Support[i]] += MeanSquare(term, i, basis.Domain);
            int[] matching = term.RowsOf(rows);
            if (matching.Length is 0 or > TermProbes.FewRows || confirmed?.Contains((term.Support, term.Cell)) == true) continue;
            int[] shared = rows.Shared(matching);
            rare.Add(new RareTerm(term.Support.ToArray(), term.Letters, coefficients[basis.Count + t] * term.Scale * scale, matching.Length, shared)
            {
                Alternatives = TermAlternatives.Of(rows, matching, shared, term.Support.Order, basis.Domain),
            });
        }

        int count = basis.Count - 1 + terms.Count;
        for (int i = 0; i < span.Length; i++) span[i] /= Math.Max(1, count);
        return new FitEvidence(rows.Count, count, residualVariance, span, rare);
    }

    // Mean φ_i² of a column of one term: its dividend at T has the energy (scale · p)² Π_{j∈T} (n_j − 1), summed over the T that hold i.
    private static double MeanSquare(AndTerm term, int own, SketchDomain domain)
    {
        int order = term.Support.Order;
        Span<double> others = stackalloc double[order];
        others.Clear();
        others[0] = 1;
        for (int j = 0; j < order; j++)
            for (int t = order - 1; t > 0 && j != own; t--) others[t] += (domain.LettersAt(term.Support[j]) - 1) * others[t - 1];
        double sum = 0;
        for (int t = 1; t <= order; t++) sum += others[t - 1] * (domain.LettersAt(term.Support[own]) - 1) / (t * t);
        double scale = term.Scale * term.Probability;
        return scale * scale * sum;
    }
}

using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The error of φ when rare terms of a fit are taken for others: draws of Σ_t w_t(1[x_S′ = a′] − 1[x_S = a]),
/// S the fitted term and S′ one that the same rows could hold as well.
/// </summary>
/// <remarks>
/// A term of order k is held by about N·q^−k rows. Where the fit is exact but for known errors, S′ is one
/// that exactly the same rows hold (<see cref="TermAlternatives"/>). Elsewhere rows do not tell so much: a term that two rows hold
/// is nearly never right, they share other letters too, and S′ is drawn among these. One that many more rows hold than its
/// order lets expect is most likely a smaller term's rows that share a further letter by chance. S′ has the largest order that its rows suit.
/// </remarks>
internal sealed class DoubtfulTerms
{
    /// <summary>A term of which fewer rows are expected, as a share of those that hold it, is hardly right.</summary>
    public const double FewerThanHeld = 0.4;

    private const double Slack = 0.35;

    /// <summary>A weight so many deviations of most residuals out is told apart from known errors.</summary>
    public const double Clear = 200;

    private readonly SketchDomain _domain;
    private readonly RareTerm[] _terms;
    private readonly AndShapley[] _shapley;
    private readonly int _rows;
    private readonly bool _exact;

    /// <summary>Picks the doubtful ones.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="evidence">What the fit knows.</param>
    /// <param name="deviation">Standard deviation of most of the residuals; terms far above it are told apart by three rows.</param>
    public DoubtfulTerms(SketchDomain domain, FitEvidence evidence, double deviation)
    {
        (_domain, _rows, _exact) = (domain, evidence.Rows, evidence.IsExact);
        _terms = [.. evidence.RareTerms.Where(term => IsDoubtful(term, evidence, domain, deviation))];
        _shapley = new AndShapley[domain.Length + 1];
        for (int k = 1; k <= Math.Min(domain.Length, 2 * Support.MaximumOrder); k++) _shapley[k] = new AndShapley(k, domain);
    }

    /// <summary>How many there are.</summary>
    public int Count => _terms.Length;

    /// <summary>Size of the weight of each, in units of the target.</summary>
    public IEnumerable<double> Sizes => _terms.Select(static term => Math.Abs(term.Weight));

    /// <summary>Share of all sequences that f̂ errs at if one is mistaken: those of the fitted term and as many of the true one.</summary>
    /// <param name="index">Which.</param>
    public double Share(int index) => 2 / _domain.CombinationsOf(_terms[index].Positions);

    /// <summary>Adds the error of one draw to φ of some sequences.</summary>
    /// <param name="letters">Letters, shape (rows, L).</param>
    /// <param name="random">The draw.</param>
    /// <param name="errors">Added to, shape (rows, L).</param>
    public void Add(ReadOnlySpan<byte> letters, ref SeededRandom random, Span<double> errors)
    {
        Span<byte> wanted = stackalloc byte[_domain.Length];
        foreach (RareTerm term in _terms)
        {
            wanted.Clear();
            for (int i = 0; i < term.Positions.Length; i++) wanted[term.Positions[i]] = term.Letters[i];
            Add(letters, term.Positions, wanted, -term.Weight, errors);
            // Which letters another term asks for does not matter: sequences are uniform.
            Add(letters, Another(term, ref random), wanted, term.Weight, errors);
        }
    }

    private static bool IsDoubtful(RareTerm term, FitEvidence evidence, SketchDomain domain, double deviation)
    {
        // Where the errors are known, so are those of small terms: only what a clear term stands for is in doubt.
        if (evidence.IsExact && Math.Abs(term.Weight) < Clear * deviation) return false;
        double expected = evidence.Rows / domain.CombinationsOf(term.Positions);
        if (expected < FewerThanHeld * term.Rows) return true;
        if (evidence.IsExact && term.Alternatives is { } all) return all.Count > 1;
        return term.Rows <= 2 || (term.Rows == 3 && Math.Abs(term.Weight) < Clear * deviation);
    }

    private int[] Another(RareTerm term, ref SeededRandom random)
    {
        if (_exact && term.Alternatives is { Count: > 1 } all)
        {
            double at = random.NextDouble() * all.Sum(static other => other.Weight);
            foreach ((int[] positions, double weight) in all)
                if ((at -= weight) <= 0) return positions;
            return term.Positions;
        }

        double suited = Math.Log((double)_rows / term.Rows, _domain.MeanLetters) + Slack;
        int order = Math.Clamp((int)suited, Math.Min(2, term.Shared.Length), Math.Min(term.Shared.Length, 2 * Support.MaximumOrder));
        int[] pool = [.. term.Rows >= 3 && term.Positions.Length >= order ? term.Positions : term.Shared];
        random.Shuffle<int>(pool);
        int[] chosen = pool[..order];
        Array.Sort(chosen);
        if (!chosen.AsSpan().SequenceEqual(term.Positions) || order == _domain.Length) return chosen;
        int other;
        do other = random.NextInt(_domain.Length);
        while (Array.IndexOf(chosen, other) >= 0);
        chosen[random.NextInt(order)] = other;
        return chosen;
    }

    private void Add(ReadOnlySpan<byte> letters, int[] positions, ReadOnlySpan<byte> wanted, double weight, Span<double> errors) =>
        _shapley[positions.Length].Add(letters, _domain.Length, positions, wanted, weight, errors);
}

using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The error of φ when rare terms of a fit are taken for others: draws of Σ_t w_t(1[x_S′ = a′] − 1[x_S = a]),
/// S the fitted term and S′ one that the same rows could hold as well.
/// </summary>
/// <remarks>
/// A term of order k is held by about N·q^−k rows. One that two rows hold is nearly never right: they share other
/// letters too. One that many more rows hold than its order lets expect is most likely a smaller term's rows that
/// share a further letter by chance. S′ has the largest order that its rows suit.
/// </remarks>
internal sealed class DoubtfulTerms
{
    private const double FewerThanHeld = 0.4, Clear = 200, Slack = 0.35;
    private readonly SketchDomain _domain;
    private readonly RareTerm[] _terms;
    private readonly AndShapley[] _shapley;
    private readonly int _rows;

    /// <summary>Picks the doubtful ones.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="evidence">What the fit knows.</param>
    /// <param name="deviation">Standard deviation of most of the residuals; terms far above it are told apart by three rows.</param>
    public DoubtfulTerms(SketchDomain domain, FitEvidence evidence, double deviation)
    {
        (_domain, _rows) = (domain, evidence.Rows);
        _terms = [.. evidence.RareTerms.Where(term => IsDoubtful(term, evidence.Rows, domain.LetterCount, deviation))];
        _shapley = new AndShapley[domain.Length + 1];
        for (int k = 1; k <= Math.Min(domain.Length, 2 * Support.MaximumOrder); k++) _shapley[k] = new AndShapley(k, domain.LetterCount);
    }

    /// <summary>How many there are.</summary>
    public int Count => _terms.Length;

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

    private static bool IsDoubtful(RareTerm term, int rows, int letterCount, double deviation)
    {
        if (term.Rows <= 2) return true;
        double expected = rows * Math.Pow(letterCount, -term.Positions.Length);
        return expected < FewerThanHeld * term.Rows || (term.Rows == 3 && Math.Abs(term.Weight) < Clear * deviation);
    }

    private int[] Another(RareTerm term, ref SeededRandom random)
    {
        double suited = Math.Log((double)_rows / term.Rows, _domain.LetterCount) + Slack;
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

    private void Add(ReadOnlySpan<byte> letters, int[] positions, ReadOnlySpan<byte> wanted, double weight, Span<double> errors)
    {
        AndShapley shapley = _shapley[positions.Length];
        for (int start = 0; start < letters.Length; start += _domain.Length)
        {
            int matches = 0;
            foreach (int position in positions) matches += letters[start + position] == wanted[position] ? 1 : 0;
            foreach (int position in positions)
            {
                bool own = letters[start + position] == wanted[position];
                errors[start + position] += weight * shapley[own, own ? matches - 1 : matches];
            }
        }
    }
}

using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The error of φ from terms that a fit lacks, as rows that it never used show them: draws of
/// Σ_t w_t·1[x_S = a] with unknown S.
/// </summary>
/// <remarks>
/// A row whose residual stands out, and is not the weight of a doubtful term, holds a term of about this weight. A term of
/// order k is held by a share q^−k of all rows, q being the mean number of letters, so for one seen in n rows there are q^k/n of them, less the share that the
/// doubtful terms account for. Rows with the same residual hold the same term. Smaller terms would have been found, and
/// larger ones are seldom seen: k is the largest order of which about three fitted rows are expected.
/// </remarks>
internal sealed class MissingTerms
{
    private const double SameWeight = 0.005, FittedRows = 3, Slack = 0.35, MostForOneRow = 64;
    private readonly SketchDomain _domain;
    private readonly double[] _weights;
    private readonly AndShapley _shapley;
    private readonly double _each;

    private MissingTerms(SketchDomain domain, double[] weights, int order, double each, int explained)
    {
        (_domain, _weights, _each, Explained) = (domain, weights, each, explained);
        _shapley = new AndShapley(order, domain);
    }

    /// <summary>Rows that show a term.</summary>
    public int Count => _weights.Length;

    /// <summary>Rows that stand out by the weight of a doubtful term.</summary>
    public int Explained { get; }

    /// <summary>From residuals.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="evidence">What the fit knows.</param>
    /// <param name="doubtful">Its doubtful terms.</param>
    /// <param name="residuals">Of rows that the fit never used.</param>
    /// <param name="least">A residual above it stands out.</param>
    /// <param name="tolerance">Residuals differ from the weights of terms by as much.</param>
    public static MissingTerms Of(
        SketchDomain domain, FitEvidence evidence, DoubtfulTerms doubtful, ReadOnlySpan<double> residuals, double least, double tolerance)
    {
        var weights = new List<double>();
        double[] sizes = [.. doubtful.Sizes];
        var shown = new bool[sizes.Length];
        int explained = 0;
        double seen = 0, predicted = 0, largest = 0;
        foreach (double residual in residuals)
        {
            double size = Math.Abs(residual);
            if (size <= least) continue;
            bool known = false;
            for (int t = 0; t < sizes.Length; t++)
            {
                if (Math.Abs(sizes[t] - size) > tolerance + (SameWeight * size)) continue;
                known = shown[t] = true;
            }

            explained += known ? 1 : 0;
            if (known) continue;
            seen += size * size / residuals.Length;
            largest = Math.Max(largest, size);
            double same = tolerance + (SameWeight * size);
            if (!weights.Exists(weight => Math.Abs(weight - residual) <= same)) weights.Add(residual);
        }

        // What was fitted in place of a missing term is doubtful as well, and its error already drawn.
        for (int t = 0; t < sizes.Length; t++) predicted += shown[t] ? 0 : doubtful.Share(t) * Math.Pow(Math.Min(sizes[t], largest), 2);
        double share = seen > predicted ? 1 - (predicted / seen) : 0;
        double suited = Math.Log(evidence.Rows / FittedRows, domain.MeanLetters) + Slack;
        double bearable = Math.Log(MostForOneRow * residuals.Length, domain.MeanLetters);
        int order = (int)Math.Clamp(Math.Min(suited, bearable), 1, Math.Min(domain.Length, 2 * Support.MaximumOrder));
        // Where all else is explained hardly any term is missing, and none besides those that are seen.
        double each = Math.Pow(domain.MeanLetters, order) / residuals.Length;
        return new MissingTerms(domain, [.. weights], order, share * (evidence.IsExact ? Math.Min(1, each) : each), explained);
    }

    /// <summary>Adds the error of one draw to φ of some sequences.</summary>
    /// <param name="letters">Letters, shape (rows, L).</param>
    /// <param name="random">The draw.</param>
    /// <param name="errors">Added to, shape (rows, L).</param>
    public void Add(ReadOnlySpan<byte> letters, ref SeededRandom random, Span<double> errors)
    {
        // Which letters a term asks for does not matter: sequences are uniform.
        Span<byte> wanted = stackalloc byte[_domain.Length];
        wanted.Clear();
        var all = new int[_domain.Length];
        for (int i = 0; i < all.Length; i++) all[i] = i;
        foreach (double weight in _weights)
        {
            for (double left = _each; left > 0 && (left >= 1 || random.NextDouble() < left); left--)
            {
                random.Shuffle<int>(all);
                _shapley.Add(letters, _domain.Length, all.AsSpan(0, _shapley.Order), wanted, weight, errors);
            }
        }
    }
}

using System.Numerics;
using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Least squares of all terms found together, over every bin they fall into, by Gauss–Seidel sweeps: each
/// term in turn takes what the others leave. Terms seldom share bins, so a few sweeps do.
/// </summary>
internal static class PeelingRefit
{
    private const int MaximumSweeps = 200;

    /// <summary>A sweep that moves no value by more than this, relative to the largest, is the last.</summary>
    private const double Precision = 1e-15;

    /// <summary>A coefficient below this many standard errors, squared, is dropped: one in 20,000 of pure noise stays.</summary>
    private const double LeastSignificance = 10;

    /// <summary>Fits.</summary>
    /// <param name="design">The design.</param>
    /// <param name="blocks">Its transforms: one more pass is made over the samples.</param>
    /// <param name="found">Terms, one of each k and −k, with starting values.</param>
    /// <param name="noise">The noise of a bin.</param>
    /// <returns>The same terms, less those that are not significant.</returns>
    public static Dictionary<Frequency, Complex> Solve(
        SubsamplingDesign design, PeelingBlocks blocks, Dictionary<Frequency, Complex> found, PeelingNoise noise)
    {
        Frequency[] terms = [.. found.Keys.OrderBy(static k => k, Comparer<Frequency>.Create(static (a, b) => a.CompareTo(b)))];
        Complex[] values = [.. terms.Select(term => found[term])];
        var bins = new int[design.GroupCount][];
        for (int c = 0; c < bins.Length; c++)
            bins[c] = [.. terms.Select(term => design.Bin(c, term.Digits)).Select(bin => Math.Min(bin, blocks.Mirror[bin])).Distinct().Order()];
        PeelingFit fit = new(design, blocks, blocks.Collect(bins));
        var kept = new bool[terms.Length];
        Array.Fill(kept, true);
        for (int n = 0; n < terms.Length; n++)
        {
            fit.Choose(terms[n]);
            fit.Subtract(values[n]);
        }

        Sweep(fit, terms, values, kept);
        double limit = LeastSignificance * noise.Variance / (design.GroupCount * design.DelayCount);
        bool dropped = false;
        for (int n = 0; n < terms.Length; n++)
        {
            if (terms[n].Order == 0 || values[n].Real * values[n].Real + values[n].Imaginary * values[n].Imaginary > limit) continue;
            fit.Choose(terms[n]);
            fit.Add(values[n]);
            kept[n] = false;
            dropped = true;
        }

        if (dropped) Sweep(fit, terms, values, kept);
        var fitted = new Dictionary<Frequency, Complex>();
        for (int n = 0; n < terms.Length; n++)
            if (kept[n]) fitted.Add(terms[n], values[n]);
        return fitted;
    }

    private static void Sweep(PeelingFit fit, Frequency[] terms, Complex[] values, bool[] kept)
    {
        var all = new bool[fit.Slots.Length];
        Array.Fill(all, true);
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            double largest = 0, change = 0;
            for (int n = 0; n < terms.Length; n++)
            {
                if (!kept[n]) continue;
                fit.Choose(terms[n]);
                Complex step = fit.Estimate(all);
                fit.Subtract(step);
                values[n] += step;
                largest = Math.Max(largest, Complex.Abs(values[n]));
                change = Math.Max(change, Complex.Abs(step));
            }

            if (change <= Precision * largest) return;
        }
    }
}

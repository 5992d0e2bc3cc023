using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>What a sketch's options allow, said before a row is paid for.</summary>
internal static class SketchLimits
{
    // As everywhere a table's supports are counted (Support.MaximumOrder may be more than a ridge can hold).
    private const int MostRidgeOrder = 6;

    /// <summary>Refuses options of another decoder, which would be without effect.</summary>
    /// <exception cref="InputException">The option is named.</exception>
    public static void CheckUnused(SketchRequest sketch)
    {
        var usual = new SketchRequest { Budget = sketch.Budget };
        if (sketch.Decoder != SketchDecoder.Ridge && sketch.Order != usual.Order)
            throw new InputException($"--order {sketch.Order}: only the ridge decoder takes an order; say --decoder ridge, or leave it out.", "bad-option");
        if (sketch.Delays == SketchDelays.Coded && sketch.Decoder == SketchDecoder.Paper)
            throw new InputException("--delays coded: only --decoder qsft has coded delays; leave it out.", "bad-option");
        if (sketch.Decoder is SketchDecoder.Qsft or SketchDecoder.Paper) return;
        string? unused = sketch.SubsamplingDimension is not null ? "--b"
            : sketch.Repeats is not null ? "--repeats"
            : sketch.Groups != usual.Groups ? "--groups"
            : sketch.Delays != usual.Delays ? "--delays"
            : sketch.NoiseStandardDeviation is not null ? "--noise-sd"
            : null;
        if (unused is not null) throw new InputException($"{unused}: only the decoders qsft and paper take it; say --decoder qsft, or leave it out.", "bad-option");
    }

    /// <summary>Refuses an order of a ridge whose tables would be too large.</summary>
    /// <exception cref="InputException">The highest possible one is named.</exception>
    public static void CheckOrder(int order, SketchDomain domain)
    {
        int most = Math.Min(Math.Min(domain.Length, MostRidgeOrder), SupportBlocks.OrderWithin(domain, SupportBlocks.LargestTable));
        if (order < 1 || order > most) throw new InputException($"--order {order}: 1 to {most} are possible here.", "bad-option");
    }

    /// <summary>The least budget that leaves a number of rows for a design, once the test rows are set apart.</summary>
    /// <param name="designRows">Rows of the design.</param>
    /// <param name="testRowsOf">Test rows of a budget, growing slower than it.</param>
    /// <param name="leastTestRows">Test rows at least.</param>
    public static long LeastBudget(long designRows, Func<int, int> testRowsOf, int leastTestRows)
    {
        // A tenth goes to the test at most: the answer is within a few rows of 10/9 of the design.
        long budget = designRows + leastTestRows;
        while (budget <= int.MaxValue && budget - testRowsOf((int)budget) < designRows) budget += designRows - (budget - testRowsOf((int)budget));
        return budget;
    }
}

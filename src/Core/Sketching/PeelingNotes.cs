using System.Globalization;
using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>Says what a sparse Fourier decoder left unresolved, why, and what to do.</summary>
internal static class PeelingNotes
{
    /// <summary>Coefficients per bin above which three groups no longer peel (METHODS 4.3).</summary>
    private const double LoadLimit = 2.45;

    /// <summary>Makes the notes; none when every bin was resolved.</summary>
    /// <param name="design">The design.</param>
    /// <param name="columns">What is left of the columns.</param>
    /// <param name="resolved">Which slots are down to noise.</param>
    /// <param name="found">Coefficients found.</param>
    /// <param name="mirror">The bin −j of each bin j where only the lower of the two is kept; null where both are.</param>
    public static IReadOnlyList<string> Make(SubsamplingDesign design, PeelingColumns columns, ReadOnlySpan<bool> resolved, int found, int[]? mirror)
    {
        int left = 0, trapped = 0;
        double energy = 0;
        int divisor = 0;
        for (int slot = 0; slot < columns.Count; slot++)
        {
            if (resolved[slot]) continue;
            int bin = columns.Bin(slot), both = mirror is null || mirror[bin] == bin ? 1 : 2;
            left += both;
            energy += both * PeelingSignature.Energy(columns.Real(slot), columns.Imaginary(slot)) / design.DelayCount;
            int common = CommonDivisor(design, bin);
            if (common == 1) continue;
            trapped += both;
            divisor = divisor == 0 ? common : (int)System.Numerics.BigInteger.GreatestCommonDivisor(divisor, common);
        }

        if (left == 0) return [];
        List<string> notes =
        [
            string.Create(CultureInfo.InvariantCulture,
                $"{left} of {(long)design.GroupCount * design.BinCount} bins still hold more than noise after peeling (about {energy / design.GroupCount:G3} of the variance in units of the target squared): they hold several coefficients each that could not be told apart, or ones too weak to be read."),
        ];
        if (trapped > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{trapped} of those bins are reached only by frequencies whose digits share a factor with q = {design.LetterCount} (all of them multiples of {Math.Max(divisor, 2)} or of another factor): such frequencies fall into at most {Subgroup(design)} of the {design.BinCount} bins of every group and collide there; a larger b helps, the hybrid decoder has no such limit."));
        if (design.CodedOrder is { } order)
            notes.Add($"The coded delays read frequencies of up to {order} positions; if such of more are expected, use --delays identity, or the hybrid decoder.");
        // Whatever is left in a bin is two coefficients or more, or it would have been peeled.
        double load = (found + 2.0 * (left - trapped) / design.GroupCount) / design.BinCount;
        if (left - trapped > 0 && load > LoadLimit / 2)
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"The load is at least {load:F2} coefficients per bin; three groups stop peeling near {LoadLimit} without noise, sooner with it: raise b from {design.Dimension} to {design.Dimension + 1} or more, or lower the order by the hybrid decoder."));
        return notes;
    }

    private static int CommonDivisor(SubsamplingDesign design, int bin)
    {
        int common = design.LetterCount;
        for (; bin > 0; bin /= design.LetterCount)
            common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(common, bin % design.LetterCount);
        return common;
    }

    private static long Subgroup(SubsamplingDesign design)
    {
        int smallest = 2;
        while (design.LetterCount % smallest != 0) smallest++;
        long size = 1;
        for (int t = 0; t < design.Dimension; t++) size *= design.LetterCount / smallest;
        return size;
    }
}

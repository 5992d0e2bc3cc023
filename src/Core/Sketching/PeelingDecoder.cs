using System.Globalization;
using System.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The sparse Fourier decoder of SHAP zero without the flaws of the published one
/// (<see cref="PaperDecoder"/>): for functions with few coefficients, of any order.
/// </summary>
/// <remarks>
/// q-SFT (Erginbas, Kang, Aghazadeh and Ramchandran) on the design of Tsui et al., arXiv 2410.19236. Departs:
/// the noise is estimated unless given; empty bins and bins with one term have limits of their own; the value of a
/// term is the mean over the groups that show it alone, and what later rounds find is added, not averaged; of k and
/// −k one is decoded; a bin that holds F[k] and F[−k] together is read as such; a term is taken only if all groups
/// together agree; when no bin holds one term, the bins that one dominates are taken (SPEX); last, all
/// terms are fitted together, and peeling goes on from what that leaves. See docs/methods/shap-zero-sparse-fourier.md.
/// </remarks>
public static class PeelingDecoder
{
    private const int MaximumPasses = 5;

    /// <summary>Decodes the samples of a design.</summary>
    /// <param name="design">Which rows they are.</param>
    /// <param name="source">The values; read two times, and once more by each refit (one to five).</param>
    /// <param name="options">Options; null: all defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>All coefficients but F[0], which is the function's mean; both k and −k are listed.</returns>
    /// <exception cref="InputException">An option is out of range, a value is not finite, or too many bins are occupied for the memory limit.</exception>
    public static PeelingResult Decode(
        SubsamplingDesign design, ISubsampleSource source, PeelingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new PeelingOptions();
        if (options.NoiseSd is { } sd && (!double.IsFinite(sd) || sd < 0))
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--noise-sd: {sd} is not a standard deviation; give 0 or more, or leave it out."), "bad-option");
        var blocks = new PeelingBlocks(design, source, options.Threads, cancellation);
        PeelingNoise noise = PeelingNoise.From(design, blocks, options.NoiseSd, options.Precision);
        int[][] occupied = Occupied(design, blocks, noise, options.MemoryLimit);
        PeelingColumns columns = blocks.Collect(occupied);
        var run = new PeelingRun(design, blocks, columns, noise);
        var zero = new Frequency(new byte[design.Length]);
        Dictionary<Frequency, Complex> found = run.Peel();
        for (int pass = 1; options.Refit; pass++)
        {
            found.TryAdd(zero, Complex.Zero);
            found = PeelingRefit.Solve(design, blocks, found, noise);
            // Values fitted together leave cleaner bins than values peeled one by one: what hid in them may now show.
            run.Correct(found);
            int rounds = run.Rounds;
            if (pass == MaximumPasses) break;
            found = run.Peel();
            if (run.Rounds == rounds) break;
        }

        found.TryAdd(zero, Complex.Zero);
        double mean = blocks.Mean + found[zero].Real;
        found.Remove(zero);
        FourierCoefficient[] coefficients = WithConjugates(found, design.LetterCount);
        return new PeelingResult
        {
            Function = new SparseFourierFunction(design.LetterCount, design.Length, mean, coefficients),
            SampleMean = blocks.Mean,
            Rows = design.RowCount,
            Rounds = run.Rounds,
            NoiseSd = Math.Sqrt(noise.Variance * design.BinCount),
            OccupiedBins = CountBoth(columns, blocks, static _ => true),
            UnresolvedBins = CountBoth(columns, blocks, slot => !run.Resolved[slot]),
            Notes = PeelingNotes.Make(design, columns, run.Resolved, coefficients.Length, blocks.Mirror),
        };
    }

    private static int[][] Occupied(SubsamplingDesign design, PeelingBlocks blocks, PeelingNoise noise, long memoryLimit)
    {
        var occupied = new int[design.GroupCount][];
        long columns = 0;
        for (int c = 0; c < occupied.Length; c++)
        {
            List<int> bins = [];
            for (int j = 0; j < design.BinCount; j++)
                if (blocks.Mirror[j] >= j && blocks.Energy[c][j] > noise.EmptyLimit(blocks.Mirror[j] == j)) bins.Add(j);
            occupied[c] = [.. bins];
            columns += bins.Count;
        }

        CheckMemory(design, columns, memoryLimit);
        return occupied;
    }

    /// <summary>Refuses to keep more columns than memory allows.</summary>
    internal static void CheckMemory(SubsamplingDesign design, long columns, long memoryLimit)
    {
        long bytes = columns * design.DelayCount * 16;
        if (bytes <= memoryLimit && columns * design.DelayCount / design.GroupCount < int.MaxValue) return;
        throw new InputException(
            $"samples: {columns} bins hold more than noise, and their columns need {bytes >> 20} MiB of the {memoryLimit >> 20} MiB allowed. "
            + "The function is not sparse at this noise: give a larger --noise-sd, or use the hybrid decoder.",
            "bad-option");
    }

    private static FourierCoefficient[] WithConjugates(Dictionary<Frequency, Complex> found, int letterCount)
    {
        List<FourierCoefficient> list = [];
        foreach ((Frequency frequency, Complex value) in found)
        {
            list.Add(new FourierCoefficient(frequency, value));
            Frequency negative = frequency.Negate(letterCount);
            if (negative != frequency) list.Add(new FourierCoefficient(negative, Complex.Conjugate(value)));
        }

        list.Sort(static (a, b) => a.Frequency.CompareTo(b.Frequency));
        return [.. list];
    }

    private static int CountBoth(PeelingColumns columns, PeelingBlocks blocks, Func<int, bool> which)
    {
        int count = 0;
        for (int slot = 0; slot < columns.Count; slot++)
            if (which(slot)) count += blocks.Mirror[columns.Bin(slot)] == columns.Bin(slot) ? 1 : 2;
        return count;
    }
}

using System.Globalization;
using System.Numerics;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The sparse Fourier decoder of SHAP zero as published, in its published order of peeling and with its
/// flaws (<see cref="PeelingDecoder"/> is the same without them).
/// </summary>
/// <remarks>
/// Tsui et al., arXiv 2410.19236; q-SFT: Erginbas, Kang, Aghazadeh and Ramchandran. Bins at or below
/// τP, τ = 1e-9 + 1.5 · noise_sd²/q^b, are frozen for ever. Singletons wait in a list; each round peels the
/// tenth with the smallest residuals, and F[k] is the mean of all ρ recorded for k. k and −k tie exactly:
/// residuals are compared to 9 decimals, then the higher group, then the higher bin comes first.
/// </remarks>
public static class PaperDecoder
{
    private const double ThresholdFloor = 1e-9, ThresholdFactor = 1.5;
    private const long MemoryLimit = 1L << 31;
    private const int MaximumRounds = 1000, ResidualDecimals = 9;
    private const string NoNoiseNote =
        "The published decoder does not estimate the noise and --noise-sd was not given: 0 is used, which suits an exactly sparse function only; "
        + "on any other give its noise, or use --decoder qsft, which estimates it.";

    /// <summary>Decodes the samples of a design.</summary>
    /// <param name="design">Which rows they are.</param>
    /// <param name="source">The values.</param>
    /// <param name="noiseSd">noise_sd of the published settings, in units of the target; 0 for an exactly sparse function. Null: 0, and a note says so.</param>
    /// <param name="threads">Threads to use; 0: all cores. The result does not depend on it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">noise_sd is negative or no number, or a value is not finite.</exception>
    public static PeelingResult Decode(
        SubsamplingDesign design, ISubsampleSource source, double? noiseSd, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(source);
        double noise = noiseSd ?? 0;
        if (!double.IsFinite(noise) || noise < 0)
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--noise-sd: {noise} is not a standard deviation; give 0 or more."), "bad-option");
        var blocks = new PeelingBlocks(design, source, threads, cancellation);
        double limit = (ThresholdFloor + ThresholdFactor * noise * noise / design.BinCount) * design.DelayCount;
        var occupied = new int[design.GroupCount][];
        for (int c = 0; c < occupied.Length; c++)
        {
            List<int> bins = [];
            for (int j = 0; j < design.BinCount; j++)
                if (blocks.Energy[c][j] > limit) bins.Add(j);
            occupied[c] = [.. bins];
        }

        PeelingDecoder.CheckMemory(design, occupied.Sum(static bins => (long)bins.Length), MemoryLimit);
        PeelingResult result = new Run(design, blocks, blocks.Collect(occupied), limit).Decode(noise);
        return noiseSd is null ? result with { Notes = [NoNoiseNote, .. result.Notes] } : result;
    }

    private readonly record struct Singleton(int Slot, int Group, int Bin, double Residual, Frequency Frequency, Complex Value);

    private sealed class Run(SubsamplingDesign design, PeelingBlocks blocks, PeelingColumns columns, double limit)
    {
        private readonly Singleton?[] _singletons = new Singleton?[columns.Count];
        private readonly bool[] _frozen = new bool[columns.Count];
        private readonly Dictionary<Frequency, (Complex Sum, int Count)> _recorded = [];
        private readonly PeelingSignature _signature = new(design);

        public PeelingResult Decode(double noiseSd)
        {
            var untested = new SortedSet<int>(Enumerable.Range(0, columns.Count));
            int rounds = 0;
            while (true)
            {
                Test([.. untested]);
                untested.Clear();
                List<Singleton> list = Sorted();
                if (list.Count == 0 || rounds == MaximumRounds) break;
                rounds++;
                Peel(list, Math.Max(1, list.Count / 10), untested);
            }

            FourierCoefficient[] found = [.. _recorded
                .Select(static pair => new FourierCoefficient(pair.Key, pair.Value.Sum / pair.Value.Count))
                .OrderBy(static coefficient => coefficient.Frequency, Comparer<Frequency>.Create(static (a, b) => a.CompareTo(b)))];
            int unresolved = _frozen.Count(static frozen => !frozen);
            return new PeelingResult
            {
                Function = new SparseFourierFunction(design.LetterCount, design.Length, blocks.Mean, found),
                SampleMean = blocks.Mean,
                Rows = design.RowCount,
                Rounds = rounds,
                NoiseSd = noiseSd,
                OccupiedBins = columns.Count,
                UnresolvedBins = unresolved,
                Notes = PeelingNotes.Make(design, columns, _frozen, found.Length, mirror: null),
            };
        }

        private void Test(int[] slots)
        {
            Parallel.For(0, slots.Length, blocks.Parallelism, () => new PeelingSignature(design), (index, _, signature) =>
            {
                Test(slots[index], signature);
                return signature;
            }, static _ => { });
        }

        private void Test(int slot, PeelingSignature signature)
        {
            ReadOnlySpan<double> re = columns.Real(slot), im = columns.Imaginary(slot);
            (int group, int bin) = (columns.Group(slot), columns.Bin(slot));
            if (PeelingSignature.Energy(re, im) <= limit)
            {
                _frozen[slot] = true;
                return;
            }

            Span<byte> digits = stackalloc byte[design.Length];
            if (!signature.Identify(re, im, digits) || design.Bin(group, digits) != bin) return;
            signature.Make(digits);
            Complex value = signature.Amplitude(re, im);
            double residual = signature.Residual(re, im, value);
            if (residual <= limit) _singletons[slot] = new Singleton(slot, group, bin, Math.Round(residual, ResidualDecimals), new Frequency(digits), value);
        }

        private List<Singleton> Sorted()
        {
            List<Singleton> list = [];
            foreach (Singleton? singleton in _singletons)
                if (singleton is { } found) list.Add(found);
            list.Sort(static (a, b) =>
                a.Residual != b.Residual ? a.Residual.CompareTo(b.Residual) : a.Group != b.Group ? b.Group.CompareTo(a.Group) : b.Bin.CompareTo(a.Bin));
            return list;
        }

        private void Peel(List<Singleton> list, int count, SortedSet<int> touched)
        {
            // Insertion order is kept; a frequency met again in the round keeps its place and takes the later value.
            var round = new Dictionary<Frequency, Complex>();
            for (int i = 0; i < count; i++)
            {
                Singleton singleton = list[i];
                (Complex sum, int times) = _recorded.GetValueOrDefault(singleton.Frequency);
                _recorded[singleton.Frequency] = (sum + singleton.Value, times + 1);
                round[singleton.Frequency] = singleton.Value;
            }

            foreach ((Frequency frequency, Complex value) in round)
            {
                _signature.Make(frequency.Digits);
                for (int c = 0; c < design.GroupCount; c++)
                {
                    int slot = columns.Slot(c, design.Bin(c, frequency.Digits));
                    if (slot < 0 || _frozen[slot]) continue;
                    _signature.Subtract(columns.Real(slot), columns.Imaginary(slot), value);
                    _singletons[slot] = null;
                    touched.Add(slot);
                }
            }
        }
    }
}

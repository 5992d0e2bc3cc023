using System.Numerics;
using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>The rounds of <see cref="PeelingDecoder"/>: find bins with one term, take the terms out everywhere, look again.</summary>
internal sealed class PeelingRun
{
    private const int MaximumRounds = 1000;

    /// <summary>A bin in which one term explains at least this much may be peeled before its other terms are known (SPEX: 0.1).</summary>
    private const double DominantResidual = 0.9;

    /// <summary>A term must lower the energy of its bins by this many variances: far above what fitting noise does.</summary>
    private const double LeastGain = 20;

    private readonly SubsamplingDesign _design;
    private readonly PeelingBlocks _blocks;
    private readonly PeelingColumns _columns;
    private readonly PeelingNoise _noise;
    private readonly PeelingFit _fit;
    private readonly Candidate?[] _candidates;
    private readonly bool[] _dirty;
    private Dictionary<Frequency, Complex> _found = [];

    public PeelingRun(SubsamplingDesign design, PeelingBlocks blocks, PeelingColumns columns, PeelingNoise noise)
    {
        (_design, _blocks, _columns, _noise) = (design, blocks, columns, noise);
        _fit = new PeelingFit(design, blocks, columns);
        (_candidates, Resolved, _dirty) = (new Candidate?[columns.Count], new bool[columns.Count], new bool[columns.Count]);
        Array.Fill(_dirty, true);
    }

    /// <summary>Rounds that peeled something.</summary>
    public int Rounds { get; private set; }

    /// <summary>Which slots are down to noise.</summary>
    public bool[] Resolved { get; }

    /// <summary>Peels until nothing more can be. Gives the terms, one of each k and −k, with their values summed over the rounds.</summary>
    public Dictionary<Frequency, Complex> Peel()
    {
        while (Rounds < MaximumRounds)
        {
            TestDirty();
            bool peeled = PeelTerms(clean: true) || PeelTerms(clean: false);
            if (!peeled) break;
            Rounds++;
        }

        return _found;
    }

    /// <summary>Takes over values fitted together: the columns then hold what those leave, and are looked at again.</summary>
    /// <param name="fitted">Terms with their values; those missing are put back.</param>
    public void Correct(Dictionary<Frequency, Complex> fitted)
    {
        foreach (Frequency term in _found.Keys.Union(fitted.Keys))
        {
            Complex change = fitted.GetValueOrDefault(term) - _found.GetValueOrDefault(term);
            if (change == Complex.Zero) continue;
            _fit.Choose(term);
            _fit.Subtract(change);
            foreach (int slot in _fit.Slots)
            {
                if (slot < 0) continue;
                _candidates[slot] = null;
                _dirty[slot] = true;
            }
        }

        _found = new Dictionary<Frequency, Complex>(fitted);
        TestDirty();
    }

    /// <summary>What one thread works with.</summary>
    private sealed class Tools(SubsamplingDesign design, PeelingBlocks blocks, PeelingColumns columns)
    {
        public readonly PeelingSignature Signature = new(design);
        public readonly PeelingFit Fit = new(design, blocks, columns);
        public readonly PeelingRepair Repair = new(design);
        public readonly PeelingChase? Chase = design.Code is null ? null : new PeelingChase(design);
    }

    private sealed record Candidate(int Slot, Frequency Frequency, bool Clean, double Residual);

    private void TestDirty()
    {
        int[] slots = [.. Enumerable.Range(0, _columns.Count).Where(slot => _dirty[slot])];
        Parallel.For(0, slots.Length, _blocks.Parallelism, () => new Tools(_design, _blocks, _columns), (index, _, tools) =>
        {
            int slot = slots[index];
            _candidates[slot] = Test(slot, tools);
            _dirty[slot] = false;
            return tools;
        }, static _ => { });
    }

    private Candidate? Test(int slot, Tools tools)
    {
        Span<double> re = _columns.Real(slot), im = _columns.Imaginary(slot);
        (int group, int bin) = (_columns.Group(slot), _columns.Bin(slot));
        bool ownMirror = _blocks.Mirror[bin] == bin;
        double energy = PeelingSignature.Energy(re, im);
        Resolved[slot] = energy <= _noise.EmptyLimit(ownMirror);
        if (Resolved[slot]) return null;
        Span<byte> digits = stackalloc byte[_design.Length];
        Candidate? best = tools.Signature.IdentifyTwice(re, im, digits) ? Measure(slot, digits, energy, tools) : null;
        // A mended frequency is believed only where it explains the whole bin.
        if (best is null && (tools.Chase?.TryRepair(group, bin, tools.Signature, digits) ?? tools.Repair.TryRepair(group, bin, tools.Signature, digits)))
            best = Measure(slot, digits, energy, tools) is { Clean: true } mended ? mended : null;
        if (!ownMirror || best is { Clean: true }) return best;
        for (int reference = 1; 2 * reference < _design.LetterCount; reference++)
        {
            if (!tools.Signature.IdentifyPair(re, reference, digits)) continue;
            Candidate? pair = Measure(slot, digits, energy, tools);
            if (pair is not null && (best is null || pair.Residual < best.Residual)) best = pair;
        }

        return best;
    }

    /// <summary>How well the term of a frequency explains a column; null if badly, or if the frequency does not belong there.</summary>
    private Candidate? Measure(int slot, ReadOnlySpan<byte> digits, double energy, Tools tools)
    {
        (PeelingSignature signature, PeelingFit fit) = (tools.Signature, tools.Fit);
        (int group, int bin) = (_columns.Group(slot), _columns.Bin(slot));
        if (_design.Bin(group, digits) != bin) return null;
        var frequency = new Frequency(digits);
        bool ownMirror = _blocks.Mirror[bin] == bin;
        double residual;
        if (ownMirror)
        {
            Frequency negative = frequency.Negate(_design.LetterCount);
            if (negative.CompareTo(frequency) < 0) frequency = negative;
            fit.Choose(frequency);
            Span<bool> use = stackalloc bool[_design.GroupCount];
            use.Clear();
            use[group] = true;
            residual = fit.ResidualOf(group, fit.Estimate(use));
        }
        else
        {
            signature.Make(digits);
            residual = signature.Residual(_columns.Real(slot), _columns.Imaginary(slot), signature.Amplitude(_columns.Real(slot), _columns.Imaginary(slot)));
            Frequency negative = frequency.Negate(_design.LetterCount);
            if (negative.CompareTo(frequency) < 0) frequency = negative;
        }

        bool clean = residual <= _noise.SingleLimit(ownMirror);
        return clean || residual <= DominantResidual * energy ? new Candidate(slot, frequency, clean, residual / energy) : null;
    }

    private bool PeelTerms(bool clean)
    {
        List<Candidate> list = [];
        foreach (Candidate? candidate in _candidates)
            if (candidate is not null && candidate.Clean == clean) list.Add(candidate);
        list.Sort(static (a, b) => a.Residual != b.Residual ? a.Residual.CompareTo(b.Residual) : a.Slot.CompareTo(b.Slot));
        // A bin with several terms gives a biased value: few at a time, the best first, and the rest is looked at again.
        int most = clean ? int.MaxValue : Math.Max(1, list.Count / 10), peeled = 0;
        foreach (Candidate candidate in list)
        {
            if (peeled >= most) break;
            if (_candidates[candidate.Slot] is null) continue;
            if (PeelTerm(candidate)) peeled++;
            else _candidates[candidate.Slot] = null;
        }

        return peeled > 0;
    }

    /// <summary>Takes a term out if that lowers the energy of its bins over all groups; a term that only one group of three sees does not.</summary>
    private bool PeelTerm(Candidate candidate)
    {
        _fit.Choose(candidate.Frequency);
        Span<bool> use = stackalloc bool[_design.GroupCount];
        double missing = 0;
        for (int c = 0; c < use.Length; c++)
        {
            int slot = _fit.Slots[c];
            if (slot < 0) missing++;
            use[c] = slot >= 0 && _candidates[slot] is { } other && other.Clean == candidate.Clean && other.Frequency == candidate.Frequency;
        }

        Complex value = _fit.Estimate(use);
        double before = _fit.Energy();
        _fit.Subtract(value);
        double size = value.Real * value.Real + value.Imaginary * value.Imaginary;
        double gain = before - _fit.Energy() - (_fit.OwnNegative ? 1 : 2) * missing * _design.DelayCount * size;
        if (!(gain > LeastGain * _noise.Variance))
        {
            _fit.Add(value);
            return false;
        }

        _found[candidate.Frequency] = _found.GetValueOrDefault(candidate.Frequency) + value;
        foreach (int slot in _fit.Slots)
        {
            if (slot < 0) continue;
            _candidates[slot] = null;
            _dirty[slot] = true;
        }

        return true;
    }
}

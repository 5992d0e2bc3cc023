using GenoXai.Core.Numerics;

namespace GenoXai.Core.Motifs;

/// <summary>
/// Motif insertion (marginalisation): the mean over backgrounds of f(background with the motif) − f(background), and of
/// two motifs what they do together beyond what each does alone, f_AB − f_A − f_B + f_0, background by background;
/// standard errors and paired t-tests over the backgrounds.
/// </summary>
/// <remarks>Koo et al., PLoS Comput Biol 17:e1008925 (2021), global importance analysis; additivity after Avsec et al., Nat Genet 53:354 (2021).</remarks>
public sealed class InsertionStatistics
{
    private readonly IReadOnlyList<InsertionDesign> _designs;
    private readonly int[] _firstAlone, _secondAlone;
    private readonly Moments[] _effects, _interactions;
    private readonly double[] _sums;
    private double _backgroundSum;

    /// <summary>Begins.</summary>
    /// <param name="designs">The designs of each background.</param>
    public InsertionStatistics(IReadOnlyList<InsertionDesign> designs)
    {
        ArgumentNullException.ThrowIfNull(designs);
        _designs = designs;
        var alone = new Dictionary<PlacedMotif, int>();
        for (int d = 0; d < designs.Count; d++)
            if (designs[d].Second is null) alone[designs[d].First] = d;
        _firstAlone = [.. designs.Select(d => d.Second is null ? -1 : alone[d.First])];
        _secondAlone = [.. designs.Select(d => d.Second is { } second ? alone[second] : -1)];
        (_effects, _interactions, _sums) = (new Moments[designs.Count], new Moments[designs.Count], new double[designs.Count]);
    }

    /// <summary>Backgrounds so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a background.</summary>
    /// <param name="predictions">f of the background, then of each design.</param>
    public void Add(ReadOnlySpan<float> predictions)
    {
        Count++;
        double f0 = predictions[0];
        _backgroundSum += f0;
        for (int d = 0; d < _designs.Count; d++)
        {
            double f = predictions[1 + d];
            _sums[d] += f;
            _effects[d].Add(f - f0);
            if (_designs[d].Second is not null) _interactions[d].Add(f - predictions[1 + _firstAlone[d]] - predictions[1 + _secondAlone[d]] + f0);
        }
    }

    /// <summary>What every design came to; p-values are adjusted over the motifs alone, and apart from them over the pairs, all distances, orders and strands (Benjamini and Hochberg).</summary>
    public IReadOnlyList<InsertionEffect> Results()
    {
        double[] p = [.. _designs.Select((d, i) => (d.Second is null ? _effects[i] : _interactions[i]).PValue)];
        double[] aloneAdjusted = BenjaminiHochberg.Adjust([.. p.Select((value, i) => _designs[i].Second is null ? value : double.NaN)]);
        double[] pairAdjusted = BenjaminiHochberg.Adjust([.. p.Select((value, i) => _designs[i].Second is null ? double.NaN : value)]);
        return
        [
            .. _designs.Select((design, i) =>
            {
                bool pair = design.Second is not null;
                double other = pair ? (_sums[i] - (_sums[_secondAlone[i]] - _backgroundSum)) / _sums[_firstAlone[i]] : double.NaN;
                return new InsertionEffect(
                    design, _effects[i].Mean, _effects[i].StandardError,
                    pair ? _effects[_firstAlone[i]].Mean : double.NaN, pair ? _effects[_secondAlone[i]].Mean : double.NaN,
                    pair ? _interactions[i].Mean : double.NaN, pair ? _interactions[i].StandardError : double.NaN, other,
                    p[i], pair ? pairAdjusted[i] : aloneAdjusted[i]);
            }),
        ];
    }

    /// <summary>Mean and variance, one pass (Welford).</summary>
    private struct Moments
    {
        private double _squares;
        private long _count;

        public double Mean { get; private set; }

        public readonly double StandardError => _count > 1 ? Math.Sqrt(_squares / (_count - 1) / _count) : double.NaN;

        /// <summary>Two-sided, of a mean of 0.</summary>
        public readonly double PValue => _count < 2 || double.IsNaN(Mean) ? double.NaN
            : _squares == 0 ? (Mean == 0 ? 1 : 0) : StudentT.TwoSided(Mean / StandardError, _count - 1);

        public void Add(double value)
        {
            _count++;
            double step = value - Mean;
            Mean += step / _count;
            _squares += step * (value - Mean);
        }
    }
}

/// <summary>What one design came to over the backgrounds.</summary>
/// <param name="Design">What was inserted.</param>
/// <param name="Effect">Mean f(with it) − f(background).</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="FirstEffect">Of a pair: effect of the first motif alone in its place.</param>
/// <param name="SecondEffect">Of a pair: effect of the second motif alone in its place.</param>
/// <param name="Interaction">Of a pair: mean f_AB − f_A − f_B + f_0.</param>
/// <param name="InteractionError">Its standard error.</param>
/// <param name="Additivity">Of a pair: (f_AB − (f_B − f_0)) / f_A of the mean predictions, 1 where the effects add up.</param>
/// <param name="PValue">Of the interaction of a pair, else of the effect: paired t-test, two-sided.</param>
/// <param name="QValue">The same adjusted.</param>
public sealed record InsertionEffect(
    InsertionDesign Design, double Effect, double StandardError, double FirstEffect, double SecondEffect, double Interaction, double InteractionError, double Additivity, double PValue, double QValue);

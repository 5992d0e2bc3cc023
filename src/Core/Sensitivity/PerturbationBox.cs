using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sensitivity;

/// <summary>The domain of every feature, [lo, hi], and the neighbourhood of a point in it at a fraction δ.</summary>
/// <remarks>Aggarwal, Cogan and Periwal 2025 (SensX): at δ, feature i lies in [max(lo, x − δR), min(hi, x + δR)], R = hi − lo.</remarks>
public sealed class PerturbationBox
{
    private readonly float[] _lo;
    private readonly float[] _hi;
    private readonly int _letters;

    private PerturbationBox(float[] lo, float[] hi, int letters = 0) => (_lo, _hi, _letters) = (lo, hi, letters);

    /// <summary>Features, D.</summary>
    public int Width => _lo.Length;

    /// <summary>Whether a feature is a letter that is substituted: δ is then the probability of a substitution, and every substitution is a step of length 1.</summary>
    public bool IsDiscrete => _letters > 0;

    /// <summary>Least value of each feature, shape (D).</summary>
    public ReadOnlySpan<float> Lo => _lo;

    /// <summary>Largest value of each feature, shape (D).</summary>
    public ReadOnlySpan<float> Hi => _hi;

    /// <summary>Features that never vary (R = 0): they take no part.</summary>
    public IEnumerable<int> ConstantFeatures => Enumerable.Range(0, Width).Where(i => _lo[i] == _hi[i]);

    /// <summary>[0, 1] in every feature.</summary>
    /// <param name="width">Features.</param>
    public static PerturbationBox Unit(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var hi = new float[width];
        hi.AsSpan().Fill(1);
        return new PerturbationBox(new float[width], hi);
    }

    /// <summary>Letters as features: each position holds the index of its letter.</summary>
    /// <param name="width">Positions.</param>
    /// <param name="letters">Letters of the alphabet, q, 2 or more.</param>
    public static PerturbationBox Letters(int width, int letters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfLessThan(letters, 2);
        var hi = new float[width];
        hi.AsSpan().Fill(letters - 1);
        return new PerturbationBox(new float[width], hi, letters);
    }

    /// <summary>The given bounds.</summary>
    /// <param name="lo">Least values, shape (D).</param>
    /// <param name="hi">Largest values, shape (D).</param>
    /// <exception cref="InputException">Widths differ, a bound is not finite, or lo &gt; hi.</exception>
    public static PerturbationBox FromBounds(ReadOnlySpan<float> lo, ReadOnlySpan<float> hi)
    {
        if (lo.Length != hi.Length) throw Bad($"lower bounds for {lo.Length} features and upper bounds for {hi.Length}. Give one of each per feature.");
        if (lo.IsEmpty) throw Bad("there is no feature. Give at least one.");
        for (int i = 0; i < lo.Length; i++)
        {
            if (!float.IsFinite(lo[i]) || !float.IsFinite(hi[i])) throw Bad($"feature {i} has the bounds {lo[i]} and {hi[i]}. Give finite numbers.");
            if (lo[i] > hi[i]) throw Bad($"feature {i} has the lower bound {lo[i]} above its upper bound {hi[i]}. Exchange them.");
            if (!float.IsFinite(hi[i] - lo[i])) throw Bad($"feature {i} spans more than float32 holds. Give narrower bounds.");
        }

        return new PerturbationBox(lo.ToArray(), hi.ToArray());
    }

    /// <summary>The least box that holds all rows.</summary>
    /// <param name="rows">Shape (rows, width), row-major.</param>
    /// <param name="width">Features.</param>
    /// <exception cref="InputException">There is no row, or a value is not finite.</exception>
    public static PerturbationBox FromData(ReadOnlySpan<float> rows, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (rows.IsEmpty || rows.Length % width != 0) throw Bad($"{rows.Length} values do not make rows of {width} features.");
        float[] lo = rows[..width].ToArray(), hi = rows[..width].ToArray();
        for (int row = 0; row < rows.Length / width; row++)
        {
            ReadOnlySpan<float> values = rows.Slice(row * width, width);
            for (int i = 0; i < width; i++)
            {
                if (!float.IsFinite(values[i])) throw Bad($"row {row}, feature {i} is {values[i]}. Replace or remove it.");
                lo[i] = Math.Min(lo[i], values[i]);
                hi[i] = Math.Max(hi[i], values[i]);
            }
        }

        return FromBounds(lo, hi);
    }

    /// <summary>Throws unless a point has the right width and lies in the box.</summary>
    /// <param name="x">Shape (D).</param>
    /// <param name="where">How the message names the point, e.g. <c>row 3</c>.</param>
    /// <exception cref="InputException">It does not.</exception>
    public void Check(ReadOnlySpan<float> x, string where)
    {
        if (x.Length != Width) throw Bad($"{where} has {x.Length} features, but the domain has {Width}.");
        for (int i = 0; i < x.Length; i++)
        {
            if (!float.IsFinite(x[i])) throw Bad($"{where}, feature {i} is {x[i]}. Replace or remove it.");
            if (IsDiscrete && x[i] == Alphabet.Missing) continue;
            if (x[i] < _lo[i] || x[i] > _hi[i]) throw Bad($"{where}, feature {i} is {x[i]}, outside its domain [{_lo[i]}, {_hi[i]}]. Widen the domain.");
        }
    }

    /// <summary>A point of the neighbourhood of x: feature i at the fraction <paramref name="fraction"/> of its interval, rounded to float32.</summary>
    /// <param name="feature">i.</param>
    /// <param name="x">The feature's own value.</param>
    /// <param name="delta">δ, 0 to 1.</param>
    /// <param name="fraction">0 to 1.</param>
    public float Sample(int feature, float x, double delta, double fraction)
    {
        if (IsDiscrete) return Substituted(x, delta, fraction);
        (double lo, double hi) = Interval(feature, x, delta);
        return (float)(lo + fraction * (hi - lo));
    }

    /// <summary>The neighbourhood of one feature, [max(lo, x − δR), min(hi, x + δR)].</summary>
    /// <param name="feature">Which feature.</param>
    /// <param name="x">Its own value.</param>
    /// <param name="delta">δ.</param>
    internal (double Lo, double Hi) Interval(int feature, float x, double delta)
    {
        double reach = delta * ((double)_hi[feature] - _lo[feature]);
        return (Math.Max(_lo[feature], x - reach), Math.Min(_hi[feature], x + reach));
    }

    /// <summary>Length of one feature's step as the model is shown it, signed; 1 for a substitution.</summary>
    /// <param name="from">Value before.</param>
    /// <param name="to">Value after.</param>
    internal double Step(float from, float to) => IsDiscrete ? (from == to ? 0 : 1) : (double)to - from;

    /// <summary>The letter itself, or with probability δ another one, all others equally likely; a missing letter becomes any.</summary>
    private float Substituted(float x, double delta, double fraction)
    {
        if (fraction >= delta) return x;
        bool isMissing = x == Alphabet.Missing;
        int others = isMissing ? _letters : _letters - 1, letter = Math.Min(others - 1, (int)(fraction / delta * others));
        return !isMissing && letter >= x ? letter + 1 : letter;
    }

    private static InputException Bad(string problem) => new($"SensX domain: {problem}", "bad-domain");
}

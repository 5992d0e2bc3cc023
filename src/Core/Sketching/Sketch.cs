namespace GenoXai.Core.Sketching;

/// <summary>A decoded function with how good it is and where it came from: everything a query needs, and no model.</summary>
public sealed class Sketch
{
    private readonly Lazy<string> _id;

    /// <summary>Makes a sketch.</summary>
    /// <param name="function">Base value and ANOVA tables; all numbers finite.</param>
    /// <param name="quality">R² and its kin; all numbers finite.</param>
    /// <param name="provenance">Model, target, decoder, seed and rows.</param>
    /// <exception cref="ArgumentException">A number is not finite, or a support occurs twice.</exception>
    public Sketch(DecodedFunction function, SketchQuality quality, SketchProvenance provenance)
        : this(function, quality, provenance, null)
    {
    }

    internal Sketch(DecodedFunction function, SketchQuality quality, SketchProvenance provenance, string? id)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(quality);
        ArgumentNullException.ThrowIfNull(provenance);
        Check(function, quality);
        (Function, Quality, Provenance) = (function, quality, provenance);
        _id = id is null ? new Lazy<string>(() => SketchFile.IdOf(this)) : new Lazy<string>(id);
    }

    /// <summary>The surrogate: f̂(x) = base value + Σ_S g_S(x_S).</summary>
    public DecodedFunction Function { get; }

    /// <summary>How well it predicts the model.</summary>
    public SketchQuality Quality { get; }

    /// <summary>Mean of <see cref="SketchQuality.PhiBand"/> over the positions that vary, in units of the target; null when it was not measured.</summary>
    public double? MeanPhiBand => Quality.PhiBand is not { } band ? null : Function.Domain.Allowed is { } allowed ? allowed.Free.Average(position => band[position]) : band.Average();

    /// <summary>Where it came from.</summary>
    public SketchProvenance Provenance { get; }

    /// <summary>Content hash: the first 32 hexadecimal digits of the SHA-256 that ends the sketch's file. Equal sketches have equal ids.</summary>
    public string Id => _id.Value;

    private static void Check(DecodedFunction function, SketchQuality quality)
    {
        if (!double.IsFinite(function.BaseValue)) throw new ArgumentException("The base value is not finite.", nameof(function));
        var seen = new HashSet<int[]>(SupportComparer.Instance);
        foreach (AnovaTable table in function.Tables)
        {
            if (!seen.Add(table.Positions)) throw new ArgumentException($"Support [{string.Join(',', table.Positions)}] occurs twice.", nameof(function));
            foreach (double value in table.Values)
                if (!double.IsFinite(value)) throw new ArgumentException($"Table [{string.Join(',', table.Positions)}] holds a number that is not finite.", nameof(function));
        }

        bool finite = double.IsFinite(quality.R2 ?? 0) && double.IsFinite(quality.R2StandardError ?? 0) && double.IsFinite(quality.ResidualVariance);
        if (quality.PhiBand is { } band)
        {
            if (band.Count != function.Domain.Length) throw new ArgumentException($"{band.Count} bands are not one for each of {function.Domain.Length} positions.", nameof(quality));
            foreach (double width in band) finite &= double.IsFinite(width) && width >= 0;
        }

        foreach (double energy in quality.EnergyByOrder) finite &= double.IsFinite(energy);
        if (!finite) throw new ArgumentException("A figure of quality is not finite; an undefined R² is null.", nameof(quality));
    }
}

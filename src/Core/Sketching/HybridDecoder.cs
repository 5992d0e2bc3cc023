using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The default decoder: ANOVA tables of low order and of the likeliest high-order supports under a
/// product prior with scales of its own for every position and contrast, single cells and whole
/// supports found by screening the residual, and one regularised fit of everything on all rows.
/// Every choice is made on the validation rows.
/// </summary>
/// <remarks>
/// After METHODS 4.3. Departs from its recipe: scales per contrast on turned axes instead of one per
/// position, fitted by likelihood to debiased coefficients of all rows instead of by validation on a
/// few thousand; all supports below a shared table come at no cost; single cells are columns too.
/// </remarks>
public static class HybridDecoder
{
    /// <summary>Most times that a decode asks for further rows.</summary>
    public const int MostProbeRounds = 8;

    /// <summary>Decodes the samples.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="training">Uniform random rows.</param>
    /// <param name="validation">Other uniform random rows, to choose by; they join the last fit.</param>
    /// <param name="options">Limits.</param>
    /// <param name="progress">Told what each step reached.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="probes">The rows that the same decode asked for before (<see cref="HybridResult.Probes"/>), one set after another, with the model's values.</param>
    /// <exception cref="InputException">Too few rows, rows of another length, or values that are not finite.</exception>
    public static HybridResult Decode(
        SketchDomain domain, SampleSet training, SampleSet validation, HybridOptions options,
        IProgress<string>? progress = null, CancellationToken cancellation = default, params ReadOnlySpan<SampleSet> probes) =>
        new HybridDecoding().Decode(domain, training, validation, options, progress, cancellation, probes);
}

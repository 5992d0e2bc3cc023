using GenoXai.Core.Sampling;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sketching;

/// <summary>
/// <see cref="HybridDecoder"/> that remembers a decode until what it asked for is answered, so that it goes on from there. The results are those of a decode from the start.
/// </summary>
public sealed class HybridDecoding
{
    private HybridSession? _waiting;

    /// <summary>Decodes the samples, as <see cref="HybridDecoder.Decode"/>; the search is not repeated when the last call had the same rows and fewer answers.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="training">Uniform random rows.</param>
    /// <param name="validation">Other uniform random rows, to choose by; they join the last fit.</param>
    /// <param name="options">Limits.</param>
    /// <param name="progress">Told what each step reached; of a decode that goes on, the first call's.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="probes">The rows that the same decode asked for before (<see cref="HybridResult.Probes"/>), one set after another, with the model's values.</param>
    /// <exception cref="InputException">Too few rows, rows of another length, or values that are not finite.</exception>
    public HybridResult Decode(
        SketchDomain domain, SampleSet training, SampleSet validation, HybridOptions options,
        IProgress<string>? progress = null, CancellationToken cancellation = default, params ReadOnlySpan<SampleSet> probes)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(options);
        if (training.Count < 10 || validation.Count < 5)
        {
            throw new InputException(
                $"sketch: {training.Count} training and {validation.Count} validation rows; at least 10 and 5 are needed. Raise --budget.", "budget-too-small");
        }

        // Taken out while in work: what is left half answered, or is another call's, is searched again.
        HybridSession? session = Interlocked.Exchange(ref _waiting, null);
        if (session?.GoesOnWith(domain, training, validation, options, probes) != true)
            session = new HybridSession(domain, training, validation, options, progress, cancellation);
        HybridResult result = session.Answered(probes, cancellation);
        if (result.Probes.Length > 0) _waiting = session;
        return result;
    }
}

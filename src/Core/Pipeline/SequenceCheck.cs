using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Whether a sequence can be run: the same words before a run is accepted and while it is imported.</summary>
public static class SequenceCheck
{
    /// <summary>Throws unless a request can be done on a sequence.</summary>
    /// <param name="request">The request.</param>
    /// <param name="facts">What the model takes.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="where">How the message names it.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <returns>How many of its letters are missing.</returns>
    /// <exception cref="InputException">A wrong length, a range beyond the end, or nothing but missing letters.</exception>
    public static int Check(RunRequest request, ModelFacts facts, NamedSequence sequence, string where, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(alphabet);
        // An allele that is only listed.
        if (request.Method == RunMethod.Variants && sequence.Length == 0) return 0;
        facts.CheckLength(sequence.Length, where);
        if (request.Method == RunMethod.Variants) return sequence.MissingCount;
        if (request.Method is RunMethod.Ism or RunMethod.Taylor) MutagenesisRows.Positions(sequence, request.Mutagenesis);
        request.Occlusion?.Check(sequence, where);
        request.Insertion?.Check(sequence.Length, where);
        request.Interactions?.Check(sequence, request.Mutagenesis, alphabet.Count, where);
        if (request.AttentionSites is { } sites) SiteFinder.Of(sites, alphabet).Check(sequence, where);
        if (request.Perturbation is { } perturbation) PerturbationSites.Of(perturbation, alphabet).Check(sequence, where);
        request.Surrogate?.Check(sequence, where);
        if (request.Attribution is { } attribution) SequenceBaselines.Check(attribution, sequence, where);
        int missing = sequence.MissingCount;
        return missing < sequence.Length
            ? missing
            : throw new InputException($"{where}: every letter is missing (N); there is nothing to explain.", "bad-sequence");
    }
}

using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Whether a surrogate can be fitted: the same words before a run is accepted and while it is imported.</summary>
public static class SurrogateCheck
{
    /// <summary>Throws where motifs have other letters than the model, there are several targets, or sequences are too few, or too many for the motifs.</summary>
    /// <param name="request">The request; nothing is checked of one without a surrogate.</param>
    /// <param name="model">The model.</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="source">How messages call where they come from.</param>
    /// <exception cref="InputException">What is wrong.</exception>
    public static void Check(RunRequest request, OnnxSequenceModel model, long sequences, string source)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(model);
        if (request.Surrogate is not { } options) return;
        foreach (SurrogateUnit unit in options.Units) _ = unit.ToMotif().In(model.Alphabet);
        if (model.Targets.Count > 1) throw new InputException($"--target: a surrogate is of one target, not of {model.Targets.Count}.", "bad-option");
        if (sequences < SurrogateOptions.LeastSequences)
            throw new InputException($"{source}: {Counted.Of(sequences, "sequence", "sequences")}; a surrogate needs {SurrogateOptions.LeastSequences} or more, better some thousand.", "bad-option");
        if (sequences * options.Units.Count > SurrogateOptions.MostScores)
            throw new InputException($"{source}: {sequences} sequences and {options.Units.Count} motifs are more scores than are held ({SurrogateOptions.MostScores}). Take fewer of either.", "bad-option");
    }
}

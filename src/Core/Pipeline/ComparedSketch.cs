using GenoXai.Core.Models;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>Whether a sketch is one that a model's interactions or insertions can be compared with: how well it repeats them can only be asked of what was sketched.</summary>
public static class ComparedSketch
{
    /// <summary>Throws unless a sketch is of the model and of its target.</summary>
    /// <param name="sketch">The sketch.</param>
    /// <param name="model">The model, open for the run's targets.</param>
    /// <param name="option">How messages call the option that names the sketch.</param>
    /// <exception cref="InputException">It has other letters, or is of another model file or target.</exception>
    public static void Check(Sketch sketch, OnnxSequenceModel model, string option)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        ArgumentNullException.ThrowIfNull(model);
        CheckLetters(sketch, model, option);
        SketchProvenance origin = sketch.Provenance;
        // Decoded from saved samples it knows neither.
        if (origin.ModelSha256.Length == 0) return;
        if (!origin.ModelSha256.Equals(model.Facts.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new InputException($"{option}: is of another model file, {origin.ModelId}.", "sketch-mismatch");
        if (model.Targets.Count == 1 && model.Targets[0] != origin.Target)
            throw new InputException($"{option}: is of the target {origin.Target}, not of {model.Targets[0]}. Ask for the target {origin.Target}, or name a sketch of {model.Targets[0]}.", "sketch-mismatch");
    }

    /// <summary>Throws unless a sketch is of the model's letters.</summary>
    internal static void CheckLetters(Sketch sketch, OnnxSequenceModel model, string option)
    {
        if (!sketch.Function.Domain.Alphabet.Equals(model.Alphabet))
            throw new InputException($"{option}: is of the letters {sketch.Function.Domain.Alphabet}, the model of {model.Alphabet}.", "sketch-mismatch");
    }

    /// <summary>Throws unless a sequence is one that the sketch speaks of.</summary>
    /// <param name="sketch">The sketch.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="where">How messages call the sequence.</param>
    /// <exception cref="InputException">Its length, or a letter that the sketch was not shown.</exception>
    public static void Check(Sketch sketch, NamedSequence sequence, string where)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        ArgumentNullException.ThrowIfNull(sequence);
        SketchDomain domain = sketch.Function.Domain;
        if (sequence.Length != domain.Length) throw new InputException($"{where}: {sequence.Length} letters, but the sketch is of {domain.Length}.", "sketch-mismatch");
        domain.Allowed?.Check(sequence.Letters, where);
    }
}

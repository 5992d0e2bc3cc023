using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Sensitivity;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Sequences as what SensX explains, in one of three ways: letters that are substituted, positions, or one-hot channels.</summary>
/// <remarks>The paper gives no rule for one-hot inputs; the result says which way was taken.</remarks>
public static class SensxSequences
{
    /// <summary>The model and the points of sequences of one length.</summary>
    /// <param name="model">The model; stays the caller's.</param>
    /// <param name="kind">What a feature is.</param>
    /// <param name="sequences">The sequences, all of one length.</param>
    /// <param name="source">How messages call where they come from.</param>
    /// <exception cref="InputException">Lengths differ or do not fit the model.</exception>
    public static (SensxModel Model, SensxInputs Inputs) Of(OnnxSequenceModel model, SensxInput kind, IReadOnlyList<NamedSequence> sequences, string source)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0) throw new InputException($"{source}: there is no sequence.", "bad-sequence");
        int length = sequences[0].Length, q = model.Alphabet.Count;
        foreach (NamedSequence sequence in sequences)
        {
            if (sequence.Length != length)
                throw new InputException($"{source}, record \"{sequence.Id}\": {sequence.Length} letters where the first record has {length}. SensX takes sequences of one length a run.", "bad-sequence");
            model.Facts.CheckLength(sequence.Length, $"{source}, record \"{sequence.Id}\"");
        }

        bool letters = kind == SensxInput.Substitutions;
        var vector = new SequenceVectorModel(model, length, letters);
        int missing = sequences.Sum(static s => s.MissingCount);
        var inputs = new SensxInputs
        {
            Box = letters ? PerturbationBox.Letters(length, q) : PerturbationBox.Unit(vector.Width),
            Labels = [.. Enumerable.Range(0, vector.Width).Select(i => kind == SensxInput.Positions ? i % length : i)],
            Points = [.. sequences.Select(s => (s.Id, Features(vector, s)))],
            FeatureNames = letters ? [] : [.. from b in Enumerable.Range(0, q) from l in Enumerable.Range(0, length) select $"{model.Alphabet[(byte)b]}@{l.ToString(CultureInfo.InvariantCulture)}"],
            GroupNames = kind == SensxInput.Positions ? [.. Enumerable.Range(0, length).Select(static l => l.ToString(CultureInfo.InvariantCulture))] : [],
            Domain = letters ? "every letter of the alphabet" : "[0, 1] in every channel",
            Alphabet = model.Alphabet.Letters,
            Letters = letters ? q : 0,
            Notes = missing > 0 ? [$"{Counted.Of(missing, "letter is", "letters are")} missing (N or another ambiguity code); {(letters ? "a substitution there puts any letter" : "their columns are as the model's manifest says")}."] : [],
        };
        return (new SensxModel(vector, vector.Facts, model.Manifest.Id, ManifestFile.Format(model.Manifest)) { Warnings = model.Warnings }, inputs);
    }

    /// <summary>A SensX run of a host's sequences; they are read at the import, but for the first one's length.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="InputException">There is no sequence.</exception>
    public static SensxContext ContextOf(RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        SensxRequest options = run.Request.Sensx ?? throw new ArgumentException("A SensX run has SensX options.", nameof(run));
        NamedSequence first = run.Sequences.FirstOrDefault() ?? throw new InputException($"{run.Source}: there is no sequence.", "bad-sequence");
        (SensxModel model, _) = Of(run.Model, options.Input, [first], run.Source);
        return new SensxContext(run.Request, model, run.Store, () => Of(run.Model, options.Input, [.. run.Sequences], run.Source).Inputs, run.Source)
        {
            Threads = run.Threads,
            Progress = run.Progress,
            Warn = run.Warn,
            Elapsed = run.Elapsed,
            RunId = run.RunId,
            Plans = run.Plans,
        };
    }

    private static float[] Features(SequenceVectorModel model, NamedSequence sequence)
    {
        var features = new float[model.Width];
        model.Write(sequence.Letters, features);
        return features;
    }
}

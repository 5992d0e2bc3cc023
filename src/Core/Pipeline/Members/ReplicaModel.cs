using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Members;

/// <summary>What makes models replicas of each other: the same letters, lengths and targets, but not the same file.</summary>
/// <param name="Name">How messages call the model.</param>
/// <param name="Letters">Its letters.</param>
/// <param name="Length">The one length that it takes; null for several.</param>
/// <param name="Targets">Its targets.</param>
/// <param name="Sha256">SHA-256 of its file.</param>
public sealed record ReplicaModel(string Name, string Letters, int? Length, IReadOnlyList<string> Targets, string Sha256)
{
    /// <summary>What is to be known of an open model.</summary>
    /// <param name="name">How messages call it.</param>
    /// <param name="model">The model.</param>
    public static ReplicaModel Of(string name, OnnxSequenceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ReplicaModel(name, model.Alphabet.Letters, model.Facts.FixedLength, model.Targets, model.Facts.Sha256);
    }

    /// <summary>Throws where the last of some models is no replica of the others.</summary>
    /// <param name="models">The models, one or more.</param>
    /// <param name="option">How messages call the option that names them.</param>
    /// <exception cref="InputException">What differs, or which one it is again.</exception>
    public static void Check(IReadOnlyList<ReplicaModel> models, string option)
    {
        ArgumentNullException.ThrowIfNull(models);
        (ReplicaModel first, ReplicaModel last) = (models[0], models[^1]);
        string? what = first.Letters != last.Letters ? $"has the letters {last.Letters}, but {first.Name} has {first.Letters}"
            : first.Length != last.Length ? $"takes sequences of {LengthOf(last)}, but {first.Name} of {LengthOf(first)}"
            : !first.Targets.SequenceEqual(last.Targets) ? $"has the targets {string.Join(", ", last.Targets)}, but {first.Name} has {string.Join(", ", first.Targets)}"
            : null;
        if (models.SkipLast(1).FirstOrDefault(model => model.Sha256 == last.Sha256) is { } twin)
            throw new InputException($"{option} {last.Name}: is the same model as {twin.Name}. It would agree with itself; name models that were trained apart.", "bad-option");
        if (what is not null)
            throw new InputException($"{option} {last.Name}: {what}. Replicas of a model have the same input and the same targets; run other models apart, and see genoxai compare.", "bad-option");

        static string LengthOf(ReplicaModel model) => model.Length is { } length ? FormattableString.Invariant($"{length} letters") : "any length";
    }
}

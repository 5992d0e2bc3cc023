using System.Collections;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>The motifs of one file, in its order, and what the file says about all of them.</summary>
/// <param name="motifs">The motifs; all of one alphabet.</param>
public sealed class MotifSet(IReadOnlyList<Motif> motifs) : IReadOnlyList<Motif>
{
    /// <summary>The letters of every motif.</summary>
    public Alphabet Alphabet => motifs[0].Alphabet;

    /// <summary>Background probabilities that the file states (MEME), in the alphabet's order; null when it states none.</summary>
    public double[]? Background { get; init; }

    /// <summary>Whether the file says that both strands count (MEME's <c>strands: + -</c>); null when it says nothing.</summary>
    public bool? BothStrands { get; init; }

    /// <inheritdoc/>
    public int Count => motifs.Count;

    /// <inheritdoc/>
    public Motif this[int index] => motifs[index];

    /// <summary>The motif of a name, or of an alternate name; the first of several.</summary>
    /// <param name="name">Its name as in the file; case counts.</param>
    /// <param name="file">What an error calls the file.</param>
    /// <exception cref="InputException">There is none; the message lists the first names.</exception>
    public Motif Find(string name, string file) =>
        motifs.FirstOrDefault(motif => motif.Name == name) ?? motifs.FirstOrDefault(motif => motif.AlternateName == name)
        ?? throw new InputException($"{file}: no motif is named \"{name}\"; the file has {string.Join(", ", motifs.Take(5).Select(static motif => motif.Name))}{(motifs.Count > 5 ? $" and {motifs.Count - 5} more" : "")}.", "bad-motif");

    /// <inheritdoc/>
    public IEnumerator<Motif> GetEnumerator() => motifs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

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
    /// <exception cref="InputException">There is none; the message lists names that are alike, or the first ones.</exception>
    public Motif Find(string name, string file) =>
        motifs.FirstOrDefault(motif => motif.Name == name) ?? motifs.FirstOrDefault(motif => motif.AlternateName == name)
        ?? throw new InputException($"{file}: no motif is named \"{name}\"; the file has {Listed(name)}.", "bad-motif");

    // Names that hold what was asked for, such as SPI1_MA0080.4 for spi1, or the first ones.
    private string Listed(string name)
    {
        Motif[] alike = [.. motifs.Where(motif => Holds(motif.Name) || Holds(motif.AlternateName)).Take(5)];
        IEnumerable<string> names = (alike.Length > 0 ? alike : motifs.Take(5)).Select(static motif => motif.Name);
        int more = motifs.Count - (alike.Length > 0 ? alike.Length : Math.Min(5, motifs.Count));
        return $"{string.Join(", ", names)}{(more > 0 ? $" and {more} more" : "")}";

        bool Holds(string? text) => name.Length > 0 && text is not null && text.Contains(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public IEnumerator<Motif> GetEnumerator() => motifs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

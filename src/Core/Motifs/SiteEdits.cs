using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>Letters of a sequence with one site changed; the length stays.</summary>
public static class SiteEdits
{
    /// <summary>Replaces a site by a shuffle of its own letters.</summary>
    /// <param name="letters">The sequence.</param>
    /// <param name="start">First position of the site.</param>
    /// <param name="end">The position after its last.</param>
    /// <param name="fill">Which shuffle.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="random">The stream; moved on.</param>
    /// <param name="destination">Shape (L).</param>
    public static void Shuffle(ReadOnlySpan<byte> letters, int start, int end, SiteFill fill, int letterCount, ref SeededRandom random, Span<byte> destination)
    {
        letters.CopyTo(destination);
        Span<byte> site = destination[start..end];
        if (fill == SiteFill.Dinucleotide) DinucleotideShuffle.Of(site, letterCount, ref random).CopyTo(site);
        else random.Shuffle(site);
    }

    /// <summary>Replaces a site by a word of its length.</summary>
    /// <param name="letters">The sequence.</param>
    /// <param name="start">First position of the site.</param>
    /// <param name="word">The word.</param>
    /// <param name="destination">Shape (L).</param>
    public static void Replace(ReadOnlySpan<byte> letters, int start, ReadOnlySpan<byte> word, Span<byte> destination)
    {
        letters.CopyTo(destination);
        word.CopyTo(destination[start..]);
    }

    /// <summary>
    /// Takes a site out. What lies left of it moves right by half its width, rounded down, what lies right of it moves
    /// left by the rest, so that the joint is where the site's middle was; the ends of a shuffle fill up the ends.
    /// </summary>
    /// <param name="letters">The sequence.</param>
    /// <param name="start">First position of the site.</param>
    /// <param name="end">The position after its last.</param>
    /// <param name="filler">As many letters as the sequence; the first and last of them stand at the ends.</param>
    /// <param name="destination">Shape (L).</param>
    public static void Delete(ReadOnlySpan<byte> letters, int start, int end, ReadOnlySpan<byte> filler, Span<byte> destination)
    {
        int left = (end - start) / 2, right = end - start - left;
        filler[..left].CopyTo(destination);
        letters[..start].CopyTo(destination[left..]);
        letters[end..].CopyTo(destination[(start + left)..]);
        filler[^right..].CopyTo(destination[^right..]);
    }

    /// <summary>
    /// Puts a word in before a position. What lies left of it moves left by half the word's width, rounded down, what
    /// lies right of it moves right by the rest, and what leaves the sequence is cut off; near an end the other side gives way.
    /// </summary>
    /// <param name="letters">The sequence, not shorter than the word.</param>
    /// <param name="position">0 to L.</param>
    /// <param name="word">The word.</param>
    /// <param name="destination">Shape (L).</param>
    /// <returns>Where the word begins.</returns>
    public static int Insert(ReadOnlySpan<byte> letters, int position, ReadOnlySpan<byte> word, Span<byte> destination)
    {
        int left = Math.Clamp(word.Length / 2, Math.Max(0, word.Length - (letters.Length - position)), Math.Min(word.Length, position));
        int right = word.Length - left, start = position - left;
        letters[left..position].CopyTo(destination);
        word.CopyTo(destination[start..]);
        letters[position..^right].CopyTo(destination[(start + word.Length)..]);
        return start;
    }
}

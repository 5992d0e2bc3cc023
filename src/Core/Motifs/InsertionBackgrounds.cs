using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>The sequences that motifs are inserted into.</summary>
public static class InsertionBackgrounds
{
    /// <summary>Backgrounds at most.</summary>
    public const int Most = 100_000;

    /// <summary>Letters of all backgrounds at most.</summary>
    public const long MostLetters = 200_000_000;

    /// <summary>Uniform random letters.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="length">Letters of each.</param>
    /// <param name="letterCount">q.</param>
    public static IEnumerable<NamedSequence> Random(long seed, int count, int length, int letterCount)
    {
        for (int i = 0; i < count; i++)
        {
            SeededRandom random = SeededRandom.Stream(seed, "insertion-background", i);
            var letters = new byte[length];
            for (int l = 0; l < length; l++) letters[l] = (byte)random.NextInt(letterCount);
            yield return new NamedSequence(FormattableString.Invariant($"random{i + 1}"), letters);
        }
    }

    /// <summary>Dinucleotide shuffles of some sequences, one of each after the other until there are enough.</summary>
    /// <param name="sequences">The sequences; only as many as needed are read.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="letterCount">q.</param>
    /// <exception cref="InputException">There is no sequence.</exception>
    public static IEnumerable<NamedSequence> Shuffled(IEnumerable<NamedSequence> sequences, long seed, int count, int letterCount)
    {
        NamedSequence[] sources = [.. sequences.Take(count)];
        if (sources.Length == 0) throw new InputException("insertion: there is no sequence to make backgrounds of.", "bad-sequence");
        for (int i = 0; i < count; i++)
        {
            NamedSequence source = sources[i % sources.Length];
            SeededRandom random = SequenceStream.Of(seed, "insertion-background", source, i / sources.Length);
            yield return source with { Id = FormattableString.Invariant($"{source.Id}/shuffle{i / sources.Length + 1}"), Letters = DinucleotideShuffle.Of(source.Letters, letterCount, ref random) };
        }
    }

    /// <summary>Throws unless a number of backgrounds is possible.</summary>
    /// <param name="count">The number.</param>
    /// <param name="length">Letters of each; 0 where it is not known yet.</param>
    /// <exception cref="InputException">Out of range.</exception>
    public static void Check(int count, int length = 0)
    {
        if ((long)count * length > MostLetters) throw new InputException(FormattableString.Invariant($"backgrounds {count} of {length} letters: {MostLetters:N0} letters in all are possible."), "bad-option");
        if (count is < 2 or > Most) throw new InputException($"backgrounds {count}: 2 to {Most} are possible.", "bad-option");
    }
}

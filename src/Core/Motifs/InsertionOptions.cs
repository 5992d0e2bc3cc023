using System.Text.Json.Serialization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>A motif to insert.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Letters">The letters of its columns.</param>
/// <param name="Probabilities">Width × q letter probabilities, row-major.</param>
public sealed record InsertedMotif(string Name, string Letters, double[] Probabilities)
{
    /// <summary>Whether it is a word, whose letters may be of any alphabet.</summary>
    public bool IsWord { get; init; }

    /// <summary>Number of positions.</summary>
    public int Width => Probabilities.Length / Letters.Length;

    /// <summary>A motif as it is inserted.</summary>
    /// <param name="motif">The motif.</param>
    public static InsertedMotif Of(Motif motif)
    {
        ArgumentNullException.ThrowIfNull(motif);
        return new InsertedMotif(motif.Name, motif.Alphabet.Letters, motif.Probabilities);
    }

    /// <summary>A word: one letter has all the probability. Its columns are ACGT; of a word with other letters those that it has.</summary>
    /// <param name="word">Its letters.</param>
    /// <exception cref="InputException">Something that is no letter.</exception>
    public static InsertedMotif OfWord(string word)
    {
        ArgumentException.ThrowIfNullOrEmpty(word);
        string name = word.ToUpperInvariant(), nucleotides = name.Replace('U', 'T');
        bool known = nucleotides.All(static letter => "ACGT".Contains(letter, StringComparison.Ordinal));
        string own = known ? nucleotides : name, letters = known ? "ACGT" : string.Concat(name.Distinct().Order());
        var probabilities = new double[letters.Length * own.Length];
        for (int i = 0; i < own.Length; i++)
        {
            if (!char.IsAsciiLetter(own[i])) throw new InputException($"word \"{word}\", position {i}: '{word[i]}' is no letter.", "bad-option");
            probabilities[letters.Length * i + letters.IndexOf(own[i], StringComparison.Ordinal)] = 1;
        }

        return new InsertedMotif(name, letters, probabilities) { IsWord = true };
    }

    /// <summary>The same in a model's order of letters.</summary>
    /// <param name="alphabet">The model's letters.</param>
    /// <exception cref="InputException">It is of other letters.</exception>
    public Motif In(Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        if (!IsWord) return new Motif(Name, Probabilities, 1) { Alphabet = new Alphabet(Letters) }.In(alphabet);
        var probabilities = new double[Width * alphabet.Count];
        for (int position = 0; position < Width; position++)
        {
            char letter = Letters[Probabilities.AsSpan(position * Letters.Length, Letters.Length).IndexOf(1)];
            if (!alphabet.TryIndex(letter, out byte index) || index == Alphabet.Missing)
                throw new InputException($"word \"{Name}\", position {position}: '{letter}' is no letter of {alphabet.Letters}.", "bad-alphabet");
            probabilities[position * alphabet.Count + index] = 1;
        }

        return new Motif(Name, probabilities, 1) { Alphabet = alphabet };
    }
}

/// <summary>What motif insertion computes.</summary>
public sealed record InsertionOptions
{
    /// <summary>Backgrounds that effects are averaged over, where nothing else is said.</summary>
    public const int DefaultBackgrounds = 128;

    /// <summary>Rows of a background at most.</summary>
    public const int MostDesigns = 1_000_000;

    /// <summary>The motifs; with <see cref="Pair"/> two.</summary>
    public required IReadOnlyList<InsertedMotif> Motifs { get; init; }

    /// <summary>Whether the two motifs are also inserted together, at all distances and in both orders.</summary>
    public bool Pair { get; init; }

    /// <summary>Whether a site is drawn from the motif for each background, instead of the consensus in all.</summary>
    public bool Sampled { get; init; }

    /// <summary>Whether motifs are inserted on the given strand only.</summary>
    public bool ForwardOnly { get; init; }

    /// <summary>First positions of a motif; the middle when empty. Of a pair: that of the first motif, at most one.</summary>
    public IReadOnlyList<int> Positions { get; init; } = [];

    /// <summary>Of a pair: most letters between the two; all that fit when absent.</summary>
    public int? MostGap { get; init; }

    /// <summary>Of a pair: from one gap to the next.</summary>
    public int GapStep { get; init; } = 1;

    /// <summary>Id of the sketch that effects are compared with; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SketchId { get; init; }

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (Motifs.Count == 0) throw Bad("name a motif of a motif file, or a word.");
        if (Pair && Motifs.Count != 2) throw Bad($"a pair is of two motifs, not of {Motifs.Count}.");
        if (Pair && Positions.Count > 1) throw Bad("of a pair, the first motif stays at one position.");
        if (Positions.Any(static p => p < 0)) throw Bad($"position {Positions.Min()}: positions count from 0.");
        if (MostGap < 0) throw Bad($"largest gap {MostGap}: 0 letters or more.");
        if (GapStep < 1) throw Bad($"gap step {GapStep}: 1 or more.");
        if (!Pair && (MostGap is not null || GapStep != 1)) throw Bad("gaps are of a pair; name two motifs.");
    }

    /// <summary>Throws where a motif does not fit.</summary>
    /// <param name="length">Letters of a background.</param>
    /// <param name="where">How the message names the background.</param>
    /// <exception cref="InputException">Which motif, and how long both are.</exception>
    public void Check(int length, string where)
    {
        foreach (InsertedMotif motif in Motifs)
        {
            if (motif.Width > length) throw Bad($"{where}: motif \"{motif.Name}\" has {motif.Width} positions, more than the {length} letters of the sequence.");
            if (Positions.Any(p => p + motif.Width > length)) throw Bad($"{where}: motif \"{motif.Name}\" of {motif.Width} positions, inserted at {Positions.First(p => p + motif.Width > length)}, ends beyond the {length} letters of the sequence.");
        }

        long designs = Pair ? 2 + 6L * length : 2L * Motifs.Count * Math.Max(1, Positions.Count);
        if (designs > MostDesigns) throw Bad($"{where}: about {designs} rows a background, more than {MostDesigns}. Choose fewer motifs or positions.");
        if (Pair && Motifs.Sum(static m => m.Width) > length) throw Bad($"{where}: {string.Join(" and ", Motifs.Select(static m => $"\"{m.Name}\" of {m.Width}"))} positions do not fit beside each other into {length} letters.");
        if (Pair && !InsertionDesign.All(this, length, bothStrands: false).Any(static d => d.Second is not null))
            throw Bad($"{where}: there is no room for \"{Motifs[1].Name}\" beside \"{Motifs[0].Name}\". Choose another position, gap step or largest gap.");
    }

    private static InputException Bad(string message) => new("insertion: " + message, "bad-option");
}

/// <summary>One motif in its place.</summary>
/// <param name="Motif">Number of the motif.</param>
/// <param name="Start">First position.</param>
/// <param name="Reverse">Whether its reverse complement is inserted.</param>
public sealed record PlacedMotif(int Motif, int Start, bool Reverse);

/// <summary>What one row of a background holds: a motif, or two.</summary>
/// <param name="First">The motif; of a pair the first named.</param>
/// <param name="Second">The second named motif; null when there is one alone.</param>
public sealed record InsertionDesign(PlacedMotif First, PlacedMotif? Second)
{
    /// <summary>All rows of a background behind itself: every motif alone in each place, then the pairs. Every motif of a pair stands alone there as well.</summary>
    /// <param name="options">What is inserted.</param>
    /// <param name="length">Letters of a background.</param>
    /// <param name="bothStrands">Whether the alphabet has complements.</param>
    public static IReadOnlyList<InsertionDesign> All(InsertionOptions options, int length, bool bothStrands)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool[] strands = bothStrands && !options.ForwardOnly ? [false, true] : [false];
        var alone = new List<InsertionDesign>();
        var pairs = new List<InsertionDesign>();
        if (!options.Pair)
        {
            for (int motif = 0; motif < options.Motifs.Count; motif++)
                foreach (int start in options.Positions.Count > 0 ? options.Positions : [(length - options.Motifs[motif].Width) / 2])
                    foreach (bool reverse in strands) alone.Add(new InsertionDesign(new PlacedMotif(motif, start, reverse), null));
            return alone;
        }

        (int first, int second) = (options.Motifs[0].Width, options.Motifs[1].Width);
        int at = options.Positions.Count > 0 ? options.Positions[0] : (length - first) / 2;
        foreach (bool reverse in strands) alone.Add(new InsertionDesign(new PlacedMotif(0, at, reverse), null));
        foreach (int start in Starts())
        {
            foreach (bool reverse in strands)
            {
                var other = new PlacedMotif(1, start, reverse);
                alone.Add(new InsertionDesign(other, null));
                foreach (bool own in strands) pairs.Add(new InsertionDesign(new PlacedMotif(0, at, own), other));
            }
        }

        return [.. alone, .. pairs];

        IEnumerable<int> Starts()
        {
            int most = options.MostGap ?? length;
            for (int gap = (Math.Min(most, at - second) / options.GapStep) * options.GapStep; gap >= 0 && at - second - gap >= 0; gap -= options.GapStep) yield return at - second - gap;
            for (int gap = 0; gap <= most && at + first + gap + second <= length; gap += options.GapStep) yield return at + first + gap;
        }
    }
}

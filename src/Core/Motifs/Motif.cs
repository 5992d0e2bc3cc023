using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>
/// A motif as letter probabilities (PPM), in the order of its alphabet.
/// </summary>
/// <param name="Name">Its name: no white space, not empty.</param>
/// <param name="Probabilities">Width × q letter probabilities, row-major; each row sums to 1.</param>
/// <param name="Sites">How many sites the probabilities were made from (<c>nsites</c>), 1 or more; readers use it to weigh pseudocounts.</param>
public sealed record Motif(string Name, double[] Probabilities, int Sites)
{
    /// <summary>The letters of the columns of <see cref="Probabilities"/>: <see cref="Sequences.Alphabet.Dna"/> unless said.</summary>
    public Alphabet Alphabet { get; init; } = Alphabet.Dna;

    /// <summary>A second name, for people (the gene of a JASPAR identifier); null when there is none.</summary>
    public string? AlternateName { get; init; }

    /// <summary>Number of positions.</summary>
    public int Width => Probabilities.Length / Alphabet.Count;

    /// <summary>The probabilities of one position; q numbers.</summary>
    /// <param name="position">The position, from 0.</param>
    public ReadOnlySpan<double> this[int position] => Probabilities.AsSpan(position * Alphabet.Count, Alphabet.Count);

    /// <summary>A motif of letter counts (PFM): p = (count + pseudocount·b) / (Σ counts + pseudocount).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="alphabet">The letters of the columns.</param>
    /// <param name="counts">Width × q counts, row-major; each row of a sum above 0, or a pseudocount above 0.</param>
    /// <param name="pseudocount">Pseudocount of a position, spread over the letters as <paramref name="background"/> says.</param>
    /// <param name="background">q background probabilities; uniform when empty.</param>
    public static Motif OfCounts(string name, Alphabet alphabet, ReadOnlySpan<double> counts, double pseudocount = 1, ReadOnlySpan<double> background = default)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        int q = alphabet.Count;
        var probabilities = new double[counts.Length];
        double sites = 0;
        for (int row = 0; row < counts.Length; row += q)
        {
            double sum = pseudocount;
            foreach (double count in counts.Slice(row, q)) sum += count;
            sites = Math.Max(sites, sum - pseudocount);
            for (int letter = 0; letter < q; letter++)
                probabilities[row + letter] = (counts[row + letter] + pseudocount * (background.IsEmpty ? 1.0 / q : background[letter])) / sum;
        }

        return new Motif(name, probabilities, Math.Max(1, (int)Math.Round(sites))) { Alphabet = alphabet };
    }

    /// <summary>The information content of a position, Σ p·log2(p/b), in bits; at a uniform background 0 to log2(q).</summary>
    /// <param name="position">The position, from 0.</param>
    /// <param name="background">q background probabilities; uniform when empty.</param>
    public double InformationContent(int position, ReadOnlySpan<double> background = default)
    {
        double bits = 0;
        ReadOnlySpan<double> row = this[position];
        for (int letter = 0; letter < row.Length; letter++)
            if (row[letter] > 0) bits += row[letter] * Math.Log2(row[letter] / (background.IsEmpty ? 1.0 / row.Length : background[letter]));
        return bits;
    }

    /// <summary>The motif of the other strand: positions turned round, letters complemented.</summary>
    /// <exception cref="InputException">The alphabet is not one of nucleotides.</exception>
    public Motif ReverseComplement()
    {
        if (!Alphabet.IsNucleotide) throw new InputException($"motif \"{Name}\": its alphabet {Alphabet.Letters} has no complement.", "bad-alphabet");
        int q = Alphabet.Count;
        var turned = new double[Probabilities.Length];
        for (int position = 0; position < Width; position++)
            for (int letter = 0; letter < q; letter++)
                turned[(Width - 1 - position) * q + Complement(letter)] = Probabilities[position * q + letter];
        return this with { Probabilities = turned };

        int Complement(int letter)
        {
            char other = Alphabet.Letters[letter] switch { 'A' => 'T', 'C' => 'G', 'G' => 'C', _ => 'A' };
            return Alphabet.TryIndex(other, out byte index) ? index : throw new InvalidOperationException($"{Alphabet.Letters} lacks {other}.");
        }
    }

    /// <summary>The same motif with its columns in another order of letters; U stands for T.</summary>
    /// <param name="alphabet">The order.</param>
    /// <exception cref="InputException">It is of other letters.</exception>
    public Motif In(Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        if (alphabet.Equals(Alphabet)) return this;
        int q = Alphabet.Count;
        var places = new byte[q];
        for (int letter = 0; letter < q; letter++)
            if (alphabet.Count != q || !alphabet.TryIndex(Alphabet.Letters[letter], out places[letter]) || places[letter] == Alphabet.Missing)
                throw new InputException($"motif \"{Name}\": its letters are {Alphabet.Letters}, not {alphabet.Letters}.", "bad-alphabet");
        var moved = new double[Probabilities.Length];
        for (int position = 0; position < Width; position++)
            for (int letter = 0; letter < q; letter++) moved[position * q + places[letter]] = Probabilities[position * q + letter];
        return this with { Probabilities = moved, Alphabet = alphabet };
    }

    /// <summary>The motif without the positions at its ends that tell next to nothing.</summary>
    /// <param name="bits">Positions of less information than this go.</param>
    /// <param name="background">q background probabilities; uniform when empty.</param>
    /// <param name="start">Where the first kept position was.</param>
    /// <returns>The trimmed motif; null when no position is left.</returns>
    public Motif? Trimmed(double bits, ReadOnlySpan<double> background, out int start)
    {
        int end = Width;
        start = 0;
        while (start < end && InformationContent(start, background) < bits) start++;
        while (end > start && InformationContent(end - 1, background) < bits) end--;
        return end == start ? null : this with { Probabilities = Probabilities[(start * Alphabet.Count)..(end * Alphabet.Count)] };
    }

    /// <summary>The motif without the positions at its ends that tell next to nothing, against a uniform background.</summary>
    /// <param name="bits">Positions of less information than this go.</param>
    public Motif? Trimmed(double bits = 0.2) => Trimmed(bits, [], out _);

    /// <summary>The letters of highest probability, one a position; the first of equals.</summary>
    public string Consensus => string.Create(Width, this, static (letters, motif) =>
    {
        for (int position = 0; position < letters.Length; position++)
        {
            ReadOnlySpan<double> row = motif[position];
            int best = 0;
            for (int letter = 1; letter < row.Length; letter++)
                if (row[letter] > row[best]) best = letter;
            letters[position] = motif.Alphabet.Letters[best];
        }
    });
}

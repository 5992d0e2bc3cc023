using System.Globalization;
using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>
/// Writes motifs in the minimal MEME text format, version 4 (Bailey et al. 2015, The MEME Suite,
/// doi:10.1093/nar/gkv416), with columns in alphabetical order as its named alphabets require.
/// No E-value is written: none is computed.
/// </summary>
public static class MemeWriter
{
    private const string Protein = "ACDEFGHIKLMNPQRSTVWY";

    // A sum off by more than this is a mistake of the caller, not rounding.
    private const double SumTolerance = 1e-6;

    /// <summary>Whether MEME has a name for an alphabet.</summary>
    /// <param name="alphabet">The alphabet, in any order.</param>
    public static bool Knows(Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        return string.Concat(alphabet.Letters.Order()) is "ACGT" or "ACGU" or Protein;
    }

    /// <summary>Writes a file; an empty list of motifs gives a file with a header only.</summary>
    /// <param name="writer">Where to write; lines end in a line feed.</param>
    /// <param name="alphabet">DNA, RNA or the twenty letters of proteins, in any order.</param>
    /// <param name="background">q background probabilities in the alphabet's order, summing to 1.</param>
    /// <param name="motifs">The motifs, of different names.</param>
    /// <exception cref="InputException">MEME has no name for the alphabet, or a row does not hold probabilities.</exception>
    public static void Write(TextWriter writer, Alphabet alphabet, ReadOnlySpan<double> background, IReadOnlyList<Motif> motifs)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(motifs);
        string letters = string.Concat(alphabet.Letters.Order());
        if (!Knows(alphabet))
            throw new InputException($"alphabet {alphabet.Letters}: MEME files are written for DNA, RNA and the twenty letters of proteins only.", "bad-alphabet");
        int[] order = [.. letters.Select(letter => alphabet.Letters.IndexOf(letter, StringComparison.Ordinal))];
        CheckRow(background, order.Length, "background");
        var text = new StringBuilder("MEME version 4\n\n").Append("ALPHABET= ").Append(letters).Append("\n\n");
        // A model reads one strand: its motifs are not of the reverse complement.
        if (letters == "ACGT") text.Append("strands: +\n\n");
        text.Append("Background letter frequencies\n");
        for (int i = 0; i < order.Length; i++)
            text.Append(i == 0 ? "" : " ").Append(letters[i]).Append(' ').Append(Number(background[order[i]]));
        text.Append('\n');
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Motif motif in motifs)
        {
            if (!names.Add(motif.Name))
                throw new InputException($"motif \"{motif.Name}\": two motifs have this name; give each its own.", "bad-motif");
            Append(text, motif, order);
        }

        writer.Write(text);
    }

    private static void Append(StringBuilder text, Motif motif, int[] order)
    {
        int count = order.Length, width = motif.Probabilities.Length / count;
        if (motif.Name.Length == 0 || motif.Name.Any(char.IsWhiteSpace))
            throw new InputException($"motif \"{motif.Name}\": a MEME name is not empty and has no white space.", "bad-motif");
        if (width == 0 || motif.Probabilities.Length % count != 0)
            throw new InputException($"motif \"{motif.Name}\": {motif.Probabilities.Length} probabilities are not one or more positions of {count} letters.", "bad-motif");
        if (motif.Sites < 1)
            throw new InputException($"motif \"{motif.Name}\": {motif.Sites} sites; 1 or more are needed.", "bad-motif");
        text.Append(CultureInfo.InvariantCulture, $"\nMOTIF {motif.Name}\nletter-probability matrix: alength= {count} w= {width} nsites= {motif.Sites}\n");
        for (int position = 0; position < width; position++)
        {
            ReadOnlySpan<double> row = motif.Probabilities.AsSpan(position * count, count);
            CheckRow(row, count, $"motif \"{motif.Name}\", position {position}");
            foreach (int letter in order) text.Append(' ').Append(Number(row[letter]));
            text.Append('\n');
        }
    }

    private static void CheckRow(ReadOnlySpan<double> row, int count, string where)
    {
        if (row.Length != count)
            throw new InputException($"{where}: {row.Length} probabilities for {count} letters.", "bad-motif");
        double sum = 0;
        foreach (double probability in row)
        {
            if (!(probability is >= 0 and <= 1))
                throw new InputException($"{where}: {probability.ToString("R", CultureInfo.InvariantCulture)} is not a probability.", "bad-motif");
            sum += probability;
        }

        if (Math.Abs(sum - 1) > SumTolerance)
            throw new InputException($"{where}: the probabilities sum to {sum.ToString("R", CultureInfo.InvariantCulture)}, not 1.", "bad-motif");
    }

    private static string Number(double value) => value.ToString("F6", CultureInfo.InvariantCulture);
}

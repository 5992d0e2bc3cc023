using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>Reads TRANSFAC's flat files: entries that end in <c>//</c>, the matrix below a line <c>P0 A C G T</c>, one line a position.</summary>
internal static class TransfacReader
{
    public static bool IsMatrixHead(string line) =>
        (line.StartsWith("P0", StringComparison.Ordinal) || line.StartsWith("PO", StringComparison.Ordinal)) && line.Length > 2 && char.IsWhiteSpace(line[2]) && MatrixReader.LettersOf(Words(line).AsSpan(1)) is not null;

    public static MotifSet Read(MotifText text)
    {
        var motifs = new List<Motif>();
        string? id = null, accession = null, name = null;
        for (int i = 0; i < text.Lines.Count; i++)
        {
            MotifLine line = text.Lines[i];
            string? value = line.Text.Length > 2 ? Words(line.Text[2..]) is [var word, ..] ? word : null : null;
            if (line.Text == "//") id = accession = name = null;
            else if (line.Text.StartsWith("ID", StringComparison.Ordinal)) id = value;
            else if (line.Text.StartsWith("AC", StringComparison.Ordinal)) accession = value;
            else if (line.Text.StartsWith("NA", StringComparison.Ordinal)) name = value;
            else if (IsMatrixHead(line.Text)) motifs.Add(Matrix(text, ref i, accession ?? id ?? text.NameOf(motifs.Count, 2), name ?? id));
        }

        return new MotifSet(motifs);
    }

    private static Motif Matrix(MotifText text, ref int at, string name, string? alternate)
    {
        MotifLine head = text.Lines[at];
        Alphabet alphabet = MatrixReader.LettersOf(Words(head.Text).AsSpan(1))!;
        int q = alphabet.Count;
        var numbers = new List<double>();
        while (at + 1 < text.Lines.Count && char.IsAsciiDigit(text.Lines[at + 1].Text[0]))
        {
            MotifLine line = text.Lines[++at];
            string[] words = Words(line.Text);
            // The number of the position, the counts, and often a letter for the consensus.
            if (words.Length < q + 1 || words.Length > q + 2)
                throw text.At(line.Number, $"{words.Length - 1} numbers, but a position has {q}, one for each of {alphabet}.");
            for (int letter = 0; letter < q; letter++) numbers.Add(text.Number(words[letter + 1], line.Number));
        }

        if (numbers.Count == 0) throw text.At(head.Number, "no position below this line. A position is its number and a count for each letter.");
        return MatrixReader.Sorted(text.OfNumbers(name, alphabet, [.. numbers], head.Number + 1)) with { AlternateName = alternate == name ? null : alternate };
    }

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

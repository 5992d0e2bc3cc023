using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>
/// Reads matrices of nucleotides that need no key words: JASPAR (with and without letters and brackets), rows labelled by
/// letters in any order (hDPI, YeTFaSCo, FlyFactorSurvey, ScerTF), positions as rows below a line of letters (CIS-BP, C2H2,
/// Tiffin) or below a name (HOMER, HOCOMOCO, Cluster Buster), and four plain rows.
/// </summary>
internal sealed class MatrixReader
{
    private readonly MotifText _text;
    private readonly List<Motif> _motifs = [];
    private readonly List<int> _unnamed = [];
    private readonly List<(MotifLine Line, char Label, double[] Numbers)> _rows = [];
    private Alphabet? _columns;
    private string? _name, _alternate;
    private MotifLine _nameLine;

    private MatrixReader(MotifText text) => _text = text;

    public static MotifSet Read(MotifText text) => new MatrixReader(text).Read();

    /// <summary>The alphabet that single letters spell in their order; null when they are not the four of DNA or RNA.</summary>
    public static Alphabet? LettersOf(ReadOnlySpan<string> words)
    {
        string letters = "";
        foreach (string word in words)
        {
            if (word.Length != 1) return null;
            letters += char.ToUpperInvariant(word[0]);
        }

        return string.Concat(letters.Order()) is "ACGT" or "ACGU" ? new Alphabet(letters) : null;
    }

    /// <summary>The motif with its letters in alphabetical order.</summary>
    public static Motif Sorted(Motif motif) => motif.In(new Alphabet(string.Concat(motif.Alphabet.Letters.Order())));

    private MotifSet Read()
    {
        for (int i = 0; i < _text.Lines.Count; i++)
        {
            if (_text.Gaps.Contains(i)) Close();
            Take(_text.Lines[i]);
        }

        Close();
        if (_name is not null) throw NoMatrix();
        if (_motifs.Count == 0) throw MotifText.Bad($"{_text.Name}: no motif in it. A motif file is MEME, JASPAR, TRANSFAC, or rows of counts.");
        foreach (int index in _unnamed) _motifs[index] = _motifs[index] with { Name = _text.NameOf(index, _motifs.Count) };
        Alphabet alphabet = _motifs[0].Alphabet;
        if (_motifs.FirstOrDefault(motif => !motif.Alphabet.Equals(alphabet)) is { } other)
            throw MotifText.Bad($"{_text.Name}: motif \"{other.Name}\" is of {other.Alphabet}, the first one of {alphabet}. Give each alphabet a file of its own.");
        return new MotifSet(_motifs);
    }

    private void Take(MotifLine line)
    {
        if (line.Text[0] == '#')
        {
            Close();
            return;
        }

        string[] words = line.Words;
        if (line.Text[0] == '>') BeginName(line, line.Text[1..]);
        else if (words.Length == 0) throw _text.At(line.Number, $"\"{MotifText.Shown(line.Text)}\" is neither a name nor a row of numbers.");
        else if (LettersOf(words) is { } letters) BeginColumns(letters);
        else if (LettersOf(words.AsSpan(1)) is { } behindWord) BeginColumns(behindWord);
        else if (IsNumber(words[0])) AddRow(line, '\0', words);
        else if (IsLabel(words)) AddRow(line, char.ToUpperInvariant(words[0][0]), words.AsSpan(1));
        else if (IsPassedOver(line.Text, words)) return;
        else BeginName(line, line.Text);
    }

    private static bool IsNumber(string word) => char.IsAsciiDigit(word[0]) || word[0] is '.' or '-' or '+';

    private static bool IsLabel(string[] words) =>
        words[0].TrimEnd(':') is [var letter] && "ACGTU".Contains(char.ToUpperInvariant(letter), StringComparison.Ordinal);

    /// <summary>A line of the positions' numbers (<c>base 1 2 3</c>), or one that tells something about the matrix (<c>Ent= …</c>).</summary>
    private static bool IsPassedOver(string line, string[] words) =>
        words[0].EndsWith('=') || line.Split((char[]?)null, 2)[0].Contains('=', StringComparison.Ordinal) || (words.Length > 2 && words.AsSpan(1).ToArray().Select(static (word, i) => word == $"{i + 1}").All(static same => same));

    private void BeginName(MotifLine line, string text)
    {
        Close();
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) throw _text.At(line.Number, "a name is missing behind \">\".");
        // CIS-BP tells the gene, then the motif; both stand above one matrix.
        bool isField = words.Length > 1 && words[0] is "Gene" or "Motif" or "TF" or "Family" or "Species";
        if (_name is not null && !isField) throw NoMatrix();
        if (!isField) (_name, _alternate) = (words[0], words.Length > 1 ? words[1] : null);
        else if (words[0] == "Motif") (_name, _alternate) = (words[1], _name);
        else if (words[0] is "Gene" or "TF" && _name is null) _name = words[^1];
        if (_name is not null) _nameLine = line;
    }

    private InputException NoMatrix() => _text.At(_nameLine.Number, $"\"{MotifText.Shown(_nameLine.Text)}\" is not followed by a matrix, rows of numbers. Is this a motif file?");

    private void BeginColumns(Alphabet letters)
    {
        Close();
        _columns = letters;
    }

    private void AddRow(MotifLine line, char label, ReadOnlySpan<string> words)
    {
        var numbers = new double[words.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = _text.Number(words[i], line.Number);
        if (_rows.Count > 0 && (_rows[0].Label == '\0') != (label == '\0')) throw _text.At(line.Number, "rows with and without a letter in one matrix.");
        if (_rows.Count > 0 && _rows[0].Numbers.Length != numbers.Length)
            throw _text.At(line.Number, $"{numbers.Length} numbers, but the rows above have {_rows[0].Numbers.Length}.");
        if (numbers.Length == 0) throw _text.At(line.Number, "a letter without numbers.");
        _rows.Add((line, label, numbers));
    }

    private void Close()
    {
        if (_rows.Count == 0) return;
        Motif motif = _rows[0].Label != '\0' ? OfLabelledRows() : _columns is not null ? OfPositions(_columns) : OfPlainRows();
        motif = Sorted(motif);
        if (_name is null) _unnamed.Add(_motifs.Count);
        // HOMER's name is its consensus, and what people call the motif stands behind.
        else if (_alternate is not null && _name.Length == motif.Width && _name.All(static c => "ACGTURYSWKMBDHVN".Contains(char.ToUpperInvariant(c), StringComparison.Ordinal))) (_name, _alternate) = (_alternate, _name);
        _motifs.Add(motif with { Name = _name ?? "", AlternateName = _alternate });
        (_name, _alternate, _columns) = (null, null, null);
        _rows.Clear();
    }

    private Motif OfLabelledRows()
    {
        string[] labels = [.. _rows.Select(static row => $"{row.Label}")];
        Alphabet alphabet = LettersOf(labels) ?? throw _text.At(_rows[^1].Line.Number, $"the rows of a matrix are {string.Concat(labels)}, but should be one each of A, C, G and T (or U).");
        return OfLetterRows(alphabet);
    }

    private Motif OfLetterRows(Alphabet alphabet)
    {
        int width = _rows[0].Numbers.Length;
        var numbers = new double[width * 4];
        for (int position = 0; position < width; position++)
            for (int letter = 0; letter < 4; letter++) numbers[position * 4 + letter] = _rows[letter].Numbers[position];
        return _text.OfNumbers(_name ?? "", alphabet, numbers, _rows[0].Line.Number);
    }

    private Motif OfPositions(Alphabet alphabet)
    {
        var numbers = new double[_rows.Count * 4];
        for (int position = 0; position < _rows.Count; position++)
        {
            // A number of the position may stand before the letters'.
            double[] row = _rows[position].Numbers;
            if (row.Length is not (4 or 5)) throw _text.At(_rows[position].Line.Number, $"{row.Length} numbers, but a position has one for each of {alphabet}.");
            row.AsSpan(row.Length - 4).CopyTo(numbers.AsSpan(position * 4));
        }

        return _text.OfNumbers(_name ?? "", alphabet, numbers, _rows[0].Line.Number);
    }

    private Motif OfPlainRows()
    {
        int columns = _rows[0].Numbers.Length;
        MotifLine first = _rows[0].Line;
        if (_rows.Count == 4 && columns == 4)
        {
            // Four rows of four: the positions are along the axis whose sums are alike.
            bool rows = Alike(row => _rows[row].Numbers.Sum()), letters = Alike(column => _rows.Sum(row => row.Numbers[column]));
            if (rows == letters) throw _text.At(first.Number, "a matrix of four by four does not tell its positions from its letters. Put the letters before the rows (A 1 2 …) or above the columns (A C G T).");
            return rows ? OfPositions(Alphabet.Dna) : OfLetterRows(Alphabet.Dna);
        }

        return columns == 4 ? OfPositions(Alphabet.Dna)
            : _rows.Count == 4 ? OfLetterRows(Alphabet.Dna)
            : throw _text.At(first.Number, $"a matrix of {_rows.Count} rows of {columns} numbers; four rows (A, C, G, T) or four columns are needed.");

        static bool Alike(Func<int, double> sum)
        {
            double[] sums = [.. Enumerable.Range(0, 4).Select(sum)];
            return sums.Max() - sums.Min() <= 0.02 * sums.Max();
        }
    }
}

using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>
/// Reads MEME's text formats (minimal and full, version 3 and above): <c>ALPHABET</c> (also spelled out, with
/// <c>END ALPHABET</c>), <c>strands</c>, background and every <c>letter-probability matrix</c>; other parts of a full
/// file are passed over.
/// </summary>
internal sealed class MemeReader
{
    private const string MatrixHead = "letter-probability matrix";
    private readonly MotifText _text;
    private readonly List<Motif> _motifs = [];
    private Alphabet? _alphabet;
    private bool? _bothStrands;
    private double[]? _background;
    private string? _name, _alternate;
    private long _nameLine;
    private int _at;

    private MemeReader(MotifText text) => _text = text;

    public static bool BeginsMatrix(string line) => line.StartsWith(MatrixHead, StringComparison.OrdinalIgnoreCase);

    public static MotifSet Read(MotifText text) => new MemeReader(text).Read();

    private MotifSet Read()
    {
        MotifLine first = _text.Lines[0];
        if (!first.Text.StartsWith("MEME", StringComparison.OrdinalIgnoreCase) && !_text.Lines.Any(static l => l.Text.StartsWith("MEME version", StringComparison.OrdinalIgnoreCase)))
            throw _text.At(first.Number, "a MEME file begins with the line \"MEME version 4\".");
        while (_at < _text.Lines.Count)
        {
            MotifLine line = _text.Lines[_at++];
            if (line.Text.StartsWith("ALPHABET=", StringComparison.OrdinalIgnoreCase)) SetAlphabet(line, line.Text["ALPHABET=".Length..].Trim());
            else if (line.Text.StartsWith("ALPHABET", StringComparison.Ordinal) && _alphabet is null) ReadAlphabet(line);
            else if (line.Text.StartsWith("strands:", StringComparison.OrdinalIgnoreCase)) _bothStrands = line.Text.Contains('-', StringComparison.Ordinal);
            else if (line.Text.StartsWith("Background letter frequencies", StringComparison.OrdinalIgnoreCase)) ReadBackground(line);
            else if (IsWord(line.Text, "MOTIF")) BeginMotif(line);
            else if (BeginsMatrix(line.Text)) ReadMatrix(line);
        }

        if (_name is not null) throw _text.At(_nameLine, $"motif \"{_name}\" has no \"{MatrixHead}:\" below it.");
        if (_motifs.Count == 0) throw MotifText.Bad($"{_text.Name}: no motif in it. A MEME motif is a line \"MOTIF name\" and a \"{MatrixHead}:\" below it.");
        return new MotifSet(_motifs) { Background = _background, BothStrands = _bothStrands };
    }

    private static bool IsWord(string line, string word) => line.StartsWith(word, StringComparison.Ordinal) && (line.Length == word.Length || char.IsWhiteSpace(line[word.Length]));

    private Alphabet Letters => _alphabet ??= Alphabet.Dna;

    private void SetAlphabet(MotifLine line, string letters)
    {
        try
        {
            _alphabet = new Alphabet(letters);
        }
        catch (InputException error)
        {
            throw _text.At(line.Number, error.Message);
        }
    }

    /// <summary>Reads an alphabet that is spelled out: its core symbols, in MEME's order.</summary>
    private void ReadAlphabet(MotifLine begin)
    {
        var letters = new SortedSet<char>();
        for (; _at < _text.Lines.Count; _at++)
        {
            MotifLine line = _text.Lines[_at];
            if (line.Text.StartsWith("END ALPHABET", StringComparison.Ordinal))
            {
                _at++;
                SetAlphabet(begin, string.Concat(letters));
                return;
            }

            // A line with "=" names an ambiguity code; "A ... ~ T ..." two letters and that they pair.
            string text = Unquoted(line.Text);
            if (text.Contains('=', StringComparison.Ordinal)) continue;
            foreach (string part in text.Split('~')) if (part.Trim() is { Length: > 0 } symbol) letters.Add(symbol[0]);
        }

        throw _text.At(begin.Number, "the alphabet has no line \"END ALPHABET\".");

        static string Unquoted(string text)
        {
            string[] parts = text.Split('"');
            return string.Concat(parts.Where(static (_, i) => i % 2 == 0));
        }
    }

    private void ReadBackground(MotifLine begin)
    {
        var background = new double[Letters.Count];
        int found = 0;
        while (found < background.Length)
        {
            if (_at >= _text.Lines.Count) throw _text.At(begin.Number, "the background does not name every letter of the alphabet.");
            MotifLine line = _text.Lines[_at++];
            string[] words = line.Words;
            for (int i = 0; i < words.Length; i += 2, found++)
            {
                if (words[i].Length != 1 || i + 1 == words.Length || !Letters.TryIndex(words[i][0], out byte index) || index == Alphabet.Missing)
                    throw _text.At(line.Number, $"\"{MotifText.Shown(line.Text)}\" is no background of the letters {Letters}: write each letter and its frequency, as in A 0.25 C 0.25.");
                background[index] = _text.Number(words[i + 1], line.Number);
            }
        }

        _text.Normalize(background, begin.Number + 1);
        _background = background;
    }

    private void BeginMotif(MotifLine line)
    {
        if (_name is not null) throw _text.At(_nameLine, $"motif \"{_name}\" has no \"{MatrixHead}:\" below it.");
        string[] words = line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2) throw _text.At(line.Number, "a motif needs a name: MOTIF name.");
        (_name, _nameLine) = (words[1], line.Number);
        _alternate = words.Length > 2 && !words[2].StartsWith("width", StringComparison.Ordinal) ? words[2] : null;
    }

    private void ReadMatrix(MotifLine head)
    {
        if (_name is null) throw _text.At(head.Number, "a matrix without a line \"MOTIF name\" above it.");
        int q = Letters.Count;
        if (Field(head, "alength") is { } letters && letters != q)
            throw _text.At(head.Number, $"alength= {letters}, but the alphabet {Letters} has {q} letters. Is the line ALPHABET= missing or wrong?");
        int? width = Field(head, "w"), sites = Field(head, "nsites");
        var rows = new List<double>();
        int count = 0;
        for (; _at < _text.Lines.Count && (width is null || count < width); _at++, count++)
        {
            MotifLine line = _text.Lines[_at];
            string[] words = line.Words;
            if (words.Length == 0 || !(char.IsAsciiDigit(words[0][0]) || words[0][0] is '.' or '+' || (words[0][0] == '-' && words[0].Length > 1 && char.IsAsciiDigit(words[0][1])))) break;
            if (words.Length != q) throw _text.At(line.Number, $"{words.Length} numbers, but a position of motif \"{_name}\" has {q}, one for each of {Letters}.");
            double[] row = [.. words.Select(word => _text.Number(word, line.Number))];
            _text.Normalize(row, line.Number);
            rows.AddRange(row);
        }

        if (count == 0 || (width is not null && count < width))
            throw _text.At(_at < _text.Lines.Count ? _text.Lines[_at].Number : _text.Lines[^1].Number, $"motif \"{_name}\" ends after {count} positions; {(width is null ? "at least one is needed" : $"w= says {width}")}.");
        if (width is not null && _at < _text.Lines.Count && char.IsAsciiDigit(_text.Lines[_at].Text[0]) && !_text.Gaps.Contains(_at))
            throw _text.At(_text.Lines[_at].Number, $"motif \"{_name}\" has more positions than w= {width} says.");
        _motifs.Add(new Motif(_name, [.. rows], Math.Max(1, sites ?? MotifText.UnknownSites)) { Alphabet = Letters, AlternateName = _alternate });
        _name = _alternate = null;
    }

    /// <summary>The whole number behind <c>name=</c>; null when it is not said. Sites may be written as 17.0.</summary>
    private int? Field(MotifLine head, string name)
    {
        int at = head.Text.IndexOf($" {name}=", StringComparison.Ordinal);
        if (at < 0) return null;
        string word = head.Text[(at + name.Length + 2)..].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [var value, ..] ? value : "";
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= int.MaxValue
            ? (int)Math.Round(number)
            : throw _text.At(head.Number, $"{name}= \"{MotifText.Shown(word)}\" is not a number.");
    }
}

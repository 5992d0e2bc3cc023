using System.Globalization;
using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sampling;

/// <summary>
/// The text layout of a <see cref="SubsamplingDesign"/>: for each group a line <c>M c L b</c> and L
/// lines of b digits, then for each offset a line <c>D p L+1 L</c> and its L + 1 delays of L digits.
/// b and L follow from the file, q from the alphabet.
/// </summary>
public static class SubsamplingDesignFile
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>Reads a design.</summary>
    /// <param name="path">The text file.</param>
    /// <param name="letterCount">q, from the alphabet.</param>
    /// <exception cref="InputException">The file cannot be read, or a line is not what the layout asks; the message has its number.</exception>
    public static SubsamplingDesign Read(string path, int letterCount)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"design {path}: cannot be read: {error.Message}", "bad-design", error);
        }

        return new Parser(path, lines, letterCount).Parse();
    }

    /// <summary>Writes a design so that <see cref="Read"/> gives it back.</summary>
    /// <param name="design">The design.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(SubsamplingDesign design, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(writer);
        if (design.CodedOrder is not null) throw new ArgumentException("The layout has no coded delays.", nameof(design));
        var text = new StringBuilder();
        for (int c = 0; c < design.GroupCount; c++)
        {
            text.Append(CultureInfo.InvariantCulture, $"M {c} {design.Length} {design.Dimension}\n");
            for (int i = 0; i < design.Length; i++)
                text.AppendJoin(' ', design.Matrix(c).Slice(i * design.Dimension, design.Dimension).ToArray()).Append('\n');
        }

        for (int p = 0; p < design.OffsetCount; p++)
        {
            text.Append(CultureInfo.InvariantCulture, $"D {p} {design.Length + 1} {design.Length}\n");
            for (int i = -1; i < design.Length; i++)
            {
                byte[] delay = design.Offset(p).ToArray();
                if (i >= 0) delay[i] = (byte)((delay[i] + design.LetterCount - 1) % design.LetterCount);
                text.AppendJoin(' ', delay).Append('\n');
            }
        }

        writer.Write(text.ToString());
    }

    private sealed class Parser(string path, string[] lines, int letterCount)
    {
        private int _line;

        public SubsamplingDesign Parse()
        {
            List<byte[]> matrices = [], offsets = [];
            int length = 0, dimension = 0;
            while (SkipBlank())
            {
                int header = _line;
                (char kind, int rows, int columns) = Header(matrices.Count, offsets.Count);
                if (matrices.Count == 0) (length, dimension) = (rows, columns);
                (int wantedRows, int wantedColumns) = kind == 'M' ? (length, dimension) : (length + 1, length);
                if ((rows, columns) != (wantedRows, wantedColumns))
                {
                    _line = header;
                    throw Wrong($"{rows} × {columns} does not fit L = {length}, b = {dimension}: {wantedRows} × {wantedColumns} is needed");
                }

                // Checked before anything of that size is allocated.
                if (rows > lines.Length - _line)
                {
                    _line = lines.Length;
                    throw Wrong($"the file ends where a line of {columns} digits is due; {rows} such lines should follow line {header + 1}");
                }

                if (columns > lines[_line].Length) throw Wrong($"too short for {columns} digits");

                if (kind == 'M') matrices.Add(Digits(rows, columns));
                else offsets.Add(Delays(length));
            }

            if (matrices.Count == 0) throw Wrong("the file has no matrix; it begins with a line like \"M 0 10 4\" (group, L, b)");
            if (offsets.Count == 0) throw Wrong($"the file has no delays; after the matrices comes a line like \"D 0 {length + 1} {length}\"");
            return new SubsamplingDesign(letterCount, length, [.. matrices], [.. offsets]);
        }

        private bool SkipBlank()
        {
            while (_line < lines.Length && string.IsNullOrWhiteSpace(lines[_line])) _line++;
            return _line < lines.Length;
        }

        private (char Kind, int Rows, int Columns) Header(int matrices, int offsets)
        {
            string[] words = Words();
            if (words.Length != 4 || words[0] is not ("M" or "D") || !TryNumber(words[1], out int index)
                || !TryNumber(words[2], out int rows) || !TryNumber(words[3], out int columns) || rows < 1 || columns < 1)
                throw Wrong($"\"{lines[_line]}\" is no header; one reads \"M group L b\" or \"D offset L+1 L\"");
            char kind = words[0][0];
            if (kind == 'M' && offsets > 0) throw Wrong("a matrix stands after the delays; all matrices come first");
            if (kind == 'D' && matrices == 0) throw Wrong("delays stand before the matrices; the matrices come first");
            int expected = kind == 'M' ? matrices : offsets;
            if (index != expected) throw Wrong($"{kind} {index} stands where {kind} {expected} is due");
            _line++;
            return (kind, rows, columns);
        }

        private byte[] Digits(int rows, int columns)
        {
            var digits = new byte[checked(rows * columns)];
            for (int row = 0; row < rows; row++) Row(digits.AsSpan(row * columns, columns));
            return digits;
        }

        private byte[] Delays(int length)
        {
            var offset = new byte[length];
            var delay = new byte[length];
            Row(offset);
            for (int i = 0; i < length; i++)
            {
                Row(delay);
                for (int j = 0; j < length; j++)
                {
                    int wanted = i == j ? (offset[j] + letterCount - 1) % letterCount : offset[j];
                    if (delay[j] == wanted) continue;
                    _line--;
                    throw Wrong($"digit {j} is {delay[j]}, not {wanted}: delay {i + 1} of an offset is its first row with 1 taken from digit {i} modulo {letterCount}");
                }
            }

            return offset;
        }

        private void Row(Span<byte> digits)
        {
            if (_line >= lines.Length) throw Wrong($"the file ends where a line of {digits.Length} digits is due");
            string[] words = Words();
            if (words.Length != digits.Length) throw Wrong($"{words.Length} digits, not {digits.Length}");
            for (int i = 0; i < words.Length; i++)
            {
                if (!TryNumber(words[i], out int digit) || digit >= letterCount)
                    throw Wrong($"digit {i} is \"{words[i]}\", not a whole number of 0 to {letterCount - 1}");
                digits[i] = (byte)digit;
            }

            _line++;
        }

        private string[] Words() => lines[_line].Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

        private static bool TryNumber(string word, out int number) =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);

        private InputException Wrong(string what) => new($"design {path}, line {_line + 1}: {what}.", "bad-design");
    }
}

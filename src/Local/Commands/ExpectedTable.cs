using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Commands;

/// <summary>Known predictions of some sequences, from a TSV.</summary>
/// <param name="Sequences">The sequences; their line is that of the table.</param>
/// <param name="Values">The expected prediction of each.</param>
internal sealed record ExpectedTable(IReadOnlyList<NamedSequence> Sequences, IReadOnlyList<double> Values)
{
    public static ExpectedTable Read(string path, string? fasta, OnnxSequenceModel model)
    {
        using var reader = new StreamReader(InputFile.OpenRead(path, "table of expected predictions"));
        string[] header = reader.ReadLine()?.Split('\t') ?? throw Bad(path, 1, "the file is empty");
        string target = model.Targets[0];
        int value = Array.FindIndex(header, h => h == target || h is "prediction" or "expected");
        int letters = Array.IndexOf(header, "sequence"), id = Array.IndexOf(header, "id");
        if (value < 0) throw Bad(path, 1, $"no column \"{target}\", \"prediction\" or \"expected\"; there are {string.Join(", ", header)}");
        if (letters < 0 && (id < 0 || fasta is null)) throw Bad(path, 1, "no column \"sequence\"; with a column \"id\" give the sequences by --fasta");
        Dictionary<string, NamedSequence> byId = letters >= 0 ? [] : FastaReader.ReadFile(fasta!, model.Alphabet).ToDictionary(static s => s.Id);
        var sequences = new List<NamedSequence>();
        var values = new List<double>();
        for (int line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0) continue;
            string[] cells = text.Split('\t');
            if (cells.Length != header.Length) throw Bad(path, line, $"{cells.Length} columns, the header has {header.Length}");
            if (!double.TryParse(cells[value], NumberStyles.Float, CultureInfo.InvariantCulture, out double expected))
                throw Bad(path, line, $"\"{cells[value]}\" in column {header[value]} is not a number");
            values.Add(expected);
            sequences.Add(Sequence(cells, line) with { Line = line });
        }

        return values.Count > 0 ? new ExpectedTable(sequences, values) : throw Bad(path, 2, "no predictions below the header");

        NamedSequence Sequence(string[] cells, int line)
        {
            NamedSequence sequence = letters >= 0
                ? new NamedSequence(id >= 0 ? cells[id] : $"line {line}", model.Alphabet.Parse(cells[letters], $"{path}, line {line}"))
                : byId.TryGetValue(cells[id], out NamedSequence? found) ? found : throw Bad(path, line, $"the id \"{cells[id]}\" is not in {fasta}");
            model.Facts.CheckLength(sequence.Length, $"{path}, line {line}");
            return sequence;
        }
    }

    private static InputException Bad(string path, int line, string reason) => new($"{path}, line {line}: {reason}.", "bad-table");
}

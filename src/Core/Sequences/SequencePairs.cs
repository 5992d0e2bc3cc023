using System.Globalization;

namespace GenoXai.Core.Sequences;

/// <summary>
/// Reads pairs of sequences from a table of tab-separated values, plain or gzip: on each line the reference and the
/// alternative. A header line is told by its cells, which are no sequences. Memory is one line.
/// </summary>
public static class SequencePairs
{
    /// <summary>Reads a file, or standard input when the path is <c>-</c>.</summary>
    /// <param name="path">The path, or <c>-</c>.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="columns">The two columns, by name or by number from 1, e.g. <c>ref_seq,var_seq</c>; found by their letters when absent.</param>
    /// <returns>Reference and alternative by turns; their ids are <see cref="VariantLabel"/>s that say where and how the two differ.</returns>
    /// <param name="measured">A column of numbers, by name or number, that the labels carry; null for none.</param>
    /// <exception cref="InputException">A file without pairs, an unknown column, a letter outside the alphabet; the message names the line.</exception>
    public static IEnumerable<NamedSequence> ReadFile(string path, Alphabet alphabet, string? columns = null, string? measured = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(alphabet);
        using Stream stream = path == "-" ? Console.OpenStandardInput() : InputFile.OpenRead(path, "table of pairs");
        foreach (NamedSequence sequence in Read(stream, alphabet, path == "-" ? "standard input" : path, columns, measured)) yield return sequence;
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The table; left open.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <param name="columns">The two columns; found by their letters when absent.</param>
    /// <param name="measured">A column of numbers that the labels carry; null for none.</param>
    public static IEnumerable<NamedSequence> Read(Stream stream, Alphabet alphabet, string name, string? columns = null, string? measured = null)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        var text = new TextLines(stream, name);
        (int Reference, int Alternative)? places = null;
        string[]? header = null;
        bool any = false;
        int number = -1;
        while (text.Next() is { } line)
        {
            if (line.AsSpan().Trim().Length == 0) continue;
            string[] cells = [.. line.TrimStart('#').Split('\t').Select(static cell => cell.Trim())];
            if (line.StartsWith('#') || (!any && header is null && IsHeader(cells, alphabet, columns)))
            {
                header = cells;
                continue;
            }

            any = true;
            places ??= columns is null ? Longest(cells, alphabet, name, text.Number) : Named(columns, header, cells.Length, name);
            if (measured is not null && number < 0) number = Place(measured, header, cells.Length, name, "--measured");
            foreach (NamedSequence sequence in Pair(cells, places.Value, number, alphabet, name, text.Number)) yield return sequence;
        }

        if (!any) throw Bad($"{name}: no pair in it. Each line holds two sequences of letters {alphabet}, separated by a tab.");
    }

    private static NamedSequence[] Pair(string[] cells, (int Reference, int Alternative) places, int measured, Alphabet alphabet, string name, long line)
    {
        if (cells.Length <= Math.Max(places.Reference, places.Alternative))
            throw Bad($"{name}, line {line}: {cells.Length} columns, but the sequences stand in columns {places.Reference + 1} and {places.Alternative + 1}.");
        string reference = cells[places.Reference], alternative = cells[places.Alternative];
        if (reference.Length == 0 || alternative.Length == 0) throw Bad($"{name}, line {line}: a sequence of the pair is empty.");
        byte[] first = alphabet.Parse(reference, $"{name}, line {line}, column {places.Reference + 1}"), second = alphabet.Parse(alternative, $"{name}, line {line}, column {places.Alternative + 1}");
        int named = Enumerable.Range(0, cells.Length).FirstOrDefault(i => i != places.Reference && i != places.Alternative && cells[i].Length > 0 && !cells[i].Any(char.IsControl), -1);
        string id = named >= 0 ? cells[named] : string.Create(CultureInfo.InvariantCulture, $"line{line}");
        return Of(id, first, second, alphabet, line, measured < 0 ? double.NaN : Measured(cells, measured, name, line));
    }

    /// <summary>A pair as a run on variants takes it.</summary>
    /// <param name="id">Its name, without tabs.</param>
    /// <param name="reference">Letter indices of the reference.</param>
    /// <param name="alternative">Letter indices of the alternative.</param>
    /// <param name="alphabet">The letters.</param>
    /// <param name="line">Line of the table; 0 for none.</param>
    /// <param name="measured">What was measured of it; NaN for nothing.</param>
    /// <returns>Reference and alternative.</returns>
    public static NamedSequence[] Of(string id, byte[] reference, byte[] alternative, Alphabet alphabet, long line = 0, double measured = double.NaN)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        (int start, string before, string after) = Difference(alphabet.Format(reference), alphabet.Format(alternative));
        var label = new VariantLabel(VariantRole.Reference, line, ".", start + 1, id, before) { Measured = measured };
        return [new NamedSequence(label.Format(), reference) { Line = line }, new NamedSequence(label.As(after).Format(), alternative) { Line = line }];
    }

    /// <summary>Where two sequences differ, as VCF writes it: without the letters they share, but never empty.</summary>
    private static (int Start, string Before, string After) Difference(string first, string second)
    {
        int start = first.AsSpan().CommonPrefixLength(second), shared = Math.Min(first.Length, second.Length), tail = 0;
        while (tail < shared - start && first[^(tail + 1)] == second[^(tail + 1)]) tail++;
        // Nothing of one is left: the letter before, or at the very start the one behind, says where.
        if (first.Length - start - tail == 0 || second.Length - start - tail == 0)
        {
            if (start > 0) start--;
            else tail--;
        }

        return (start, first[start..^tail], second[start..^tail]);
    }

    /// <summary>The two columns that hold the longest sequences: a gene's name may be made of such letters too.</summary>
    private static (int Reference, int Alternative) Longest(string[] cells, Alphabet alphabet, string name, long line)
    {
        int[] found = [.. Enumerable.Range(0, cells.Length).Where(i => IsSequence(cells[i], alphabet)).OrderByDescending(i => cells[i].Length).Take(2).Order()];
        return found.Length == 2
            ? (found[0], found[1])
            : throw Bad($"{name}, line {line}: has not two sequences of letters {alphabet}, separated by a tab. Say which columns hold them: --columns REFERENCE,ALTERNATIVE.");
    }

    private static (int Reference, int Alternative) Named(string columns, string[]? header, int count, string name)
    {
        string[] wanted = columns.Split(',');
        if (wanted.Length != 2) throw new InputException($"--columns {columns}: two columns, by name or by number from 1, e.g. ref_seq,var_seq.", "bad-option");
        int[] places = [.. wanted.Select(column => Place(column.Trim(), header, count, name, "--columns"))];
        return (places[0], places[1]);
    }

    private static int Place(string column, string[]? header, int count, string name, string option)
    {
        int place = header is null ? -1 : Array.IndexOf(header, column);
        if (place >= 0) return place;
        return int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= count
            ? number - 1
            : throw new InputException($"{option}: {name} has no column \"{column}\"{(header is null ? "" : $"; it has {string.Join(", ", header)}")}.", "bad-option");
    }

    /// <summary>The number of a cell; what is empty or NA was not measured.</summary>
    private static double Measured(string[] cells, int place, string name, long line)
    {
        string cell = place < cells.Length ? cells[place] : "";
        if (cell is "" or "." or "NA" or "NaN" or "nan") return double.NaN;
        return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Bad($"{name}, line {line}, column {place + 1}: \"{cell}\" is no number. What was not measured stays empty or is NA.");
    }

    /// <summary>Whether a first line names columns: those that are asked for, or words that are no sequences.</summary>
    private static bool IsHeader(string[] cells, Alphabet alphabet, string? columns) =>
        (columns is not null && columns.Split(',').Any(column => cells.Contains(column.Trim()))) || cells.Count(cell => IsSequence(cell, alphabet)) < 2
        || cells.Count(static cell => HeaderWords.Contains(cell, StringComparer.OrdinalIgnoreCase)) >= 2;

    /// <summary>Whether a cell is written in the alphabet's own letters and N; words such as "utr" hold ambiguity codes only.</summary>
    private static bool IsSequence(string cell, Alphabet alphabet)
    {
        foreach (char letter in cell)
            if (letter is not ('N' or 'n') && (!alphabet.TryIndex(letter, out byte index) || index == Alphabet.Missing)) return false;
        return cell.Length > 0;
    }

    // Words that are sequences of amino acids.
    private static readonly string[] HeaderWords = ["ref", "reference", "alt", "alternative", "wt", "wild", "mutant", "variant"];

    private static InputException Bad(string message) => new(message, "bad-pairs");
}

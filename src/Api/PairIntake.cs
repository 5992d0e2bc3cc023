using System.Globalization;
using System.Text;
using GenoXai.Api.Contracts;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>Reads the pairs of sequences that a client sent, and keeps them as a table.</summary>
internal static class PairIntake
{
    private const int MostFailures = 20, MostIdLength = 200;
    // Behind the header of the table, so that a pair has the same line when it is read back.
    internal const int FirstLine = 2;

    private const string Field = "pairs", Columns = "reference,alternative", MeasuredColumn = "measured";

    /// <summary>How the files of a run call what was measured of the pairs; null when nothing was. What is wrong is added to the failures.</summary>
    public static string? NameOfMeasured(RunSubmission submission, List<Failure> failures)
    {
        string? name = submission.Options?.Measured;
        // A kept submission has its pairs no longer.
        if (submission.Pairs is not { } pairs) return name;
        bool any = pairs.Any(static p => p is { Measured: not null });
        if (name is null && any) failures.Add(new Failure("options.measured", "bad-option", "options.measured: name what the pairs' measured values are, e.g. \"ptr\"."));
        if (name is not null && !any) failures.Add(new Failure("options.measured", "bad-option", "options.measured: goes with pairs that have a measured value, {\"id\", \"reference\", \"alternative\", \"measured\"}."));
        if (name is not null && (name.Length is 0 or > MostIdLength || name.Any(char.IsControl))) failures.Add(new Failure("options.measured", "bad-option", $"options.measured: 1 to {MostIdLength} characters, none of control."));
        return name;
    }

    /// <summary>Reads them; what is wrong is added to the failures.</summary>
    /// <param name="pairs">What was sent.</param>
    /// <param name="alphabet">The letters they may have.</param>
    /// <param name="failures">Gets every problem, up to a number.</param>
    /// <returns>Reference and alternative by turns; their lines are those of the table.</returns>
    public static IReadOnlyList<NamedSequence> Read(IReadOnlyList<PairItem>? pairs, Alphabet alphabet, List<Failure> failures)
    {
        if (pairs is null or { Count: 0 })
        {
            failures.Add(new Failure(Field, "bad-sequence", "pairs: send one or more {\"id\", \"reference\", \"alternative\"}. A VCF is taken by an upload, or by \"genoxai variants\"."));
            return [];
        }

        var sequences = new List<NamedSequence>(2 * pairs.Count);
        int most = failures.Count + MostFailures;
        for (int i = 0; i < pairs.Count && failures.Count < most; i++)
        {
            string field = $"{Field}[{i}]";
            if (pairs[i] is not { Id: { Length: > 0 and <= MostIdLength } id } || id.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)))
                failures.Add(new Failure(field, "bad-sequence", $"{field}: needs an id of 1 to {MostIdLength} characters and no blanks."));
            else if (pairs[i] is not { Reference: { Length: > 0 } reference, Alternative: { Length: > 0 } alternative })
                failures.Add(new Failure(field, "bad-sequence", $"{field}: \"{id}\" needs the letters of a reference and of an alternative."));
            else if (pairs[i].Measured is { } number && !double.IsFinite(number))
                failures.Add(new Failure(field, "bad-option", $"{field}: the measured value of \"{id}\" is larger than a double holds."));
            else
            {
                try
                {
                    sequences.AddRange(SequencePairs.Of(id, alphabet.Parse(reference, $"{field}, reference"), alphabet.Parse(alternative, $"{field}, alternative"), alphabet, i + FirstLine, pairs[i].Measured ?? double.NaN));
                }
                catch (InputException error)
                {
                    failures.Add(Failure.Of(field, error));
                }
            }
        }

        return sequences;
    }

    /// <summary>Writes them as a table.</summary>
    public static async Task WriteAsync(Stream stream, IReadOnlyList<PairItem> pairs)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync($"id\treference\talternative\t{MeasuredColumn}");
        foreach (PairItem pair in pairs) await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{pair.Id}\t{pair.Reference}\t{pair.Alternative}\t{pair.Measured}"));
    }

    /// <summary>The table, as it was sent.</summary>
    public static async Task<IReadOnlyList<PairItem>> ItemsAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        var items = new List<PairItem>();
        await reader.ReadLineAsync(cancellationToken);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            if (line.Split('\t') is [var id, var reference, var alternative, .. var measured])
                items.Add(new PairItem(id, reference, alternative, measured is [{ Length: > 0 } value] ? double.Parse(value, CultureInfo.InvariantCulture) : null));
        return items;
    }

    /// <summary>The table, as sequences of a run.</summary>
    public static IEnumerable<NamedSequence> Sequences(Stream stream, Alphabet alphabet, bool isMeasured) => SequencePairs.Read(stream, alphabet, Field, Columns, isMeasured ? MeasuredColumn : null);
}

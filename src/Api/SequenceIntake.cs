using GenoXai.Api.Contracts;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>Reads the sequences that a client sent.</summary>
internal static class SequenceIntake
{
    private const int MostFailures = 20, MostIdLength = 200;
    private const string Field = "sequences";

    /// <summary>Reads them; what is wrong is added to the failures.</summary>
    /// <param name="list">What was sent.</param>
    /// <param name="alphabet">The letters they may have.</param>
    /// <param name="failures">Gets every problem, up to a number.</param>
    public static IReadOnlyList<NamedSequence> Read(SequenceList? list, Alphabet alphabet, List<Failure> failures)
    {
        if (list is null or { Fasta: null, Items: null or [] })
        {
            failures.Add(new Failure(Field, "bad-sequence", "sequences: send one or more, as a FASTA text or as a list of {\"id\", \"sequence\"}."));
            return [];
        }

        if (list.Fasta is not { } fasta) return Items(list.Items!, alphabet, failures);
        try
        {
            return [.. FastaReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(fasta)), alphabet, Field)];
        }
        catch (InputException error)
        {
            failures.Add(Failure.Of(Field, error));
            return [];
        }
    }

    private static List<NamedSequence> Items(IReadOnlyList<SequenceItem> items, Alphabet alphabet, List<Failure> failures)
    {
        var sequences = new List<NamedSequence>(items.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        int most = failures.Count + MostFailures;
        for (int i = 0; i < items.Count && failures.Count < most; i++)
        {
            string field = $"{Field}[{i}]", id = items[i].Id ?? $"sequence{i + 1}";
            if (id.Length is 0 or > MostIdLength || id.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)))
                failures.Add(new Failure(field, "bad-sequence", $"{field}: an id has 1 to {MostIdLength} characters and no blanks."));
            else if (!ids.Add(id)) failures.Add(new Failure(field, "bad-sequence", $"{field}: the id \"{id}\" was used before. Give every sequence its own."));
            else if (items[i].Sequence is not { Length: > 0 } letters) failures.Add(new Failure(field, "bad-sequence", $"{field}: \"{id}\" has no letters."));
            else
            {
                try
                {
                    sequences.Add(new NamedSequence(id, alphabet.Parse(letters, $"{field} \"{id}\"")));
                }
                catch (InputException error)
                {
                    failures.Add(Failure.Of(field, error));
                }
            }
        }

        return sequences;
    }
}

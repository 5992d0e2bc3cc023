using System.Collections;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>The maps of a finished run, read anew each time they are gone through, one at a time.</summary>
/// <param name="open">Opens the run's arrays.</param>
/// <param name="sequences">The run's sequences in their order, for a run that does not hold them; null when it does.</param>
public sealed class ImportanceMaps(Func<ExplanationFile> open, IEnumerable<NamedSequence>? sequences) : IEnumerable<ImportanceMap>
{
    /// <inheritdoc/>
    public IEnumerator<ImportanceMap> GetEnumerator()
    {
        using ExplanationFile file = open();
        using IEnumerator<NamedSequence>? letters = sequences?.GetEnumerator();
        while (file.Read() is { } explained)
        {
            NamedSequence sequence = letters is null
                ? new NamedSequence(explained.Id, explained.Letters ?? throw new InputException($"{file.Name}: a run of {file.Method} does not hold its sequences. Give them by --fasta.", "bad-option"))
                : Next(letters, explained, file.Name);
            yield return new ImportanceMap(sequence, Array.ConvertAll(explained.Importance, static value => (float)value));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static NamedSequence Next(IEnumerator<NamedSequence> letters, ExplainedSequence explained, string name)
    {
        if (!letters.MoveNext() || letters.Current.Id != explained.Id || letters.Current.Length != explained.Importance.Length)
            throw new InputException($"--fasta: {name} explains \"{explained.Id}\" of {explained.Importance.Length} letters next, the FASTA {(letters.Current is { } other ? $"holds \"{other.Id}\" of {other.Length}" : "has ended")}. Give the file that was explained.", "bad-sequence");
        return letters.Current;
    }
}

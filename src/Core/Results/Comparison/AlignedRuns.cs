using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results.Comparison;

/// <summary>Reads several runs side by side, checking that they are of the same sequences.</summary>
public static class AlignedRuns
{
    /// <summary>Throws unless runs may be of the same sequences, as far as is known before they are read.</summary>
    /// <param name="files">The runs.</param>
    /// <exception cref="InputException">Numbers of sequences or letters differ.</exception>
    public static void Check(IReadOnlyList<ExplanationFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (ExplanationFile file in files)
        {
            if (file.Count != files[0].Count)
                throw new InputException($"{file.Name}: explains {file.Count} sequences, but {files[0].Name} explains {files[0].Count}. Only runs on the same sequences can be compared.", "bad-option");
            if (file.Alphabet is { } own && files.FirstOrDefault(static f => f.Alphabet is not null) is { } other && own != other.Alphabet)
                throw new InputException($"{file.Name}: has the letters {own}, but {other.Name} has {other.Alphabet}.", "bad-option");
        }
    }

    /// <summary>What each run says of one sequence after the other.</summary>
    /// <param name="files">The runs, opened and not yet read.</param>
    /// <exception cref="InputException">A sequence differs; it is named, and how.</exception>
    public static IEnumerable<ExplainedSequence[]> Read(IReadOnlyList<ExplanationFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        for (int n = 0; n < files[0].Count; n++)
        {
            ExplainedSequence[] runs = [.. files.Select(static f => f.Read()!)];
            for (int i = 1; i < runs.Length; i++) Check(files, n, i, runs);
            yield return runs;
        }
    }

    private static void Check(IReadOnlyList<ExplanationFile> files, int n, int own, ExplainedSequence[] runs)
    {
        (ExplainedSequence first, ExplainedSequence second) = (runs[0], runs[own]);
        if (first.Id != second.Id) throw Differ($"is \"{second.Id}\", but \"{first.Id}\" in {files[0].Name}");
        if (first.Importance.Length != second.Importance.Length)
            throw Differ(FormattableString.Invariant($"(\"{second.Id}\") has {second.Importance.Length} positions, but {first.Importance.Length} in {files[0].Name}"));
        // Runs without letters may lie between: each is compared with the first that has them.
        int known = Array.FindIndex(runs, static r => r.Letters is not null);
        if (known < 0 || known >= own || second.Letters is null || runs[known].Letters.AsSpan().SequenceEqual(second.Letters)) return;
        throw Differ(FormattableString.Invariant($"(\"{second.Id}\") has another letter at position {runs[known].Letters.AsSpan().CommonPrefixLength(second.Letters)} than in {files[known].Name}"));

        InputException Differ(string what) =>
            new(FormattableString.Invariant($"{files[own].Name}: sequence {n + 1} {what}. Only runs on the same sequences, in the same order, can be compared."), "bad-option");
    }
}

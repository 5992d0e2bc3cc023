using System.Collections;
using GenoXai.Core.Attribution;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>The rows of an ablation: sequences of finished runs, and what is left of them when the positions that the runs hold most important lose their letters. Read anew at every enumeration, a sequence at a time.</summary>
/// <param name="open">Opens the runs.</param>
/// <param name="target">Which target of the runs, where they have several; null for each run's first.</param>
/// <param name="options">Shares, orders and background.</param>
/// <param name="alphabet">The model's letters.</param>
/// <param name="seed">The run's seed.</param>
public sealed class AblationSequences(OpenSourceRuns open, string? target, AblationOptions options, Alphabet alphabet, long seed) : IEnumerable<NamedSequence>
{
    /// <inheritdoc/>
    public IEnumerator<NamedSequence> GetEnumerator()
    {
        IReadOnlyList<SourceRun> runs = open(CancellationToken.None).GetAwaiter().GetResult();
        List<ExplanationFile> files = [];
        try
        {
            foreach ((SourceRun run, string name) in runs.Zip(options.Explanations)) files.Add(run.Open(target, name));
            AlignedRuns.Check(files);
            if (files.FirstOrDefault(static f => f.Alphabet is not null) is { } known && known.Alphabet != alphabet.Letters)
                throw new InputException($"{known.Name}: explains sequences of the letters {known.Alphabet}, but the model's are {alphabet.Letters}.", "bad-option");
            using IEnumerator<NamedSequence>? letters = runs.FirstOrDefault(static r => r.Sequences is not null)?.Sequences!(alphabet).GetEnumerator();
            foreach (ExplainedSequence[] explained in AlignedRuns.Read(files))
            {
                var sequence = new NamedSequence(explained[0].Id, LettersOf(explained, letters));
                foreach (NamedSequence row in Ablation.Rows(sequence, [.. explained.Select(static e => e.Importance)], options, alphabet.Count, seed)) yield return row;
            }
        }
        finally
        {
            foreach (ExplanationFile file in files) file.Dispose();
            foreach (SourceRun run in runs) run.Dispose();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private byte[] LettersOf(ExplainedSequence[] explained, IEnumerator<NamedSequence>? letters)
    {
        // Gone through in step, whether they are needed or not.
        bool more = letters?.MoveNext() == true;
        if (explained.FirstOrDefault(static e => e.Letters is not null)?.Letters is { } held) return held;
        if (more && letters!.Current.Id == explained[0].Id && letters.Current.Length == explained[0].Importance.Length) return letters.Current.Letters;
        throw new InputException($"--from {string.Join(", ", options.Explanations)}: holds no letters of its sequences. Name also a run of ism, taylor or attribute on them.", "bad-option");
    }
}

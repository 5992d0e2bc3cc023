using GenoXai.Api.Contracts;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>Reads what a run is on as it was kept.</summary>
public static class StoredInput
{
    /// <summary>The sequences of a run that is on some, or on pairs of some.</summary>
    /// <param name="entry">The run.</param>
    /// <param name="stream">What lies at <see cref="RunBook.InputKey"/>; left open.</param>
    /// <param name="alphabet">The model's letters.</param>
    /// <returns>Read as they are enumerated.</returns>
    public static IEnumerable<NamedSequence> Sequences(RunEntry entry, Stream stream, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.OnPairs ? PairIntake.Sequences(stream, alphabet, entry.Submission.Options?.Measured is not null) : FastaReader.Read(stream, alphabet, "sequences");
    }
}

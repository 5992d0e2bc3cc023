using GenoXai.Core.Sequences;

namespace GenoXai.Local.Running;

/// <summary>Where a run's sequences come from.</summary>
/// <param name="Name">How messages call it; empty for a run without sequences.</param>
/// <param name="Sequences">The sequences, read anew at every enumeration.</param>
/// <param name="CanReadAgain">Whether that is possible; not so of standard input.</param>
internal sealed record SequenceInput(string Name, IEnumerable<NamedSequence> Sequences, bool CanReadAgain)
{
    /// <summary>None: a sketch is of the model alone.</summary>
    public static SequenceInput None { get; } = new("", [], true);

    /// <summary>The genome that they are cut from; null for none.</summary>
    public string? Genome { get; init; }

    public bool IsNone => Name.Length == 0;

    public static SequenceInput Fasta(string path, Alphabet alphabet) => new(NameOf(path), FastaReader.ReadFile(path, alphabet), FastaReader.CanReadAgain(path));

    /// <summary>How messages call a path.</summary>
    public static string NameOf(string path) => path == "-" ? "standard input" : path;
}

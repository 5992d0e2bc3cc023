using System.CommandLine;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Commands;

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

    /// <summary>A sketch that interactions of the sequences are compared with; null for none.</summary>
    public Sketch? Sketch { get; init; }

    public bool IsNone => Name.Length == 0;

    /// <summary>The sequences that a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="common">Its options.</param>
    /// <param name="alphabet">The letters.</param>
    /// <param name="fixedLength">The one length that is possible; null for several.</param>
    /// <exception cref="InputException">None, or two kinds at once.</exception>
    public static SequenceInput Of(ParseResult parsed, CommonOptions common, Alphabet alphabet, int? fixedLength)
    {
        string? fasta = parsed.GetValue(common.Fasta), bed = parsed.GetValue(common.Bed), genome = parsed.GetValue(common.Genome);
        int? length = parsed.GetValue(common.RegionLength);
        if (fasta is not null)
        {
            return bed is null && genome is null && length is null
                ? Fasta(fasta, alphabet)
                : throw Bad("--fasta: holds whole sequences; --bed, --genome and --length say which regions of a genome to take instead.");
        }

        if (bed is null) throw Bad("say which sequences: --fasta FILE, or --bed FILE --genome FILE.");
        if (genome is null) throw Bad($"--bed {bed}: say with --genome which FASTA file its positions count in.");
        if (length < 1) throw Bad($"--length {length}: 1 or more.");
        if (length is not null && fixedLength is not null && length != fixedLength) throw Bad($"--length {length}: {fixedLength} letters are needed.");
        return new SequenceInput(NameOf(bed), RegionSequences.ReadFiles(bed, genome, alphabet, length ?? fixedLength), FastaReader.CanReadAgain(bed)) { Genome = genome };
    }

    /// <summary>Whether a command line names sequences.</summary>
    public static bool IsAsked(ParseResult parsed, CommonOptions common) => parsed.GetValue(common.Fasta) is not null || parsed.GetValue(common.Bed) is not null;

    /// <summary>Throws unless the sequences can be read again; first of all what is wrong with a file that is missing or empty.</summary>
    /// <param name="why">Who reads them more than once, as the end of a message.</param>
    public void RequireReadAgain(string why)
    {
        if (CanReadAgain) return;
        if (Name != NameOf("-")) _ = Sequences.FirstOrDefault();
        throw Bad($"{Name}: can be read only once, but {why}. Give a file.");
    }

    public static SequenceInput Fasta(string path, Alphabet alphabet) => new(NameOf(path), FastaReader.ReadFile(path, alphabet), FastaReader.CanReadAgain(path));

    /// <summary>How messages call a path.</summary>
    public static string NameOf(string path) => path == "-" ? "standard input" : path;

    private static InputException Bad(string message) => new(message, "bad-option");
}

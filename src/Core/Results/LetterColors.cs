using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>Colours of letters: those of the field for nucleotides, by chemistry for amino acids.</summary>
internal static class LetterColors
{
    private const string Other = "#4a5361";

    /// <summary>The colour of a letter.</summary>
    public static string Of(Alphabet alphabet, char letter) => alphabet.IsNucleotide ? Nucleotide(letter) : AminoAcid(letter);

    private static string Nucleotide(char letter) => letter switch
    {
        'A' => "#1a9641",
        'C' => "#2461b4",
        'G' => "#f39c12",
        'T' or 'U' => "#d7263d",
        _ => Other,
    };

    // Acids red, bases blue, polar green, sulphur gold, aromatic violet, small orange, oily dark.
    private static string AminoAcid(char letter) => letter switch
    {
        'D' or 'E' => "#d7263d",
        'K' or 'R' or 'H' => "#2461b4",
        'S' or 'T' or 'N' or 'Q' => "#1a9641",
        'C' or 'M' => "#b8860b",
        'F' or 'W' or 'Y' => "#7b3fa0",
        'G' or 'P' => "#f39c12",
        _ => Other,
    };
}

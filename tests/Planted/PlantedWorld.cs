using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Planted;

/// <summary>The planted world of tests/Golden/planted (see its HOW.md): two small models and what is true of their world.</summary>
internal static class PlantedWorld
{
    private static readonly string Folder = FindFolder();

    /// <summary>Length of every sequence.</summary>
    public const int Length = 120;

    /// <summary>Largest distance of the pair's centres, in letters, at which the two act together, and the least at which they do not.</summary>
    public const int PairOn = 24, PairOff = 32;

    /// <summary>Model of convolutions: path of the ONNX file, its manifest beside it.</summary>
    public static string Cnn => Path("cnn", "model.onnx");

    /// <summary>Model with one layer of self-attention, four heads, 24 tokens of 5 letters.</summary>
    public static string Attention => Path("attention", "model.onnx");

    /// <summary>Path of the 200 held-out sequences.</summary>
    public static string Fasta => Path("sequences.fa");

    /// <summary>The five motifs: three additive ones, then the pair.</summary>
    public static IReadOnlyList<PlantedMotif> Motifs { get; } =
        [.. Rows("motifs.tsv").Select(static cells => new PlantedMotif(cells[0], cells[1] == "pair", Number(cells[2]), cells[3]))];

    /// <summary>What lies where in the held-out sequences.</summary>
    public static IReadOnlyList<PlantedSite> Sites { get; } =
        [.. Rows("truth.tsv").Select(static cells => new PlantedSite(cells[0], cells[1], (int)Number(cells[2]), (int)Number(cells[3]), cells[4][0], cells[5] == "1"))];

    /// <summary>Path of a file of tests/Golden/planted.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder, .. parts]);

    /// <summary>The held-out sequences.</summary>
    public static NamedSequence[] Sequences() => [.. FastaReader.ReadFile(Fasta, Alphabet.Dna)];

    /// <summary>The cells of a table's lines behind its header.</summary>
    public static IEnumerable<string[]> Rows(string file) => File.ReadLines(Path(file)).Skip(1).Select(static line => line.Split('\t'));

    /// <summary>A number of a table.</summary>
    public static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    /// <summary>Opens one of the models.</summary>
    public static OnnxSequenceModel Open(string path) => ModelLoader.Load(path).Open([], new ModelOptions { Threads = 1 });

    private static string FindFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "GenoXaiFunctions.sln"))) folder = folder.Parent;
        return System.IO.Path.Combine(folder!.FullName, "tests", "Golden", "planted");
    }
}

/// <summary>A motif of the planted world.</summary>
internal sealed record PlantedMotif(string Name, bool OfPair, double Weight, string Consensus);

/// <summary>A planted site: half-open, positions from 0; active when its pair acts.</summary>
internal sealed record PlantedSite(string Id, string Motif, int Start, int End, char Strand, bool PairActive);

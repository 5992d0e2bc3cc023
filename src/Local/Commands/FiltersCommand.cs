using System.CommandLine;
using System.Security.Cryptography;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai filters</c>: the motifs that the first convolution has learnt.</summary>
internal static class FiltersCommand
{
    private static readonly FilterOptions Defaults = new();

    public static Command Create()
    {
        var common = new CommonOptions();
        var motifs = new Option<string?>("--motifs") { Description = "Known motifs to annotate the filters with: MEME, JASPAR, TRANSFAC or rows of counts, plain or gzip." };
        var threshold = new Option<string>("--threshold") { Description = "Which words count: basset (mean + half way to the largest activation) or ai-tac (half of the largest).", DefaultValueFactory = static _ => "basset" };
        var layer = new Option<string?>("--layer") { Description = "The convolution, by its node, output or activation (default: the first that reads the sequence)." };
        var sites = new Option<int>("--least-sites") { Description = "Fewer words than this make no motif.", DefaultValueFactory = static _ => Defaults.LeastSites };
        var trim = new Option<double>("--trim") { Description = "Positions at a motif's ends of less information than this go, in bits.", DefaultValueFactory = static _ => Defaults.TrimBits };
        var annotations = new Option<int>("--annotations") { Description = "Known motifs listed for each filter, at least.", DefaultValueFactory = static _ => Defaults.Annotations };
        var command = new Command("filters", "What the first convolution's filters look for: filters.meme, filters.tsv, filters.npz, a page of logos, and with --motifs annotations.tsv.")
        {
            motifs, threshold, layer, sites, trim, annotations,
        };
        RunOptions.AddTo(command, common, sequences: true);
        command.SetAction((parsed, stop) =>
        {
            string? path = parsed.GetValue(motifs);
            byte[]? bytes = path is null ? null : InputFile.ReadAllBytes(path, "motif file");
            MotifSet? known = bytes is null ? null : MotifReader.Read(new MemoryStream(bytes), path!);
            var options = new FilterOptions
            {
                Threshold = FilterOptions.ParseThreshold(parsed.GetValue(threshold)!),
                Layer = parsed.GetValue(layer),
                LeastSites = parsed.GetValue(sites),
                TrimBits = parsed.GetValue(trim),
                Annotations = parsed.GetValue(annotations),
                MotifsSha256 = bytes is null ? null : Convert.ToHexStringLower(SHA256.HashData(bytes)),
            };
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Filters, Filters = options }, stop, motifs: known);
        });
        return command;
    }
}

using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai attribute</c>: attribution by gradients.</summary>
internal static class AttributeCommand
{
    private static readonly AttributionOptions Defaults = new() { Method = AttributionMethod.Gradient };

    public static Command Create()
    {
        var common = new CommonOptions();
        var method = new Option<string>("--method") { Description = string.Join(", ", AttributionNames.Methods) + ".", Required = true };
        var baseline = new Option<string?>("--baseline") { Description = "What sequences are compared with, for integrated gradients and DeepLIFT: zeros, uniform, shuffled (dinucleotides), or a FASTA file (default: shuffled for deepshap and hypothetical, else uniform)." };
        var shuffles = new Option<int>("--shuffles") { Description = "Shuffles of each sequence.", DefaultValueFactory = static _ => Defaults.Shuffles };
        var nodes = new Option<int>("--nodes") { Description = "integrated-gradients: Gauss–Legendre nodes to begin with.", DefaultValueFactory = static _ => Defaults.Nodes };
        var completeness = new Option<double>("--completeness") { Description = "integrated-gradients: largest relative error of the sum; nodes double until it holds.", DefaultValueFactory = static _ => Defaults.Completeness };
        var samples = new Option<int>("--samples") { Description = "smoothgrad: noisy copies.", DefaultValueFactory = static _ => Defaults.Samples };
        var noise = new Option<double>("--noise") { Description = "smoothgrad: standard deviation of the noise.", DefaultValueFactory = static _ => Defaults.Noise };
        var modisco = new Option<bool>("--modisco") { Description = "Also write the two .npy files that TF-MoDISco reads." };
        var command = new Command("attribute", "Attribution by gradients, integrated gradients or DeepLIFT: attribute.npz, attribute.tsv and a picture per sequence.")
        {
            method, baseline, shuffles, nodes, completeness, samples, noise, modisco,
        };
        RunOptions.AddTo(command, common, sequences: true, replicas: true);
        command.Add(common.Pictures);
        command.SetAction((parsed, stop) =>
        {
            (BaselineKind? kind, IReadOnlyList<string> given) = BaselineOf(parsed.GetValue(baseline), () => common.LoadModel(parsed));
            var options = new AttributionOptions
            {
                Method = AttributionNames.Parse(parsed.GetValue(method)!),
                Baseline = kind,
                Given = given,
                Shuffles = parsed.GetValue(shuffles),
                Nodes = parsed.GetValue(nodes),
                Completeness = parsed.GetValue(completeness),
                Samples = parsed.GetValue(samples),
                Noise = parsed.GetValue(noise),
                Modisco = parsed.GetValue(modisco),
            };
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Attribute, Attribution = options }, stop);
        });
        return command;
    }

    private static (BaselineKind? Kind, IReadOnlyList<string> Given) BaselineOf(string? text, Func<LoadedModel> load)
    {
        if (text is null) return (null, []);
        if (AttributionNames.ParseBaseline(text) is { } kind) return (kind, []);
        if (!File.Exists(text)) throw new InputException($"--baseline {text}: is neither zeros, uniform, shuffled nor a FASTA file.", "bad-option");
        Alphabet alphabet = load().Alphabet;
        return (BaselineKind.Given, [.. FastaReader.ReadFile(text, alphabet).Select(s => alphabet.Format(s.Letters))]);
    }
}

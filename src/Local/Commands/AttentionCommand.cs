using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai attention</c>: what the attention inside a model looks at.</summary>
internal static class AttentionCommand
{
    private static readonly AttentionOptions Defaults = new();

    public static Command Create()
    {
        var common = new CommonOptions();
        var aggregate = new Option<string>("--aggregate") { Description = "How layers and heads become one map: max, mean or rollout.", DefaultValueFactory = static _ => "max" };
        var layers = new Option<string?>("--layers") { Description = "Layers that count, e.g. 0,2 (default: all)." };
        var threshold = new Option<double>("--threshold") { Description = "Mean attention from which on a pair of tokens is tested.", DefaultValueFactory = static _ => Defaults.Threshold };
        var shuffles = new Option<int>("--shuffles") { Description = "Dinucleotide shuffles of each sequence, its background; 0 for none and no tests.", DefaultValueFactory = static _ => Defaults.Shuffles };
        var keep = new Option<string>("--keep") { Description = "joined: one map a sequence; all: those of every layer and head too.", DefaultValueFactory = static _ => "joined" };
        var top = new Option<int>("--top") { Description = "Pairs of each sequence that are listed.", DefaultValueFactory = static _ => Defaults.Top };
        var tokens = new Option<string?>("--tokens") { Description = "Where tokens lie, as START:WIDTH:STRIDE in positions (default: from the graph, else side by side)." };
        var command = new Command("attention", "Read the attention maps inside a model: attention.npz, attention.tsv, pairs.tsv and heat maps.") { aggregate, layers, threshold, shuffles, keep, top, tokens };
        var sites = new SiteArguments();
        sites.AddTo(command);
        RunOptions.AddTo(command, common, sequences: true);
        command.Add(common.Pictures);
        command.SetAction((parsed, stop) =>
        {
            var options = new AttentionOptions
            {
                Aggregate = AttentionOptions.ParseAggregate(parsed.GetValue(aggregate)!),
                Layers = parsed.GetValue(layers) is { } list ? LayersOf(list) : [],
                Threshold = parsed.GetValue(threshold),
                Shuffles = parsed.GetValue(shuffles),
                KeepAll = parsed.GetValue(keep) switch
                {
                    "all" => true,
                    "joined" => false,
                    var other => throw new InputException($"--keep {other}: joined or all.", "bad-option"),
                },
                Top = parsed.GetValue(top),
                Tokens = parsed.GetValue(tokens) is { } placement ? TokenPlacement.Parse(placement) : null,
            };
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Attention, Attention = options, AttentionSites = sites.OptionsOf(parsed) }, stop);
        });
        return command;
    }

    private static int[] LayersOf(string list) =>
        [.. list.Split(',').Select(part => int.TryParse(part, out int layer) ? layer : throw new InputException($"--layers {list}: \"{part}\" is no number. Write e.g. 0,2.", "bad-option"))];
}

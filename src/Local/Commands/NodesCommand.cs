using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai nodes</c>: which nodes of a layer the predictions rest on.</summary>
internal static class NodesCommand
{
    private static readonly NodeAblationOptions Defaults = new();

    public static Command Create()
    {
        var common = new CommonOptions();
        var layer = new Option<string?>("--layer") { Description = "The tensor whose channels are the nodes, as \"genoxai model layers\" lists them (default: first, the activations of the first convolution)." };
        var axis = new Option<int?>("--axis") { Description = "The axis of the channels, the sequences' being 0 (default: from the graph)." };
        var replace = new Option<string>("--replace") { Description = "What a node is set to: mean (over all sequences and positions) or zero.", DefaultValueFactory = static _ => "mean" };
        var top = new Option<int>("--top") { Description = "Nodes listed for each sequence.", DefaultValueFactory = static _ => Defaults.Top };
        var command = new Command("nodes", "Node ablation: hold each channel of a layer fixed and rank them by what that changes: nodes.npz, nodes.tsv, nodes_sequences.tsv and a picture.") { layer, axis, replace, top };
        RunOptions.AddTo(command, common, sequences: true);
        command.SetAction((parsed, stop) =>
        {
            var options = new NodeAblationOptions { Layer = parsed.GetValue(layer), Axis = parsed.GetValue(axis), Replace = NodeAblationOptions.ParseValue(parsed.GetValue(replace)!), Top = parsed.GetValue(top) };
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Nodes, Nodes = options }, stop);
        });
        return command;
    }
}

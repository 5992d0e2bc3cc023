using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai occlusion</c>: what happens when a window is hidden.</summary>
internal static class OcclusionCommand
{
    private static readonly OcclusionOptions Defaults = new();

    public static Command Create()
    {
        var common = new CommonOptions();
        var window = new Option<int>("--window") { Description = "Positions of a window.", DefaultValueFactory = static _ => Defaults.Window };
        var stride = new Option<int>("--stride") { Description = "Positions from one window to the next.", DefaultValueFactory = static _ => Defaults.Stride };
        var fill = new Option<string>("--fill") { Description = "What a window is filled with: zeros, uniform (1/q), composition (the sequence's own), or shuffle (dinucleotide shuffles, averaged).", DefaultValueFactory = static _ => "zeros" };
        var shuffles = new Option<int>("--shuffles") { Description = "With --fill shuffle: how many.", DefaultValueFactory = static _ => Defaults.Shuffles };
        var command = new Command("occlusion", "Hide one window after the other: occlusion.npz, occlusion.tsv and a picture per sequence.") { window, stride, fill, shuffles };
        RunOptions.AddTo(command, common, sequences: true);
        command.Add(common.Pictures);
        command.SetAction((parsed, stop) =>
        {
            var options = new OcclusionOptions
            {
                Window = parsed.GetValue(window),
                Stride = parsed.GetValue(stride),
                Fill = OcclusionOptions.ParseFill(parsed.GetValue(fill)!),
                Shuffles = parsed.GetValue(shuffles),
            };
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Occlusion, Occlusion = options }, stop);
        });
        return command;
    }
}

using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai ism</c>: in-silico saturation mutagenesis.</summary>
internal static class IsmCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var range = new Option<string?>("--range") { Description = "Positions START:END to substitute, from 0, END not included (default: all)." };
        var center = new Option<bool>("--center") { Description = "Subtract the mean over the letters of each position." };
        var effect = new Option<string>("--effect") { Description = "difference, log2-ratio or logit-difference.", DefaultValueFactory = static _ => "difference" };
        var strands = new Option<bool>("--both-strands") { Description = "Average predictions with those of the reverse complement (doubles the rows)." };
        var command = new Command("ism", "In-silico saturation mutagenesis, exactly: ism.npz, ism.tsv and a picture per sequence.") { range, center, effect, strands };
        RunOptions.AddTo(command, common, sequences: true, replicas: true);
        command.Add(common.Pictures);
        command.SetAction((parsed, stop) => RunLauncher.RunAsync(parsed, common, new RunRequest
        {
            Method = RunMethod.Ism,
            Mutagenesis = new SaturationMutagenesisOptions
            {
                Range = parsed.GetValue(range) is { } text ? SequenceRange.Parse(text) : null,
                Center = parsed.GetValue(center),
                Effect = EffectScales.Parse(parsed.GetValue(effect)!),
                BothStrands = parsed.GetValue(strands),
            },
        }, stop));
        return command;
    }
}

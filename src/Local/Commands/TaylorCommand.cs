using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai taylor</c>: Taylor ISM, the fast approximation of ISM by gradients.</summary>
internal static class TaylorCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var range = new Option<string?>("--range") { Description = "Positions START:END to give effects for, from 0, END not included (default: all)." };
        var center = new Option<bool>("--center") { Description = "Subtract the mean over the letters of each position: the corrected gradient." };
        var check = new Option<int>("--check") { Description = "Compare with exact ISM at this many random positions of each sequence." };
        var command = new Command("taylor", "Taylor ISM, ISM by one gradient: taylor.npz, taylor.tsv and a picture per sequence.") { range, center, check };
        RunOptions.AddTo(command, common, sequences: true, replicas: true);
        command.Add(common.Pictures);
        command.SetAction((parsed, stop) => RunLauncher.RunAsync(parsed, common, new RunRequest
        {
            Method = RunMethod.Taylor,
            Check = CheckOf(parsed.GetValue(check)),
            Mutagenesis = new SaturationMutagenesisOptions
            {
                Range = parsed.GetValue(range) is { } text ? SequenceRange.Parse(text) : null,
                Center = parsed.GetValue(center),
            },
        }, stop));
        return command;
    }

    private static int CheckOf(int positions) =>
        positions >= 0 ? positions : throw new InputException($"--check {positions}: 0 or more positions.", "bad-option");
}

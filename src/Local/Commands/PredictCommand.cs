using System.CommandLine;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai predict</c>: what the model says of each sequence.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var command = new Command("predict", "Predict every sequence: predict.npz and predictions.tsv.");
        RunOptions.AddTo(command, common, sequences: true);
        command.SetAction((parsed, stop) => RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Predict }, stop));
        return command;
    }
}

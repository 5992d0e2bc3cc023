using System.CommandLine;
using GenoXai.Core.Onnx;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai sanity</c>: whether an explanation depends on what the model learned.</summary>
internal static class SanityCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var method = new Option<string>("--method") { Description = $"The method: {string.Join(", ", SanityOptions.Explanations)}.", DefaultValueFactory = static _ => "taylor" };
        var order = new Option<string>("--order") { Description = "cascading: layers are made random from the output on, one more at each step; independent: one layer at each step.", DefaultValueFactory = static _ => "cascading" };
        var draw = new Option<string>("--draw") { Description = "gaussian (mean and deviation of each tensor are kept) or permutation (of its own numbers).", DefaultValueFactory = static _ => "gaussian" };
        var steps = new Option<int>("--steps") { Description = "Most steps; of more layers some are left out, never the last step.", DefaultValueFactory = static _ => 12 };
        var limit = new Option<double>("--limit") { Description = "Rank correlation with the explanation of random weights from which the method fails.", DefaultValueFactory = static _ => 0.5 };
        var command = new Command("sanity", "Make the model's weights random and see whether the explanation changes: sanity.tsv, sanity.npz and a picture.") { method, order, draw, steps, limit };
        RunOptions.AddTo(command, common, sequences: true);
        command.SetAction(async (parsed, stop) =>
        {
            var test = new SanityOptions
            {
                Explanation = parsed.GetValue(method)!,
                Cascading = parsed.GetValue(order) switch { "cascading" => true, "independent" => false, string other => throw Bad($"--order {other}: cascading or independent."), _ => true },
                Draw = parsed.GetValue(draw) switch { "gaussian" => WeightDraw.Gaussian, "permutation" => WeightDraw.Permutation, var other => throw Bad($"--draw {other}: gaussian or permutation.") },
                Steps = parsed.GetValue(steps) is >= 1 and var most ? most : throw Bad($"--steps {parsed.GetValue(steps)}: 1 or more."),
                Limit = parsed.GetValue(limit) is > 0 and <= 1 and var most1 ? most1 : throw Bad(FormattableString.Invariant($"--limit {parsed.GetValue(limit)}: above 0 and at most 1.")),
            };
            RunRequest request = RunLauncher.Complete(parsed, common, SanityOptions.RequestOf(test.Explanation, "--method")) with { Pictures = 0, Sanity = test };
            return await SanityRun.RunAsync(parsed, common, request, stop);
        });
        return command;
    }

    private static InputException Bad(string message) => new(message, "bad-option");
}

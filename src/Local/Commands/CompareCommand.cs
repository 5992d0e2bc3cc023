using System.CommandLine;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai compare</c>: how far finished runs agree on the same sequences.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var runs = new Argument<string[]>("runs") { Description = "The --out folders of two finished runs or more: ism, taylor, attribute, occlusion, query or sensx.", Arity = ArgumentArity.OneOrMore };
        var target = new Option<string?>("--target") { Description = "Which target, of runs with several (default: each run's first)." };
        var top = new Option<double>("--top") { Description = "Which part of the positions are the most important ones, for the overlap.", DefaultValueFactory = static _ => 0.1 };
        var pictures = new Option<int>("--pictures") { Description = "Sequences that get a picture of what each run says.", DefaultValueFactory = static _ => 5 };
        var command = new Command("compare", "Compare explanations of the same sequences: compare.tsv, compare.npz and pictures; nothing is shown to a model.")
        {
            runs, target, top, pictures, common.Out, common.Overwrite,
        };
        command.SetAction(async (parsed, stop) =>
        {
            int drawn = parsed.GetValue(pictures);
            if (drawn < 0) throw new InputException($"--pictures {drawn}: 0 or more.", "bad-option");
            var request = new CompareRequest(parsed.GetValue(runs)!, parsed.GetValue(target), parsed.GetValue(top), drawn);
            RunSummary summary = await CompareRun.RunAsync(request, parsed.GetValue(common.Out)!, parsed.GetValue(common.Overwrite), stop);
            Console.WriteLine(summary.Text);
            return 0;
        });
        return command;
    }
}

using System.CommandLine;
using GenoXai.Local.Demo;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai demo</c>: a model that ships with the program, explained from end to end.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var folder = new Option<string>("--out") { Description = "Folder for the demo's files.", DefaultValueFactory = static _ => "genoxai-demo" };
        var command = new Command("demo", "Explain a small model whose truth is known: mutagenesis, a SHAP zero sketch, queries, and a report.") { folder, common.Threads };
        command.SetAction(async (parsed, stop) =>
        {
            Console.WriteLine(await DemoRun.RunAsync(parsed.GetValue(folder)!, common.ThreadsOf(parsed), stop));
            return 0;
        });
        return command;
    }
}

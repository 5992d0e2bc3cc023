using System.CommandLine;
using GenoXai.Core.Models;
using GenoXai.Core.Onnx;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai model gradient</c>: writes a model with the gradients of its targets as further outputs.</summary>
internal static class ModelGradientCommand
{
    public static Command Create()
    {
        var path = new Option<string>("--model") { Description = "An .onnx file.", Required = true };
        var file = new Option<string>("--out") { Description = "The .onnx file to write.", Required = true };
        var common = new CommonOptions();
        var command = new Command("gradient", "Write a model that also gives the gradients of targets with respect to the sequence.") { path, common.Manifest, common.Alphabet, common.Target, file };
        command.SetAction(parsed =>
        {
            LoadedModel model = ModelLoader.Load(parsed.GetValue(path)!, parsed.GetValue(common.Manifest), parsed.GetValue(common.Alphabet));
            OnnxModel graph = GradientModel.Of(model, parsed.GetValue(common.Target) ?? [], new ModelOptions { Threads = 1, Provider = ExecutionProvider.Cpu });
            graph.Save(parsed.GetValue(file)!);
            foreach (OutputFact output in graph.Facts.Outputs.Where(static o => o.Name.StartsWith("gradient_", StringComparison.Ordinal)))
                Console.WriteLine($"output    {output.Description}");
            return 0;
        });
        return command;
    }
}

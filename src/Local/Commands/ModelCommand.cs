using System.CommandLine;
using System.Globalization;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Onnx;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai model inspect|add|list|verify|layers|gradient</c>.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Inspect, register, verify and differentiate models.") { Inspect(), Add(), List(), ModelVerifyCommand.Create(), ModelLayersCommand.Create(), ModelGradientCommand.Create() };

    private static Command Inspect()
    {
        var path = new Argument<string>("model") { Description = "An .onnx file." };
        var common = new CommonOptions();
        var command = new Command("inspect", "Print a draft of the model's manifest, and what is left to fill in.") { path, common.Alphabet };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(path)!;
            OnnxModel model = OnnxModel.Load(file);
            ManifestDraft draft = ManifestDraft.From(model, ModelLoader.DefaultId(file), parsed.GetValue(common.Alphabet));
            Console.Write(ManifestFile.Format(draft.Manifest));
            GraphFacts facts = model.Facts;
            foreach (TensorFact input in facts.Inputs) Console.Error.WriteLine($"input     {input.Description}");
            foreach (OutputFact output in facts.Outputs) Console.Error.WriteLine($"output    {output.Description}");
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"graph     opset {facts.Opset}, {facts.Parameters:N0} parameters, {string.Join(' ', facts.Operators.Select(static o => $"{o.Key}×{o.Value}"))}"));
            if (draft.Problems.Count == 0) Console.Error.WriteLine("complete  the model can be used without a manifest; save this draft beside it to change names, letters or units.");
            if (draft.Manifest.Targets.Count != 1)
                Console.Error.WriteLine("target    the model gives more than one number a sequence: name one by --target, or keep one in targets.");
            foreach (string problem in draft.Problems) Console.Error.WriteLine($"missing   {problem}");
            return 0;
        });
        return command;
    }

    private static Command Add()
    {
        var path = new Argument<string>("model") { Description = "An .onnx file, with its manifest beside it if it needs one." };
        var id = new Option<string?>("--id") { Description = "Id to register it under (default: the manifest's, or the file's name)." };
        var common = new CommonOptions();
        var command = new Command("add", "Register a model under an id.") { path, id, common.Manifest, common.Alphabet, common.Overwrite, common.Home };
        command.SetAction(async (parsed, stop) =>
        {
            LoadedModel model = ModelLoader.Load(parsed.GetValue(path)!, parsed.GetValue(common.Manifest), parsed.GetValue(common.Alphabet));
            ModelHome home = ModelHome.Open(parsed.GetValue(common.Home));
            ModelManifest manifest = await home.AddAsync(model, parsed.GetValue(id), parsed.GetValue(common.Overwrite), stop);
            Console.WriteLine($"registered {manifest.Id}: use it by --model {manifest.Id}");
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        Option<string?> home = CommonOptions.HomeOption();
        var command = new Command("list", "List the registered models.") { home };
        command.SetAction(async (parsed, stop) =>
        {
            Console.WriteLine("id\tname\tsha256\ttargets");
            await foreach (var entry in ModelHome.Open(parsed.GetValue(home)).Catalog.ListAsync("models", stop))
            {
                ModelSummary model = System.Text.Json.JsonSerializer.Deserialize(entry.Json, ApiJson.Default.ModelSummary)!;
                Console.WriteLine($"{model.Id}\t{model.Name}\t{model.Sha256}\t{string.Join(", ", model.Targets)}");
            }

            return 0;
        });
        return command;
    }
}

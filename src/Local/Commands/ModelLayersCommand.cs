using System.CommandLine;
using GenoXai.Core.Models;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai model layers</c>: the tensors whose channels can be ablated.</summary>
internal static class ModelLayersCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("model") { Description = "An .onnx file." };
        var common = new CommonOptions();
        var command = new Command("layers", "List the inner tensors of a model, with their shapes for one sequence: what nodes --layer takes.") { path, common.Manifest, common.Alphabet };
        command.SetAction(parsed =>
        {
            LoadedModel loaded = ModelLoader.Load(parsed.GetValue(path)!, parsed.GetValue(common.Manifest), parsed.GetValue(common.Alphabet));
            using OnnxSequenceModel model = loaded.Open(ResolvedTarget.OrAny([], loaded), new ModelOptions { Threads = 1 });
            Console.WriteLine("tensor\toperator\tshape\tchannels\taxis");
            foreach (LayerFact layer in model.Layers())
                Console.WriteLine(FormattableString.Invariant($"{layer.Tensor}\t{layer.Operator}\t{string.Join('x', layer.Shape)}\t{layer.Shape[layer.Axis]}\t{layer.Axis}"));
            return 0;
        });
        return command;
    }
}

using System.CommandLine;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai sketch</c>: pay once for a SHAP zero sketch of the model.</summary>
internal static class SketchCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var budget = new Option<int?>("--budget") { Description = "Rows shown to the model at most, validation and test rows included." };
        var decoder = new Option<string>("--decoder") { Description = "hybrid (the default), ridge (tables up to --order), qsft (sparse Fourier), paper (sparse Fourier as published).", DefaultValueFactory = static _ => "hybrid" };
        var order = new Option<int>("--order") { Description = "Largest number of positions of a ridge's table.", DefaultValueFactory = static _ => 2 };
        var length = new Option<int?>("--length") { Description = "Number of positions, for a model of any length." };
        var dimension = new Option<int?>("--b") { Description = "Subsampling dimension of qsft and paper (default: from the budget)." };
        var groups = new Option<int>("--groups") { Description = "Subsampling groups of qsft and paper.", DefaultValueFactory = static _ => 3 };
        var repeats = new Option<int?>("--repeats") { Description = "Random offsets of qsft and paper (default: from the budget, at most 3)." };
        var noise = new Option<double?>("--noise-sd") { Description = "Noise of the samples, for qsft and paper (default: estimated)." };
        var command = new Command("sketch", "Sketch the model once; any later sequence is then explained without the model.")
        {
            budget, decoder, order, length, dimension, groups, repeats, noise,
        };
        RunOptions.AddTo(command, common, sequences: false);
        command.SetAction((parsed, stop) => RunLauncher.RunAsync(parsed, common, new RunRequest
        {
            Method = RunMethod.Sketch,
            Sketch = new SketchRequest
            {
                Budget = parsed.GetValue(budget) is { } rows and > 0
                    ? rows
                    : throw new InputException("--budget: say how many rows may be shown to the model, 1 or more, e.g. --budget 20000.", "bad-option"),
                Decoder = DecoderOf(parsed.GetValue(decoder)!),
                Order = parsed.GetValue(order),
                Length = parsed.GetValue(length),
                SubsamplingDimension = parsed.GetValue(dimension),
                Groups = parsed.GetValue(groups),
                Repeats = parsed.GetValue(repeats),
                NoiseStandardDeviation = parsed.GetValue(noise) is { } sd && !(sd >= 0 && double.IsFinite(sd))
                    ? throw new InputException(FormattableString.Invariant($"--noise-sd {sd}: a number of 0 or more, or leave it out."), "bad-option")
                    : parsed.GetValue(noise),
            },
        }, stop));
        return command;
    }

    private static SketchDecoder DecoderOf(string name) => name switch
    {
        "hybrid" => SketchDecoder.Hybrid,
        "ridge" => SketchDecoder.Ridge,
        "qsft" => SketchDecoder.Qsft,
        "paper" => SketchDecoder.Paper,
        _ => throw new InputException($"--decoder {name}: hybrid, ridge, qsft or paper.", "bad-option"),
    };
}

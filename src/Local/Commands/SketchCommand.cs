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
        var targetR2 = new Option<double?>("--target-r2") { Description = "Stop when the validation rows reach this R², more than 0 and less than 1." };
        var whole = new Option<bool>("--whole-budget") { Description = "Spend the whole budget in one round, instead of stopping when doubling the rows gains less than .002 in R²." };
        var decoder = new Option<string>("--decoder") { Description = "hybrid (the default), ridge (tables up to --order), qsft (sparse Fourier), paper (sparse Fourier as published).", DefaultValueFactory = static _ => "hybrid" };
        var order = new Option<int?>("--order") { Description = "Largest number of positions of a ridge's table (default 2); only with --decoder ridge." };
        var length = new Option<int?>("--length") { Description = "Number of positions, for a model of any length." };
        var dimension = new Option<int?>("--b") { Description = "Subsampling dimension of qsft and paper (default: from the budget)." };
        var groups = new Option<int>("--groups") { Description = "Subsampling groups of qsft and paper.", DefaultValueFactory = static _ => 3 };
        var repeats = new Option<int?>("--repeats") { Description = "Random offsets of qsft and paper (default: from the budget, at most 3)." };
        var delays = new Option<string?>("--delays") { Description = "coded (reads frequencies of up to 5 positions) or identity (of any number) for qsft; default: coded where that takes at most half the rows." };
        var noise = new Option<double?>("--noise-sd") { Description = "Noise of a row about the sparse function, in units of the target (default: estimated by qsft; 0 for paper, which needs it)." };
        var range = new Option<string?>("--range") { Description = "Positions START:END that vary, from 0, END not included; all others keep the letters of the one sequence of --fasta." };
        var letters = new Option<string?>("--letters") { Description = "Letters allowed at some positions, e.g. 10:A,12:CT,20:30:AG (one letter: held constant; START:END for several positions)." };
        common.Fasta.Description = "FASTA of the one sequence whose letters are kept outside --range.";
        var saved = new SavedSampleOptions();
        // Asked for below: saved samples need none.
        common.Model.Required = false;
        var command = new Command("sketch", "Sketch the model once; any later sequence is then explained without the model.")
        {
            budget, targetR2, whole, decoder, order, length, dimension, groups, repeats, delays, noise, common.Fasta, range, letters,
        };
        RunOptions.AddTo(command, common, sequences: false);
        saved.AddTo(command);
        command.SetAction((parsed, stop) => saved.AreGiven(parsed)
            ? SavedSampleRun.RunAsync(saved.RequestOf(parsed, command, common, decoder, noise), parsed.GetValue(common.Out)!, parsed.GetValue(common.Overwrite), stop)
            : RunLauncher.RunAsync(parsed, common, Request(parsed), stop));
        return command;

        RunRequest Request(ParseResult parsed)
        {
            if (parsed.GetValue(common.Model) is null)
                throw new InputException("--model: say which model to sketch, or give --samples and --design to decode saved samples without one.", "bad-option");
            return new RunRequest
            {
                Method = RunMethod.Sketch,
                Sketch = new SketchRequest
                {
                    Budget = parsed.GetValue(budget) is { } rows and > 0
                        ? rows
                        : throw new InputException("--budget: say how many rows may be shown to the model, 1 or more, e.g. --budget 20000.", "bad-option"),
                    TargetR2 = parsed.GetValue(targetR2) is { } wanted && !(wanted > 0 && wanted < 1)
                        ? throw new InputException(FormattableString.Invariant($"--target-r2 {wanted}: more than 0 and less than 1 is possible."), "bad-option")
                        : parsed.GetValue(targetR2),
                    WholeBudget = parsed.GetValue(whole),
                    Decoder = DecoderOf(parsed.GetValue(decoder)!),
                    Order = OrderOf(parsed.GetValue(order), parsed.GetValue(decoder)!),
                    Length = parsed.GetValue(length),
                    Range = parsed.GetValue(range) is { } window ? SequenceRange.Parse(window) : null,
                    Letters = parsed.GetValue(letters),
                    SubsamplingDimension = parsed.GetValue(dimension),
                    Groups = parsed.GetValue(groups),
                    Repeats = parsed.GetValue(repeats),
                    Delays = DelaysOf(parsed.GetValue(delays)),
                    NoiseStandardDeviation = parsed.GetValue(noise) is { } sd && !(sd >= 0 && double.IsFinite(sd))
                        ? throw new InputException(FormattableString.Invariant($"--noise-sd: {sd} is not a standard deviation; give 0 or more."), "bad-option")
                        : parsed.GetValue(noise),
                },
            };
        }
    }

    private static int OrderOf(int? order, string decoder) => order is null || decoder == "ridge"
        ? order ?? 2
        : throw new InputException($"--order {order}: only the ridge decoder takes an order; say --decoder ridge, or leave it out.", "bad-option");

    private static SketchDelays DelaysOf(string? name) => name switch
    {
        null => SketchDelays.Auto,
        "identity" => SketchDelays.Identity,
        "coded" => SketchDelays.Coded,
        _ => throw new InputException($"--delays {name}: coded or identity.", "bad-option"),
    };

    public static SketchDecoder DecoderOf(string name) => name switch
    {
        "hybrid" => SketchDecoder.Hybrid,
        "ridge" => SketchDecoder.Ridge,
        "qsft" => SketchDecoder.Qsft,
        "paper" => SketchDecoder.Paper,
        _ => throw new InputException($"--decoder {name}: hybrid, ridge, qsft or paper.", "bad-option"),
    };
}

using System.CommandLine;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai surrogate</c>: a model of motif scores that people can read, fitted to the model's predictions.</summary>
internal static class SurrogateCommand
{
    private static readonly SurrogateOptions Defaults = new() { Units = [] };

    public static Command Create()
    {
        var common = new CommonOptions();
        var motifs = new Option<string>("--motifs") { Description = "Motifs: MEME, JASPAR, TRANSFAC or matrices, plain or gzip.", Required = true };
        var score = new Option<string>("--score") { Description = "What a motif gives a sequence: best (the score of its best word) or hits (the sum over its hits).", DefaultValueFactory = static _ => "best" };
        var pValue = new Option<double>("--p-value") { Description = "With --score hits: p-value of a hit.", DefaultValueFactory = static _ => Defaults.PValue };
        var strand = new Option<bool>("--forward-only") { Description = "Look at the forward strand only." };
        var pairs = new Option<int>("--pair-units") { Description = "Products are tried of this many of the heaviest motifs; 0 for none.", DefaultValueFactory = static _ => Defaults.PairUnits };
        var test = new Option<double>("--test") { Description = "Part of the sequences that is kept unseen, to measure R² on.", DefaultValueFactory = static _ => Defaults.TestShare };
        var folds = new Option<int>("--folds") { Description = "Folds of the cross-validation of the penalty.", DefaultValueFactory = static _ => Defaults.Folds };
        var command = new Command("surrogate", "Fit a sparse function of motif scores to the model's predictions: surrogate.tsv, contributions.tsv, surrogate.npz and pictures.") { motifs, score, pValue, strand, pairs, test, folds };
        RunOptions.AddTo(command, common, sequences: true);
        command.SetAction((parsed, stop) =>
        {
            var options = new SurrogateOptions
            {
                Units = [.. MotifReader.ReadFile(parsed.GetValue(motifs)!).Select(SurrogateUnit.Of)],
                Feature = SurrogateOptions.ParseFeature(parsed.GetValue(score)!),
                PValue = parsed.GetValue(pValue),
                BothStrands = !parsed.GetValue(strand),
                PairUnits = parsed.GetValue(pairs),
                TestShare = parsed.GetValue(test),
                Folds = parsed.GetValue(folds),
            };
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Surrogate, Surrogate = options }, stop);
        });
        return command;
    }
}

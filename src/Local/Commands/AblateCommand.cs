using System.CommandLine;
using System.Globalization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Sequences;
using GenoXai.Local.Reports;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai ablate</c>: whether the positions that an explanation holds important are important to the model.</summary>
internal sealed class AblateCommand
{
    private readonly Option<string[]> _from = new("--from") { Description = "The --out folder of a finished run whose explanation is tested: ism, taylor, attribute, occlusion, query or sensx. May be repeated; one of them must hold letters (ism, taylor, attribute).", Required = true, AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _explained = new("--from-target") { Description = "Which target of the runs, where they have several (default: each run's first)." };
    private readonly Option<string> _shares = new("--shares") { Description = "Parts of the positions that are ablated.", DefaultValueFactory = static _ => string.Join(',', AblationOptions.DefaultShares.Select(static s => s.ToString(CultureInfo.InvariantCulture))) };
    private readonly Option<int> _random = new("--random") { Description = "Random orders to compare with.", DefaultValueFactory = static _ => 10 };
    private readonly Option<int> _copies = new("--copies") { Description = "Background sequences that are averaged over.", DefaultValueFactory = static _ => 3 };
    private readonly Option<string> _fill = new("--fill") { Description = "What ablated positions get: shuffle (the letter there in a dinucleotide shuffle of the sequence), composition (letters drawn from the sequence's own) or uniform.", DefaultValueFactory = static _ => "shuffle" };
    private readonly Option<bool> _signed = new("--signed") { Description = "Order by signed importance, the highest first, and measure the prediction's loss (default: by size, and the size of the change)." };

    public static Command Create()
    {
        var common = new CommonOptions();
        var own = new AblateCommand();
        var command = new Command("ablate", "Replace the letters that explanations hold most important, and see how fast the prediction changes: ablate.tsv, ablate.npz and a picture.")
        {
            own._from, own._explained, own._shares, own._random, own._copies, own._fill, own._signed,
        };
        RunOptions.AddTo(command, common, sequences: false);
        command.SetAction((parsed, stop) =>
        {
            IReadOnlyList<string> folders = parsed.GetValue(own._from)!;
            CompareRun.RequireDifferent(folders, "--from");
            var options = new AblationOptions
            {
                Explanations = CompareRun.NamesOf(folders),
                Shares = [.. parsed.GetValue(own._shares)!.Split(',').Select(Share)],
                RandomOrders = parsed.GetValue(own._random),
                Copies = parsed.GetValue(own._copies),
                Fill = AblationOptions.ParseFill(parsed.GetValue(own._fill)!),
                BySign = parsed.GetValue(own._signed),
            };
            options.Check();
            long seed = parsed.GetValue(common.Seed);
            return RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Ablate, Ablation = options }, stop,
                model => InputOf(folders, parsed.GetValue(own._explained), options, model, seed, parsed.GetValue(common.Out)));
        });
        return command;
    }

    private static double Share(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
        ? share
        : throw new InputException($"--shares: \"{text}\" is not a number.", "bad-option");

    private static SequenceInput InputOf(IReadOnlyList<string> folders, string? target, AblationOptions options, OnnxSequenceModel model, long seed, string? output)
    {
        if (model.Targets.Count > 1) throw new InputException($"--target: ablation is of one target, not of {model.Targets.Count}.", "bad-option");
        SourceRun[] runs = [.. folders.Select(folder => Open(folder, output)).Zip(options.Explanations, static (run, name) => run.AsSource(name))];
        return new SequenceInput(string.Join(", ", options.Explanations), new AblationSequences(_ => Task.FromResult<IReadOnlyList<SourceRun>>(runs), target, options, model.Alphabet, seed), true);
    }

    /// <summary>Opens a run; an interrupted ablation that lies in the output folder cannot go on without it.</summary>
    private static RunResults Open(string folder, string? output)
    {
        try
        {
            return RunResults.Open(folder);
        }
        catch (InputException error) when (output is not null && File.Exists(Path.Combine(output, RunDocument.Key)))
        {
            throw new InputException($"--from {error.Message} The interrupted ablation in --out {output} goes on only with the same run: make it again by the command that made it, which gives the same files, then repeat this one; or say --overwrite with other runs.", error.Problem, error);
        }
    }
}

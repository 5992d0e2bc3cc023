using System.CommandLine;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai perturb</c>: sites destroyed or deleted, words inserted.</summary>
internal sealed class PerturbCommand
{
    private readonly Option<string> _edit = new("--edit") { Description = "destroy (letters replaced), delete (taken out, the rest moves together) or insert (a word put in, the rest moves apart).", Required = true };
    private readonly Option<string> _by = new("--by") { Description = "With destroy: shuffle (the site's letters in other orders), dinucleotide (its dinucleotide shuffles) or lowest (the motif's least fitting word).", DefaultValueFactory = static _ => "shuffle" };
    private readonly Option<int> _shuffles = new("--shuffles") { Description = "Shuffles, or fillings of the ends, that predictions are averaged over.", DefaultValueFactory = static _ => 20 };
    private readonly SiteArguments _sites = new();
    private readonly Option<string[]> _word = new("--word") { Description = "With insert: a word to put in. May be repeated." };
    private readonly Option<string?> _at = new("--at") { Description = "With insert: positions before which words are put in, e.g. 40,60, instead of --sites." };

    public static Command Create()
    {
        var common = new CommonOptions();
        var own = new PerturbCommand();
        var command = new Command("perturb", "Destroy or delete the sites of motifs, or insert words: perturb.npz, perturb.tsv, motifs.tsv and pictures.")
        {
            own._edit, own._by, own._shuffles, own._word, own._at,
        };
        own._sites.AddTo(command);
        RunOptions.AddTo(command, common, sequences: true);
        command.Add(common.Pictures);
        command.SetAction((parsed, stop) => RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Perturb, Perturbation = own.OptionsOf(parsed) }, stop));
        return command;
    }

    private PerturbationOptions OptionsOf(ParseResult parsed)
    {
        SiteEdit edit = PerturbationOptions.ParseEdit(parsed.GetValue(_edit));
        if (edit != SiteEdit.Destroy && parsed.GetResult(_by) is { Implicit: false }) throw new InputException("--by: goes with --edit destroy.", "bad-option");
        if ((edit == SiteEdit.Insert || parsed.GetValue(_sites.Motifs) is null) && parsed.GetResult(_sites.PValue) is { Implicit: false })
            throw new InputException("--p-value: is that of the hits of --motifs, which --edit destroy and --edit delete look for; leave it out.", "bad-option");
        if (edit == SiteEdit.Insert && parsed.GetResult(_shuffles) is { Implicit: false }) throw new InputException("--shuffles: nothing is shuffled with --edit insert; leave it out.", "bad-option");
        var options = new PerturbationOptions
        {
            Edit = edit,
            By = PerturbationOptions.ParseFill(parsed.GetValue(_by)!),
            Shuffles = parsed.GetValue(_shuffles),
            Motifs = _sites.MotifsOf(parsed),
            PValue = parsed.GetValue(_sites.PValue),
            Sites = _sites.SitesOf(parsed),
            Words = parsed.GetValue(_word) ?? [],
            At = parsed.GetValue(_at) is { } list ? [.. list.Split(',').Select(part => int.TryParse(part, out int at) ? at : throw new InputException($"--at {list}: \"{part}\" is no position. Write e.g. 40,60.", "bad-option"))] : [],
        };
        options.Check();
        return options;
    }
}

using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai interactions</c>: what letters do together beyond what each does alone.</summary>
internal sealed class InteractionsCommand
{
    private readonly Option<string> _method = new("--method") { Description = "second-order (exact double mutants), hessian (gradients at single mutants) or dfim (attributions with one feature replaced).", Required = true };
    private readonly Option<string?> _range = new("--range") { Description = "Positions START:END, from 0, END not included (default: all)." };
    private readonly Option<int?> _window = new("--window") { Description = "second-order, hessian: only pairs at most this many positions apart." };
    private readonly Option<int?> _top = new("--top-positions") { Description = "second-order, hessian: only pairs among this many positions, those of the largest single effects." };
    private readonly Option<string> _attribution = new("--attribution") { Description = "dfim: deeplift or gradient-input.", DefaultValueFactory = static _ => "deeplift" };
    private readonly Option<int> _width = new("--width") { Description = "dfim: positions of a feature.", DefaultValueFactory = static _ => 1 };
    private readonly Option<string?> _sites = new("--sites") { Description = "dfim: the features as a table: id (* for every sequence), start, end, name." };
    private readonly Option<string> _statistic = new("--statistic") { Description = "dfim: max or sum over a target's positions.", DefaultValueFactory = static _ => "max" };
    private readonly Option<string> _fill = new("--fill") { Description = "dfim: a source is replaced by the sequence's composition, or uniform.", DefaultValueFactory = static _ => "composition" };
    private readonly Option<int> _shuffles = new("--shuffles") { Description = "dfim: dinucleotide shuffles of each sequence for the null distribution.", DefaultValueFactory = static _ => 10 };

    public static Command Create()
    {
        var common = new CommonOptions();
        var own = new InteractionsCommand();
        var command = new Command("interactions", "What letters do together: interactions.tsv, interactions.npz and heat maps.")
        {
            own._method, own._range, own._window, own._top, own._attribution, own._width, own._sites, own._statistic, own._fill, own._shuffles,
        };
        RunOptions.AddTo(command, common, sequences: true);
        command.Add(common.Pictures);
        command.SetAction((parsed, stop) =>
        {
            InteractionOptions options = own.OptionsOf(parsed);
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest
            {
                Method = RunMethod.Interactions,
                Interactions = options,
                Mutagenesis = new SaturationMutagenesisOptions { Range = parsed.GetValue(own._range) is { } text ? SequenceRange.Parse(text) : null },
            }, stop);
        });
        return command;
    }

    private InteractionOptions OptionsOf(ParseResult parsed)
    {
        InteractionMethod method = InteractionNames.Method(parsed.GetValue(_method)!);
        if (method != InteractionMethod.Dfim)
        {
            // An option without effect would mislead.
            Option[] foreign = [_attribution, _width, _sites, _statistic, _fill, _shuffles];
            foreach (Option option in foreign)
                if (parsed.GetResult(option) is { Implicit: false }) throw new InputException($"{option.Name}: is an option of --method dfim.", "bad-option");
        }

        return new InteractionOptions
        {
            Method = method,
            Window = parsed.GetValue(_window),
            TopPositions = parsed.GetValue(_top),
            Dfim = method != InteractionMethod.Dfim ? null : new FeatureInteractionOptions
            {
                DeepLift = InteractionNames.IsDeepLift(parsed.GetValue(_attribution)!),
                Width = parsed.GetValue(_width),
                Sites = parsed.GetValue(_sites) is { } path ? FeatureSiteTable.ReadFile(path) : [],
                Statistic = InteractionNames.Statistic(parsed.GetValue(_statistic)!),
                Fill = InteractionNames.Fill(parsed.GetValue(_fill)!),
                Shuffles = parsed.GetValue(_shuffles),
            },
        };
    }
}

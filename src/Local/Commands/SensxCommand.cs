using System.CommandLine;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.Sensx;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai sensx</c>: which features move the output, at any width.</summary>
internal static class SensxCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var options = new SensxOptions();
        common.Target.Description = "Number to explain: i for number i of the only output, or an expression such as y[2]. May be repeated.";
        var command = new Command("sensx", "Sensitivities of any features, at any width: sensx.npz, sensx.tsv and pictures.");
        RunOptions.AddTo(command, common, sequences: true);
        command.Add(common.Pictures);
        options.AddTo(command);
        command.SetAction((parsed, stop) => SensxLauncher.RunAsync(parsed, common, options, stop));
        return command;
    }
}

/// <summary>The options of <c>genoxai sensx</c>.</summary>
internal sealed class SensxOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Table of inputs: .npy, .npz, .csv, .tsv (also .gz) or .mtx; images as .npy." };
    private readonly Option<string?> _array = new("--array") { Description = "Which array of an .npz (default: the only one, X, x or data)." };
    private readonly Option<string> _domain = new("--domain") { Description = "Domain of the features: data (their range), two numbers such as 0,1, two files lo.npy,hi.npy, or a file of rows.", DefaultValueFactory = static _ => "data" };
    private readonly Option<string?> _inputs = new("--inputs") { Description = "rows or columns: which of them are the inputs (default: found by names and sizes)." };
    private readonly Option<string?> _explain = new("--explain") { Description = "Inputs to explain: ids, numbers from 0 or START:END, separated by commas (default: all)." };
    private readonly Option<string?> _names = new("--feature-names") { Description = "File of the model's feature names in its order, one a line; picks and orders the table's columns." };
    private readonly Option<string?> _features = new("--features") { Description = "Features that take part: names or numbers separated by commas, or a file of them (default: all)." };
    private readonly Option<string?> _mask = new("--mask") { Description = "Array (.npy) of a number for each feature, 0 where it takes no part." };
    private readonly Option<string?> _groups = new("--groups") { Description = "Features that move together: table of feature and group, or .npy of group numbers." };
    private readonly Option<string> _kind = new("--sequence-features") { Description = "With --fasta: substitutions (letters), positions (channels of a position together) or channels.", DefaultValueFactory = static _ => "substitutions" };
    private readonly Option<int?> _walks = new("--walks") { Description = "Walks of each input (default: doubled from 200 until the top features are stable)." };
    private readonly Option<int> _top = new("--top") { Description = "How many top features must be stable, and are drawn.", DefaultValueFactory = static _ => 20 };
    private readonly Option<double?> _delta = new("--delta") { Description = "Size of the neighbourhood, more than 0 and at most 1 (default: chosen from the stability profile)." };
    private readonly Option<double> _tau = new("--tau") { Description = "Spread that counts as stable: of a probability; of another output, as part of its own spread.", DefaultValueFactory = static _ => .1 };
    private readonly Option<string> _grid = new("--grid") { Description = "linear (0.02 to 1) or geometric (0.0001 to 1, for single cells).", DefaultValueFactory = static _ => "linear" };
    private readonly Option<int> _samples = new("--samples") { Description = "Samples at each point of the stability profile.", DefaultValueFactory = static _ => 1000 };
    private readonly Option<int> _curves = new("--curve-samples") { Description = "Samples at each point of the top-k and bottom-k curves; 0 for no curves.", DefaultValueFactory = static _ => 100 };
    private readonly Option<bool> _subset = new("--subset") { Description = "Search the smallest set of features and movement at which the output crosses its threshold." };
    private readonly Option<string> _output = new("--output") { Description = "What the output is: probability, number, or auto (from the model's last layer).", DefaultValueFactory = static _ => "auto" };

    private Option[] OfTables => [_array, _inputs, _explain, _names, _features, _mask, _groups];

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _data, _array, _domain, _inputs, _explain, _names, _features, _mask, _groups, _kind, _walks, _top, _delta, _tau, _grid, _samples, _curves, _subset, _output })
            command.Add(option);
    }

    /// <summary>The table's options; null where sequences are explained.</summary>
    public SensxDataOptions? DataOf(ParseResult parsed, CommonOptions common)
    {
        string? data = parsed.GetValue(_data);
        if (SequenceInput.IsAsked(parsed, common) == data is not null)
            throw new InputException("sensx: give either --data with a table, or --fasta (or --bed and --genome) with sequences.", "bad-option");
        if (data is null)
        {
            foreach (Option option in OfTables.Append(_domain))
                if (parsed.GetResult(option) is { Implicit: false }) throw new InputException($"{option.Name}: goes with --data only.", "bad-option");
            return null;
        }

        foreach (Option option in new Option[] { _kind, common.Genome, common.RegionLength, common.Alphabet })
            if (parsed.GetResult(option) is { Implicit: false }) throw new InputException($"{option.Name}: goes with {(option == _kind || option == common.Alphabet ? "--fasta" : "--bed")} only.", "bad-option");
        return new SensxDataOptions
        {
            Data = data,
            Array = parsed.GetValue(_array),
            Domain = parsed.GetValue(_domain)!,
            Inputs = parsed.GetValue(_inputs),
            Explain = parsed.GetValue(_explain),
            FeatureNames = parsed.GetValue(_names),
            Features = parsed.GetValue(_features),
            Mask = parsed.GetValue(_mask),
            Groups = parsed.GetValue(_groups),
        };
    }

    public SensxRequest RequestOf(ParseResult parsed, bool sequences) => new()
    {
        Input = !sequences ? SensxInput.Features : Choose(parsed.GetValue(_kind)!, "--sequence-features", ("substitutions", SensxInput.Substitutions), ("positions", SensxInput.Positions), ("channels", SensxInput.Channels)),
        Walks = parsed.GetValue(_walks),
        Top = parsed.GetValue(_top),
        Delta = parsed.GetValue(_delta),
        Tau = parsed.GetValue(_tau),
        GeometricGrid = Choose(parsed.GetValue(_grid)!, "--grid", ("linear", false), ("geometric", true)),
        Samples = parsed.GetValue(_samples),
        CurveSamples = parsed.GetValue(_curves),
        Subset = parsed.GetValue(_subset),
        IsProbability = Choose(parsed.GetValue(_output)!, "--output", ("auto", (bool?)null), ("probability", true), ("number", false)),
    };

    private static T Choose<T>(string text, string option, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        var names = new List<string>();
        foreach ((string name, T value) in choices)
        {
            if (name == text) return value;
            names.Add(name);
        }

        throw new InputException($"{option} {text}: {string.Join(", ", names)} are possible.", "bad-option");
    }
}

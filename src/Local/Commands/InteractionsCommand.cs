using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai interactions</c>: what letters do together beyond what each does alone.</summary>
internal sealed class InteractionsCommand
{
    private readonly Option<string> _method = new("--method") { Description = "second-order (exact double mutants), hessian (gradients at single mutants), dfim (attributions with one feature replaced), or sketch (from --sketch, without a model row).", Required = true };
    private readonly Option<string?> _range = new("--range") { Description = "Positions START:END, from 0, END not included (default: all)." };
    private readonly Option<int?> _window = new("--window") { Description = "second-order, hessian: only pairs at most this many positions apart." };
    private readonly Option<int?> _top = new("--top-positions") { Description = "second-order, hessian: only pairs among this many positions, those of the largest single effects." };
    private readonly Option<string> _attribution = new("--attribution") { Description = "dfim: deeplift or gradient-input.", DefaultValueFactory = static _ => "deeplift" };
    private readonly Option<int> _width = new("--width") { Description = "dfim: positions of a feature.", DefaultValueFactory = static _ => 1 };
    private readonly Option<string?> _sites = new("--sites") { Description = "dfim: the features as a table: id (* for every sequence), start, end, name." };
    private readonly Option<string> _statistic = new("--statistic") { Description = "dfim: max or sum over a target's positions.", DefaultValueFactory = static _ => "max" };
    private readonly Option<string> _fill = new("--fill") { Description = "dfim: a source is replaced by the sequence's composition, or uniform.", DefaultValueFactory = static _ => "composition" };
    private readonly Option<int> _shuffles = new("--shuffles") { Description = "dfim: dinucleotide shuffles of each sequence for the null distribution.", DefaultValueFactory = static _ => 10 };

    private readonly Option<string?> _sketch = new("--sketch") { Description = "A sketch file (.gxs): the interactions themselves with --method sketch; with another method, what its results are compared with." };

    public static Command Create()
    {
        var common = new CommonOptions();
        var own = new InteractionsCommand();
        var command = new Command("interactions", "What letters do together: interactions.tsv, interactions.npz and heat maps.")
        {
            own._method, own._range, own._window, own._top, own._attribution, own._width, own._sites, own._statistic, own._fill, own._shuffles, own._sketch,
        };
        RunOptions.AddTo(command, common, sequences: true);
        command.Add(common.Pictures);
        // A sketch needs no model.
        common.Model.Required = false;
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(own._method) == "sketch") return own.QueryAsync(parsed, common, stop);
            if (parsed.GetValue(common.Model) is null) throw new InputException("--model: name the model; only --method sketch needs none.", "bad-option");
            Sketch? sketch = parsed.GetValue(own._sketch) is { } path ? SketchFile.Read(path) : null;
            InteractionOptions options = own.OptionsOf(parsed) with { SketchId = sketch?.Id };
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest
            {
                Method = RunMethod.Interactions,
                Interactions = options,
                Mutagenesis = new SaturationMutagenesisOptions { Range = parsed.GetValue(own._range) is { } text ? SequenceRange.Parse(text) : null },
            }, stop, model =>
            {
                if (sketch is not null) ComparedSketch.Check(sketch, model, "--sketch");
                return SequenceInput.Of(parsed, common, model.Alphabet, model.Facts.FixedLength) with { Sketch = sketch };
            });
        });
        return command;
    }

    /// <summary>The same as a query that writes every interaction of the sketch.</summary>
    private async Task<int> QueryAsync(ParseResult parsed, CommonOptions common, CancellationToken stop)
    {
        Option[] foreign = [common.Model, common.Target, common.Seed, common.Batch, common.ChunkRows, common.DryRun, _range, _window, _top, _attribution, _width, _sites, _statistic, _fill, _shuffles];
        foreach (Option option in foreign)
            if (parsed.GetResult(option) is { Implicit: false }) throw new InputException($"{option.Name}: has no effect with --method sketch; leave it out.", "bad-option");
        string path = parsed.GetValue(_sketch) ?? throw new InputException("--method sketch: say which with --sketch FILE.", "bad-option");
        Sketch sketch = SketchFile.Read(path);
        RunSummary summary = await QueryRun.RunAsync(new QueryRequest
        {
            Sketch = sketch,
            SketchPath = path,
            Input = SequenceInput.Of(parsed, common, sketch.Function.Domain.Alphabet, sketch.Function.Domain.Length),
            Top = int.MaxValue,
            Index = new HarsanyiDividend(),
            Pictures = common.PicturesOf(parsed),
            Threads = common.ThreadsOf(parsed),
        }, parsed.GetValue(common.Out)!, parsed.GetValue(common.Overwrite), stop);
        Console.WriteLine(summary.Text);
        return 0;
    }

    private InteractionOptions OptionsOf(ParseResult parsed)
    {
        string name = parsed.GetValue(_method)!;
        if (name is not ("second-order" or "hessian" or "dfim")) throw new InputException($"--method {name}: second-order, hessian, dfim or sketch.", "bad-option");
        InteractionMethod method = InteractionNames.Method(name);
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

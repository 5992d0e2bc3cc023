using System.CommandLine;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai query</c>: explain sequences from a sketch, without the model.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var sketch = new Option<string>("--sketch") { Description = "A sketch file (.gxs).", Required = true };
        var top = new Option<string>("--top") { Description = "Strongest interactions of each sequence: a number, or all.", DefaultValueFactory = static _ => "20" };
        var index = new Option<string>("--index") { Description = $"Interaction index: {string.Join(", ", InteractionIndex.Names)}.", DefaultValueFactory = static _ => HarsanyiDividend.IndexName };
        var order = new Option<int?>("--order") { Description = "Largest order of the interaction index (default: the sketch's own)." };
        var background = new Option<string?>("--background") { Description = "FASTA of background sequences for the Shapley values (default: uniform letters)." };
        var check = new Option<int?>("--check") { Description = $"Spend ROWS model rows on each of the first {SketchCheck.MostSequences} sequences (permutation sampling) and show both values; needs --model.", HelpName = "ROWS" };
        var model = new Option<string?>("--model") { Description = "The sketched model, for --check: a registered id, or the path of an .onnx file." };
        var global = new Option<bool>("--global") { Description = "Show the sketch as a whole instead: strongest supports and interactions, mean φ by position and letter, motifs. Averages over --fasta, or over the background without it." };
        common.Fasta.Description = "Sequences to explain: FASTA, plain or gzip; - for standard input. May be left out with --global.";
        top.Description = "Strongest interactions of each sequence (of each order with --global): a number, or all.";
        var command = new Command("query", "Explain sequences from a sketch in microseconds: query.npz, interactions.tsv and a picture per sequence. With --global, explain the sketch itself.")
        {
            sketch, common.Fasta, common.Bed, common.Genome, global, top, index, order, background, check, model, common.Manifest, common.Alphabet, common.Home, common.Out, common.Overwrite, common.Threads, common.Pictures,
        };
        command.SetAction(async (parsed, stop) =>
        {
            Sketch loaded = SketchFile.Read(parsed.GetValue(sketch)!);
            string target = parsed.GetValue(common.Out)!;
            bool overwrite = parsed.GetValue(common.Overwrite);
            Option[] ofSequences = [index, order, check, model, common.Manifest, common.Alphabet, common.Home, common.Pictures];
            RunSummary summary = parsed.GetValue(global)
                ? await GlobalRun.RunAsync(Global(parsed, loaded, ofSequences), target, overwrite, stop)
                : await QueryRun.RunAsync(Request(parsed, loaded), target, overwrite, stop);
            Console.WriteLine(summary.Text);
            return 0;
        });
        return command;

        GlobalRequest Global(ParseResult parsed, Sketch loaded, Option[] ofSequences)
        {
            // An option without effect would mislead.
            foreach (Option option in ofSequences)
                if (parsed.GetResult(option) is { Implicit: false }) throw new InputException($"{option.Name}: is about single sequences; leave it out with --global.", "bad-option");
            return new GlobalRequest
            {
                Sketch = loaded,
                Input = SequenceInput.IsAsked(parsed, common) ? InputOf(parsed, loaded) : null,
                Top = TopOf(parsed.GetValue(top)!),
                Background = parsed.GetValue(background),
                Threads = common.ThreadsOf(parsed),
            };
        }

        SequenceInput InputOf(ParseResult parsed, Sketch loaded) => SequenceInput.Of(parsed, common, loaded.Function.Domain.Alphabet, loaded.Function.Domain.Length);

        QueryRequest Request(ParseResult parsed, Sketch loaded) => new()
        {
            Sketch = loaded,
            SketchPath = parsed.GetValue(sketch)!,
            Input = SequenceInput.IsAsked(parsed, common) ? InputOf(parsed, loaded)
                : throw new InputException("--fasta, or --bed and --genome: say which sequences to explain, or --global to see the sketch as a whole.", "bad-option"),
            Top = TopOf(parsed.GetValue(top)!),
            Index = IndexOf(parsed.GetValue(index)!, parsed.GetValue(order), loaded),
            Background = parsed.GetValue(background),
            Pictures = common.PicturesOf(parsed),
            Threads = common.ThreadsOf(parsed),
            Check = parsed.GetValue(check) is not { } rows ? null
                : parsed.GetValue(model) is { } path ? new CheckRequest(rows, ModelHome.Open(parsed.GetValue(common.Home)).Load(path, parsed.GetValue(common.Manifest), parsed.GetValue(common.Alphabet)))
                : throw new InputException("--check: needs the sketched model; name it by --model.", "bad-option"),
        };
    }

    private static InteractionIndex IndexOf(string name, int? order, Sketch sketch)
    {
        int highest = sketch.Function.Tables.Select(static t => t.Order).DefaultIfEmpty(0).Max();
        // Dividends need no order, and a constant sketch has none.
        if (order is null && (highest == 0 || name == HarsanyiDividend.IndexName)) return new HarsanyiDividend();
        return InteractionIndex.Create(name, order ?? highest);
    }

    private static int TopOf(string text) => text == "all" ? int.MaxValue
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int top) ? top
        : throw new InputException($"--top {text}: a whole number, or all.", "bad-option");
}

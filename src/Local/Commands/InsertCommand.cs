using System.CommandLine;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai insert</c>: what motifs do when they are put into backgrounds, alone and two together.</summary>
internal sealed class InsertCommand
{
    private readonly Option<string?> _motifs = new("--motifs") { Description = "Motif file: MEME, JASPAR, TRANSFAC and others. Without --motif every motif of it is inserted alone." };
    private readonly Option<string?> _motif = new("--motif") { Description = "The motif of --motifs by name; two as NAME,NAME2: they are also inserted together, at all distances and in both orders." };
    private readonly Option<string?> _word = new("--word") { Description = "Instead of --motif: a word, or two as WORD,WORD2." };
    private readonly Option<int> _backgrounds = new("--backgrounds") { Description = "Backgrounds that effects are averaged over.", DefaultValueFactory = static _ => InsertionOptions.DefaultBackgrounds };
    private readonly Option<bool> _asIs = new("--as-is") { Description = "Insert into the sequences themselves instead of dinucleotide shuffles of them." };
    private readonly Option<int?> _length = new("--length") { Description = "Letters of random backgrounds, for a model of any length." };
    private readonly Option<string> _sites = new("--sites") { Description = "consensus, or sampled: a site drawn from the motif for each background.", DefaultValueFactory = static _ => "consensus" };
    private readonly Option<string?> _positions = new("--positions") { Description = "First positions of the motif, e.g. 10,20,30, or START:END:STEP (default: the middle). Of two motifs: where the first stays." };
    private readonly Option<int?> _gap = new("--max-gap") { Description = "Of two motifs: most letters between them (default: all that fit)." };
    private readonly Option<int> _step = new("--gap-step") { Description = "Of two motifs: from one gap to the next.", DefaultValueFactory = static _ => 1 };
    private readonly Option<bool> _forward = new("--forward-only") { Description = "Insert on the given strand only (default: both strands)." };

    private readonly Option<string?> _sketch = new("--sketch") { Description = "A sketch file (.gxs) of the model: the same insertions into it, without a row, beside the model's." };

    public static Command Create()
    {
        var common = new CommonOptions();
        var own = new InsertCommand();
        common.Fasta.Description = "Sequences whose dinucleotide shuffles are the backgrounds (default: uniform random letters).";
        var command = new Command("insert", "What motifs do in backgrounds, alone and two together: insert.tsv, pairs.tsv, insert.npz and pictures.")
        {
            own._motifs, own._motif, own._word, common.Fasta, own._backgrounds, own._asIs, own._length, own._sites, own._positions, own._gap, own._step, own._forward, own._sketch,
        };
        RunOptions.AddTo(command, common, sequences: false);
        command.SetAction((parsed, stop) =>
        {
            Sketch? sketch = parsed.GetValue(own._sketch) is { } path ? SketchFile.Read(path) : null;
            InsertionOptions options = own.OptionsOf(parsed) with { SketchId = sketch?.Id };
            options.Check();
            return RunLauncher.RunAsync(parsed, common, new RunRequest { Method = RunMethod.Insert, Insertion = options }, stop, model =>
            {
                if (sketch is not null) ComparedSketch.Check(sketch, model, "--sketch");
                return own.InputOf(parsed, common, model, sketch?.Function.Domain) with { Sketch = sketch };
            });
        });
        return command;
    }

    private InsertionOptions OptionsOf(ParseResult parsed)
    {
        IReadOnlyList<InsertedMotif> motifs = InsertedMotifs.Of(
            parsed.GetValue(_motifs) is { } path ? MotifReader.ReadFile(path) : null, parsed.GetValue(_motifs) ?? "", parsed.GetValue(_motif), parsed.GetValue(_word), out bool pair);
        return new InsertionOptions
        {
            Motifs = motifs,
            Pair = pair,
            Sampled = InsertedMotifs.IsSampled(parsed.GetValue(_sites)!),
            ForwardOnly = parsed.GetValue(_forward),
            Positions = parsed.GetValue(_positions) is { } text ? InsertedMotifs.Positions(text) : [],
            MostGap = parsed.GetValue(_gap),
            GapStep = parsed.GetValue(_step),
        };
    }

    private SequenceInput InputOf(ParseResult parsed, CommonOptions common, OnnxSequenceModel model, SketchDomain? sketched)
    {
        if (sketched?.Allowed is not null && !parsed.GetValue(_asIs))
            throw new InputException("--sketch: holds or restricts letters, which random backgrounds and shuffles would change. Give backgrounds that have these letters: --fasta FILE --as-is.", "bad-option");
        int count = parsed.GetValue(_backgrounds);
        InsertionBackgrounds.Check(count, parsed.GetValue(_length) ?? 0);
        long seed = parsed.GetValue(common.Seed);
        int? length = parsed.GetValue(_length);
        if (parsed.GetValue(common.Fasta) is { } fasta)
        {
            if (length is not null) throw new InputException("--length: is of random backgrounds; those of --fasta have its length.", "bad-option");
            IEnumerable<NamedSequence> sequences = FastaReader.ReadFile(fasta, model.Alphabet);
            // Read once: backgrounds go through them again and again.
            if (!FastaReader.CanReadAgain(fasta)) sequences = [.. sequences.Take(count)];
            return new SequenceInput(SequenceInput.NameOf(fasta), parsed.GetValue(_asIs) ? sequences.Take(count) : InsertionBackgrounds.Shuffled(sequences, seed, count, model.Alphabet.Count), FastaReader.CanReadAgain(fasta));
        }

        if (parsed.GetValue(_asIs)) throw new InputException("--as-is: says what is done with the sequences of --fasta; name them.", "bad-option");
        int letters = length ?? model.Facts.FixedLength ?? sketched?.Length ?? throw new InputException("insert: the model takes sequences of several lengths. Say with --length how long the backgrounds are, or give sequences by --fasta.", "bad-option");
        if (letters < 1) throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--length {letters}: 1 or more."), "bad-option");
        return new SequenceInput("random backgrounds", InsertionBackgrounds.Random(seed, count, letters, model.Alphabet.Count), true);
    }
}

using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai variants</c>: what each allele of a VCF, or each pair of sequences, does to the prediction.</summary>
internal sealed class VariantsCommand
{
    private readonly Option<string?> _vcf = new("--vcf") { Description = "Variants: VCF, plain or gzip; - for standard input." };
    private readonly Option<string?> _genome = new("--genome") { Description = "The genome of the VCF: plain FASTA. A missing .fai is made." };
    private readonly Option<string?> _pairs = new("--pairs") { Description = "Instead of a VCF: a table of two sequences a line, reference and alternative." };
    private readonly Option<string?> _columns = new("--columns") { Description = "The columns of --pairs, by name or number, e.g. ref_seq,var_seq (default: those that hold sequences)." };
    private readonly Option<string?> _measured = new("--measured") { Description = "A column of --pairs with measured values, by name or number: a picture of effects against them, and their correlation." };
    private readonly Option<int?> _length = new("--length") { Description = "Letters of a window, for a model of any length." };
    private readonly Option<bool> _skip = new("--skip-mismatches") { Description = "List records that do not fit the genome in skipped.tsv instead of stopping." };
    private readonly Option<string> _effect = new("--effect") { Description = "difference, log2-ratio or logit-difference.", DefaultValueFactory = static _ => "difference" };
    private readonly Option<bool> _strands = new("--both-strands") { Description = "Average predictions with those of the reverse complement (doubles the rows)." };

    public static Command Create()
    {
        var common = new CommonOptions();
        var own = new VariantsCommand();
        var command = new Command("variants", "Effects of variants: variants.tsv, variants.npz and a picture of the strongest.")
        {
            own._vcf, own._genome, own._pairs, own._columns, own._measured, own._length, own._skip, own._effect, own._strands,
        };
        RunOptions.AddTo(command, common, sequences: false);
        command.SetAction((parsed, stop) => RunLauncher.RunAsync(parsed, common, new RunRequest
        {
            Method = RunMethod.Variants,
            Measured = parsed.GetValue(own._measured),
            Mutagenesis = new SaturationMutagenesisOptions { Effect = EffectScales.Parse(parsed.GetValue(own._effect)!), BothStrands = parsed.GetValue(own._strands) },
        }, stop, model => own.InputOf(parsed, model)));
        return command;
    }

    private SequenceInput InputOf(ParseResult parsed, OnnxSequenceModel model)
    {
        string? vcf = parsed.GetValue(_vcf), genome = parsed.GetValue(_genome), pairs = parsed.GetValue(_pairs), columns = parsed.GetValue(_columns);
        bool skips = parsed.GetValue(_skip);
        if ((vcf is null) == (pairs is null)) throw Bad("variants: give --vcf and --genome, or --pairs.");
        if (parsed.GetValue(_strands) && model.Alphabet.Complement() is null) throw Bad($"--both-strands: the model's letters {model.Alphabet} have no complements.");
        if (pairs is not null)
        {
            if (genome is not null || skips || parsed.GetValue(_length) is not null) throw Bad("--pairs: holds whole sequences; --genome, --length and --skip-mismatches go with --vcf.");
            return new SequenceInput(SequenceInput.NameOf(pairs), SequencePairs.ReadFile(pairs, model.Alphabet, columns, parsed.GetValue(_measured)), FastaReader.CanReadAgain(pairs));
        }

        if (columns is not null) throw Bad("--columns: goes with --pairs.");
        if (parsed.GetValue(_measured) is not null) throw Bad("--measured: names a column of --pairs.");
        if (genome is null) throw Bad($"--vcf {vcf}: say with --genome which FASTA file its positions count in.");
        int length = LengthOf(parsed.GetValue(_length), model.Facts);
        return new SequenceInput(SequenceInput.NameOf(vcf!), VariantWindows.ReadFiles(vcf!, genome, model.Alphabet, length, skips), FastaReader.CanReadAgain(vcf!)) { Genome = genome };
    }

    private static int LengthOf(int? chosen, ModelFacts facts)
    {
        int length = chosen ?? facts.FixedLength ?? throw Bad("--vcf: the model takes sequences of several lengths. Say with --length how long the windows are.");
        if (length < 1) throw Bad($"--length {length}: 1 or more.");
        facts.CheckLength(length, "--length");
        return length;
    }

    private static InputException Bad(string message) => new(message, "bad-option");
}

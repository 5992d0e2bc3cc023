using System.CommandLine;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai model verify</c>: is this export the model a person thinks it is?</summary>
internal static class ModelVerifyCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var model = new Argument<string>("model") { Description = "An .onnx file, or a registered id." };
        var expected = new Option<string>("--expected") { Description = "TSV with a header: a column \"sequence\" (or \"id\" with --fasta) and one named as the target, \"prediction\" or \"expected\".", Required = true };
        var fasta = new Option<string?>("--fasta") { Description = "The sequences of the ids." };
        var tolerance = new Option<double>("--tolerance") { Description = "Largest difference, relative to 1 + |expected|.", DefaultValueFactory = static _ => 1e-4 };
        var command = new Command("verify", "Compare the model's predictions with a table of known ones.")
        {
            model, expected, fasta, tolerance, common.Manifest, common.Alphabet, common.Target, common.Threads, common.Provider, common.Home,
        };
        command.SetAction(parsed =>
        {
            LoadedModel loaded = ModelHome.Open(parsed.GetValue(common.Home)).Load(parsed.GetValue(model)!, parsed.GetValue(common.Manifest), parsed.GetValue(common.Alphabet));
            ModelOptions options = common.ModelOptionsOf(parsed);
            using OnnxSequenceModel open = loaded.Open(parsed.GetValue(common.Target) ?? [], options);
            return Compare(open, ExpectedTable.Read(parsed.GetValue(expected)!, parsed.GetValue(fasta), open), parsed.GetValue(tolerance), options.Threads);
        });
        return command;
    }

    private static int Compare(OnnxSequenceModel model, ExpectedTable table, double tolerance, int threads)
    {
        if (!(tolerance > 0)) throw new InputException($"--tolerance {tolerance}: must be above 0.", "bad-option");
        float[] predictions = RowPredictor.Predict(model, new ListRows(table.Sequences), 64, threads);
        double worst = 0;
        int worstRow = 0, beyond = 0;
        for (int i = 0; i < predictions.Length; i++)
        {
            double difference = Math.Abs(predictions[i] - table.Values[i]) / (1 + Math.Abs(table.Values[i]));
            if (!(difference <= tolerance)) beyond++;
            if (difference > worst || double.IsNaN(difference)) (worst, worstRow) = (double.IsNaN(difference) ? double.PositiveInfinity : difference, i);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{predictions.Length} predictions of {model.Targets[0]}: {predictions.Length - beyond} agree, {beyond} differ by more than {tolerance:G3} of 1 + |expected|"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"largest difference: {table.Sequences[worstRow].Id} (line {table.Sequences[worstRow].Line}), predicted {predictions[worstRow]:G9}, expected {table.Values[worstRow]:G9}"));
        Console.WriteLine(beyond == 0
            ? "verified: the model gives the expected predictions"
            : "not verified: check letter order, axis order, flanks, the target and its transform in the manifest");
        return beyond == 0 ? 0 : 1;
    }

    private sealed class ListRows(IReadOnlyList<NamedSequence> sequences) : RowSource
    {
        public override int Count => sequences.Count;

        public override int LengthOf(int row) => sequences[row].Length;

        public override void Fill(int first, int count, Span<byte> letters)
        {
            for (int i = 0, at = 0; i < count; at += sequences[first + i].Length, i++) sequences[first + i].Letters.CopyTo(letters[at..]);
        }
    }
}

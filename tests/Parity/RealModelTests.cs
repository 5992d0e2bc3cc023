using System.Globalization;
using System.Text.Json;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Tests.Local;

namespace GenoXai.Tests.Parity;

/// <summary>Published models beside the repository: their authors' figures, and what ONNX Runtime gave for them elsewhere.</summary>
public sealed class RealModelTests
{
    [SharedTheory("models/aparent2_logodds.onnx", "models/aparent2_logodds.example.json")]
    [InlineData("aparent2_logodds")]
    [InlineData("deepatt_yeast_promoter")]
    [InlineData("framepool_50nt")]
    [InlineData("framepool_combined_residual")]
    [InlineData("mmsplice_acceptor_53nt")]
    [InlineData("mmsplice_donor_18nt")]
    public void Predict_OfAPublishedModel_GivesItsRecordedOutputs(string name)
    {
        using JsonDocument example = JsonDocument.Parse(File.ReadAllText(SharedFactAttribute.Path($"models/{name}.example.json")));
        string[] sequences = [.. example.RootElement.GetProperty("sequences").EnumerateArray().Select(static s => s.GetString()!)];
        LoadedModel loaded = ModelLoader.Load(SharedFactAttribute.Path($"models/{name}.onnx"));
        int compared = 0;
        foreach (JsonProperty output in example.RootElement.GetProperty("outputs").EnumerateObject())
        {
            int width = output.Value.GetProperty("shape")[1].GetInt32();
            float[] expected = [.. output.Value.GetProperty("values").EnumerateArray().Select(static v => v.GetSingle())];
            string[] targets = [.. Enumerable.Range(0, width).Select(i => $"{output.Name}[{i}]")];
            using OnnxSequenceModel model = loaded.Open(targets, new ModelOptions());
            float[] actual = Predict(model, sequences);
            for (int i = 0; i < expected.Length; i++, compared++)
                Assert.Equal(expected[i], actual[i], 1e-4f * (1 + Math.Abs(expected[i])));
        }

        Assert.True(compared >= sequences.Length);
    }

    [SharedFact("models/aparent2_logodds.onnx", "data/aparent2_examples.tsv")]
    public void Ism_OfAparent2_GivesThePublishedVariantEffects()
    {
        using OnnxSequenceModel model = ModelLoader.Load(SharedFactAttribute.Path("models/aparent2_logodds.onnx")).Open(["isoform_logodds"], new ModelOptions());
        int compared = 0;
        foreach (string line in File.ReadLines(SharedFactAttribute.Path("data/aparent2_examples.tsv")).Skip(1))
        {
            string[] cells = line.Split('\t');
            int position = Enumerable.Range(0, cells[1].Length).Single(i => cells[1][i] != cells[2][i]);
            var sequence = new NamedSequence(cells[0], model.Alphabet.Parse(cells[1]));
            var options = new SaturationMutagenesisOptions { Range = new SequenceRange(position, position + 1) };
            float[] predictions = RowPredictor.Predict(model, new MutagenesisRows([sequence], model.Alphabet, options), 4, 1);
            var map = new float[4 * sequence.Length];
            SaturationMutagenesis.Effects(sequence, model.Alphabet, options, predictions, 0, 1, map);
            int letter = model.Alphabet.Letters.IndexOf(cells[2][position], StringComparison.Ordinal);
            Assert.Equal(float.Parse(cells[3], CultureInfo.InvariantCulture), map[letter * sequence.Length + position], 1e-4f);
            compared++;
        }

        Assert.Equal(3, compared);
    }

    [SharedFact("models/mmsplice_donor_18nt.onnx")]
    public void Sketch_OfTheDonorModelWithFiveThousandRows_ExplainsMostOfIt()
    {
        using var folder = new TemporaryFolder();
        ProcessResult result = GenoXaiProcess.Run(
            "sketch", "--model", SharedFactAttribute.Path("models/mmsplice_donor_18nt.onnx"), "--target", "logit", "--budget", "5000", "--whole-budget", "--out", folder.Path("out"));
        Assert.True(result.ExitCode == 0, result.Error);
        using FileStream stream = File.OpenRead(folder.Path($"out/{RunKeys.Record}"));
        RunRecord record = RunRecordFile.Read(stream, RunKeys.Record);
        Assert.InRange(record.GetDouble("r2"), 0.85, 1);
        Assert.InRange(record.GetInt64("model_rows"), 1, 5000);
    }

    private static float[] Predict(OnnxSequenceModel model, string[] sequences)
    {
        using ModelBatch batch = model.CreateBatch(sequences.Length, sequences[0].Length);
        batch.Rows = sequences.Length;
        for (int i = 0; i < sequences.Length; i++) model.Alphabet.Parse(sequences[i]).CopyTo(batch.Letters, i * batch.Length);
        var predictions = new float[sequences.Length * model.Targets.Count];
        model.Predict(batch, predictions);
        return predictions;
    }
}

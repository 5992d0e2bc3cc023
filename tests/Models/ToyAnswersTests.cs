using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Tests.Models;

/// <summary>Every toy model of tests/ToyModels against answers worked out by hand, in batches and one by one.</summary>
public sealed class ToyAnswersTests
{
    private static readonly string Folder = FindFolder();

    public static TheoryData<string> Models { get; } = [.. Answers().Select(static a => a.Model).Distinct()];

    [Theory]
    [MemberData(nameof(Models))]
    public void Predict_OfAToyModel_GivesTheAnswersByHand(string name)
    {
        if (name == "token_ids")
        {
            Assert.Contains("one-hot", Assert.Throws<InputException>(() => ModelLoader.Load(Path.Combine(Folder, "token_ids.onnx"))).Message, StringComparison.Ordinal);
            return;
        }

        LoadedModel loaded = name == "two_inputs" ? TwoInputs() : ModelLoader.Load(Path.Combine(Folder, name + ".onnx"));
        foreach (IGrouping<string, Answer> target in Answers().Where(a => a.Model == name).GroupBy(static a => a.Target))
        {
            using OnnxSequenceModel model = loaded.Open([target.Key], new ModelOptions { Threads = 2 });
            foreach (int batch in new[] { 1, 2, 100 })
                foreach (IGrouping<int, Answer> length in target.GroupBy(static a => a.Sequence.Length))
                    AssertAnswers(model, [.. length], batch);
        }
    }

    [Theory]
    [InlineData("rank2_wrong", "rank 2")]
    [InlineData("ambiguous", "NCL or NLC")]
    [InlineData("bad_domain", "evil.custom")]
    [InlineData("external_outside", "../outside.bin")]
    public void Load_OfAToyThatMustBeRefused_SaysWhy(string name, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => ModelLoader.Load(Path.Combine(Folder, name + ".onnx"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Predict_InAnotherOrderOfLetters_ReadsThePermutedModel()
    {
        // The model's third column is said to be T and its fourth G: a sequence with G and T exchanged gives what ACGT gives.
        using OnnxSequenceModel model = ModelLoader.Load(Path.Combine(Folder, "additive.onnx"), alphabet: "ACTG").Open([], new ModelOptions());
        AssertAnswers(model, [.. Answers().Where(static a => a.Model == "additive").Select(static a => a with { Sequence = Exchanged(a.Sequence) })], 3);
    }

    private static string Exchanged(string sequence) => string.Concat(sequence.Select(static c => c switch { 'G' => 'T', 'T' => 'G', _ => c }));

    private static void AssertAnswers(OnnxSequenceModel model, Answer[] answers, int batchRows)
    {
        int length = answers[0].Sequence.Length;
        using ModelBatch batch = model.CreateBatch(batchRows, length);
        for (int first = 0; first < answers.Length; first += batchRows)
        {
            batch.Rows = Math.Min(batchRows, answers.Length - first);
            for (int i = 0; i < batch.Rows; i++) model.Alphabet.Parse(answers[first + i].Sequence).CopyTo(batch.Letters, i * length);
            var predictions = new float[batch.Rows];
            model.Predict(batch, predictions);
            for (int i = 0; i < batch.Rows; i++) Assert.Equal(answers[first + i].Value, predictions[i], 1e-4);
        }
    }

    private static LoadedModel TwoInputs()
    {
        string manifest = Path.GetTempFileName();
        File.WriteAllText(manifest, """{"id":"two","input":{"name":"sequence","axes":"NLC"},"constants":[{"name":"library","shape":[3],"values":[1,2,3]}]}""");
        try
        {
            return ModelLoader.Load(Path.Combine(Folder, "two_inputs.onnx"), manifest);
        }
        finally
        {
            File.Delete(manifest);
        }
    }

    private static IEnumerable<Answer> Answers()
    {
        foreach (string line in File.ReadLines(Path.Combine(Folder, "answers.tsv")).Skip(1))
        {
            string[] cells = line.Split('\t');
            yield return new Answer(cells[0], cells[1], $"{cells[2]}[{cells[3]}]", cells[4] == "nan" ? double.NaN : double.Parse(cells[4], CultureInfo.InvariantCulture));
        }
    }

    private static string FindFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GenoXaiFunctions.sln"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "ToyModels");
    }

    private sealed record Answer(string Model, string Sequence, string Target, double Value);
}

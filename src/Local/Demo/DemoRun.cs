using System.Diagnostics;
using System.Globalization;
using System.Text;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Commands;
using GenoXai.Local.Reports;
using GenoXai.Local.Running;

namespace GenoXai.Local.Demo;

/// <summary>The demo: the same commands a person would give, one after the other, on a model whose truth is known.</summary>
internal sealed class DemoRun
{
    /// <summary>The sketch's budget; a twentieth of it is for questions of the decoder.</summary>
    public const int Budget = 5_000;

    private const int Steps = 6;
    private const string Indent = "      ";
    private const double TimingSeconds = 0.5;

    // How many sequences of each group ISM is run on: most where both words act together.
    private static readonly (string Group, int Count)[] Chosen = [("both", 6), ("wrong", 2), ("a", 2), ("b", 2)];

    private readonly DemoFolder _folder;
    private readonly int _threads;
    private readonly DemoTruth _truth = DemoTruth.Read(DemoContent.Read(DemoContent.Truth));
    private int _step;

    private DemoRun(DemoFolder folder, int threads) => (_folder, _threads) = (folder, threads);

    /// <summary>Runs the demo.</summary>
    /// <returns>Path of the report.</returns>
    public static async Task<string> RunAsync(string path, int threads, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        string identity = $"{RunIdentity.Version} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(DemoContent.Read(DemoContent.Model)))} {Budget}\n";
        DemoFolder folder = DemoFolder.Open(path, identity);
        var run = new DemoRun(folder, threads);
        if (folder.Resumed) Console.WriteLine("Going on with the demo that was interrupted; what is finished is not done again.");
        DemoResults results = await run.RunAsync(cancellationToken);
        var findings = new DemoFindings(results);
        run.Say("Compare with the truth", "Only a demo knows what was planted. A real model's explanations can be compared with each other and with new rows, as here, but not with a truth.");
        ReportCommand.Save(DemoReport.Build(results, findings), folder.ReportPath);
        folder.Finish(DemoRecord.Of(results, findings, watch.Elapsed.TotalSeconds));
        foreach (string line in DemoSummary.Lines(results, findings)) Console.WriteLine(Indent + line);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {watch.Elapsed.TotalSeconds:F1} s. Open the report in a browser:"));
        return folder.ReportPath;
    }

    private async Task<DemoResults> RunAsync(CancellationToken cancellationToken)
    {
        foreach (string name in DemoContent.Names) _folder.Write("input/" + name, DemoContent.Read(name));
        using OnnxSequenceModel model = await RegisterAsync(cancellationToken);
        string all = _folder.Path("input/" + DemoContent.Sequences);
        NamedSequence[] sequences = [.. FastaReader.ReadFile(all, model.Alphabet)];
        NamedSequence[] few = [.. Chosen.SelectMany(c => sequences.Where(s => _truth.Of(s.Id).Group == c.Group).Take(c.Count))];
        string some = _folder.Write("input/ism.fa", Encoding.UTF8.GetBytes(string.Concat(few.Select(s => $">{s.Id}\n{model.Alphabet.Format(s.Letters)}\n"))));

        Say($"Predict {sequences.Length} sequences", $"{_truth.Motifs[0].Word} and {_truth.Motifs[1].Word} are hidden in them: both, one or neither.");
        RunRecord predict = await RunAsync(new RunRequest { Method = RunMethod.Predict }, model, all, "predict", cancellationToken);
        Say($"In-silico mutagenesis of {few.Length} sequences", "Every letter is replaced by every other and the model is asked again: exact, and paid for every sequence.");
        RunRecord ism = await RunAsync(new RunRequest { Method = RunMethod.Ism }, model, some, "ism", cancellationToken);
        Say("Sketch the model", $"At most {ReportText.Count(Budget)} random sequences are shown to the model once. From its answers its rule is written down as tables (SHAP zero).");
        RunRecord sketchRun = await RunAsync(new RunRequest { Method = RunMethod.Sketch, Sketch = new SketchRequest { Budget = Budget } }, model, "", "sketch", cancellationToken);
        Say($"Query the sketch for {sequences.Length} sequences", "Shapley values and interactions are read from the tables. The model is not asked again.");
        Sketch sketch = SketchFile.Read(_folder.Path("sketch/sketch.gxs"));
        var request = new QueryRequest { Sketch = sketch, SketchPath = _folder.Path("sketch/sketch.gxs"), Input = SequenceInput.Fasta(all, sketch.Function.Domain.Alphabet), Index = new HarsanyiDividend(), Threads = _threads };
        RunSummary query = await QueryRun.RunAsync(request, _folder.Path("query"), overwrite: true, cancellationToken);
        Console.WriteLine(Indent + Result(query));

        var ask = new SketchQuery(sketch, null, new QueryOptions { Threads = 1 });
        return new DemoResults
        {
            Truth = _truth,
            Sketch = sketch,
            Mutated = ReadMutagenesis(few, model.Alphabet),
            Explained = Explain(ask, sequences),
            QueryTime = Time(ask, sequences),
            TestModel = ReadTest("test_model"),
            TestSketch = ReadTest("test_sketch"),
            Predict = predict,
            Ism = ism,
            SketchRun = sketchRun,
            Query = query.Record,
            Resumed = _folder.Resumed,
        };
    }

    private async Task<OnnxSequenceModel> RegisterAsync(CancellationToken cancellationToken)
    {
        Say("Register the model", "A small convolutional network that reads 48 letters and gives one number. It ships with genoxai; it was trained on invented sequences, so the truth is known.");
        ModelHome home = ModelHome.Open(_folder.Path("home"));
        ModelManifest manifest = await home.AddAsync(ModelLoader.Load(_folder.Path("input/" + DemoContent.Model)), null, overwrite: true, cancellationToken);
        Console.WriteLine($"{Indent}{manifest.Id}, {ReportText.Number(new FileInfo(_folder.Path("input/" + DemoContent.Model)).Length / 1024.0)} KB, target {manifest.Targets[0].Name}");
        return home.Load(manifest.Id).Open([], new ModelOptions { Threads = _threads });
    }

    private async Task<RunRecord> RunAsync(RunRequest request, OnnxSequenceModel model, string source, string name, CancellationToken cancellationToken)
    {
        // As the command line says it, so that the commands on the report's page find these results.
        if (!RunRequest.DrawsPictures(request.Method)) request = request with { Pictures = 0 };
        var folder = new RunFolder(_folder.Path(name), _folder.ReplaceRuns);
        RunSummary summary = await RunLauncher.RunAsync(request, model, source.Length > 0 ? SequenceInput.Fasta(source, model.Alphabet) : SequenceInput.None, folder, _threads, cancellationToken, Indent);
        Console.WriteLine(Indent + Result(summary));
        return summary.Record;
    }

    private static string Result(RunSummary summary) => summary.Text.Split(". Results:")[0] + ".";

    private void Say(string title, string why)
    {
        Console.WriteLine($"{++_step}/{Steps}  {title}");
        Console.WriteLine(Indent + why);
    }

    private List<MutatedSequence> ReadMutagenesis(NamedSequence[] sequences, Alphabet alphabet)
    {
        string path = _folder.Path("ism/ism.npz");
        using var npz = new NpzReader(File.OpenRead(path), path);
        float[] references = npz.Read<float>("reference_prediction").Values, values = npz.Read<float>("values").Values;
        var mutated = new List<MutatedSequence>();
        for (int n = 0; n < sequences.Length; n++)
        {
            int cells = alphabet.Count * sequences[n].Length;
            float[] map = values[(n * cells)..((n + 1) * cells)];
            var mean = new float[sequences[n].Length];
            SaturationMutagenesis.MeanEffect(sequences[n], map, alphabet.Count, mean);
            mutated.Add(new MutatedSequence(sequences[n], map, mean, references[n]));
        }

        return mutated;
    }

    private List<ExplainedSequence> Explain(SketchQuery ask, NamedSequence[] sequences)
    {
        string path = _folder.Path("predict/predict.npz");
        using var npz = new NpzReader(File.OpenRead(path), path);
        float[] predictions = npz.Read<float>("prediction").Values;
        Explanation[] explanations = ask.Explain(sequences, int.MaxValue);
        return [.. sequences.Select((s, i) => new ExplainedSequence(s, _truth.Of(s.Id), explanations[i], predictions[i]))];
    }

    private double[] ReadTest(string array)
    {
        string path = _folder.Path("sketch/sketch.npz");
        using var npz = new NpzReader(File.OpenRead(path), path);
        return npz.Read<double>(array).Values;
    }

    /// <summary>Times the Shapley values of a large batch on one core; the best of a few passes, since others may use the machine too.</summary>
    private static QueryTime Time(SketchQuery ask, NamedSequence[] sequences)
    {
        const int copies = 50;
        int rows = copies * sequences.Length;
        byte[] letters = [.. Enumerable.Repeat(sequences, copies).SelectMany(static all => all).SelectMany(static s => s.Letters)];
        var phi = new double[letters.Length];
        var predictions = new double[rows];
        var watch = Stopwatch.StartNew();
        double best = double.PositiveInfinity;
        long timed = 0;
        do
        {
            double start = watch.Elapsed.TotalSeconds;
            ask.Explain(letters, rows, phi, predictions);
            best = Math.Min(best, watch.Elapsed.TotalSeconds - start);
            timed += rows;
        }
        while (watch.Elapsed.TotalSeconds < TimingSeconds);
        return new QueryTime(best / rows, timed);
    }
}

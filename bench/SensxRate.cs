using System.Diagnostics;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Bench;

/// <summary>Rows a second of walks against a bare loop that shows the same full batch to ONNX Runtime again and again, in turn on one thread.</summary>
internal static class SensxRate
{
    private const int Turns = 10, FillTurns = 60;

    public static void Run(string path, string data, int steps)
    {
        using var model = OnnxVectorModel.Load(path, ["0"], new ModelOptions { Threads = 1 });
        using var reader = new NpyReader(File.OpenRead(data), data);
        float[] values = reader.ReadAll<float>().Values, x = values.AsSpan(0, model.Width).ToArray();
        int batchRows = ChunkSizes.Of(model.Facts, new RunRequest { Method = RunMethod.Sensx }).BatchRows;
        PerturbationBox box = values.Length > model.Width ? PerturbationBox.FromData(values, model.Width) : PerturbationBox.Unit(model.Width);
        // A stretch of a walk: the other features stay.
        var labels = new int[model.Width];
        Array.Fill(labels, -1);
        for (int i = 0; i < steps; i++) labels[(int)((long)i * model.Width / steps)] = i;
        var groups = FeatureGroups.FromLabels(box, labels);
        using VectorBatch batch = model.CreateBatch(batchRows);
        batch.Rows = batchRows;
        for (int slot = 0; slot < batchRows; slot++) x.CopyTo(batch.Row(slot));
        var answer = new float[batchRows];
        double walked = 0, bare = 0;
        long walkedRows = 0, bareRows = 0;
        for (int turn = -1; turn < Turns; turn++)
        {
            var watch = Stopwatch.StartNew();
            long rows = RandomWalks.Run(model, x, box, 1, groups, turn + 1, 1, 1, batchRows, static (_, _, _, _) => { });
            double first = watch.Elapsed.TotalSeconds;
            watch.Restart();
            long shown = 0;
            for (; shown < rows; shown += batchRows) model.Predict(batch, answer);
            if (turn < 0) continue;
            (walked, bare, walkedRows, bareRows) = (walked + first, bare + watch.Elapsed.TotalSeconds, walkedRows + rows, bareRows + shown);
        }

        double walkRate = walkedRows / walked, bareRate = bareRows / bare;
        SensxBenchmark.Line($"{Path.GetFileName(path)}: {model.Width:N0} features, batch {batchRows}: walks {walkRate:N0} rows/s, bare loop {bareRate:N0} rows/s, ratio {walkRate / bareRate:F3}; peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0:N0} MiB");
    }

    /// <summary>A narrow model: walks input by input, walks of several inputs in one batch, and profiles, against the bare loop on full batches.</summary>
    public static void Fill(string path, string data, int walks)
    {
        using var model = OnnxVectorModel.Load(path, ["0"], new ModelOptions { Threads = 1 });
        using var reader = new NpyReader(File.OpenRead(data), data);
        float[] values = reader.ReadAll<float>().Values;
        int width = model.Width, rows = walks * (width + 1), batchRows = ChunkSizes.Of(model.Facts, new RunRequest { Method = RunMethod.Sensx }).BatchRows;
        float[][] points = [.. Enumerable.Range(0, Math.Clamp(100_000 / rows, 1, values.Length / width)).Select(n => values.AsSpan(n * width, width).ToArray())];
        var box = PerturbationBox.FromData(values, width);
        var groups = FeatureGroups.Singles(box);
        using VectorBatch batch = model.CreateBatch(batchRows);
        batch.Rows = batchRows;
        for (int slot = 0; slot < batchRows; slot++) points[0].CopyTo(batch.Row(slot));
        var answer = new float[batchRows];
        // As many inputs as fill four batches, as a run takes them.
        WalkBlock[][] lanes = [.. points.Select(x => new WalkBlock(x, 1, 0, walks, new ElementaryEffects(groups, 1).Add)).Chunk(Math.Max(1, (4 * batchRows + rows - 1) / rows))];
        (string Name, Func<long> Work, List<double> Rates)[] kinds =
        [
            ("bare loop", Bare, []),
            ("walks, input by input", () => points.Sum(x => RandomWalks.Run(model, x, box, 1, groups, 0, walks, 1, batchRows, new ElementaryEffects(groups, 1).Add)), []),
            ("walks of several inputs together", () => lanes.Sum(lane => RandomWalks.Run(model, box, groups, lane, 1, batchRows).Sum()), []),
            ("profile, 1,000 samples a point", Profile, []),
        ];
        for (int turn = -10; turn < FillTurns; turn++)
        {
            foreach ((_, Func<long> work, List<double> rates) in kinds)
            {
                var watch = Stopwatch.StartNew();
                long shown = work();
                if (turn >= 0) rates.Add(shown / watch.Elapsed.TotalSeconds);
            }
        }

        // The best turn: what else the machine does only slows.
        double bare = kinds[0].Rates.Max();
        SensxBenchmark.Line($"{Path.GetFileName(path)}: {width:N0} features, {walks} walks an input ({rows:N0} rows), batch {batchRows}; best of {FillTurns} turns on one thread");
        foreach ((string name, _, List<double> rates) in kinds) SensxBenchmark.Line($"| {name} | {rates.Max():N0} rows/s | {rates.Max() / bare:F3} |");

        long Bare()
        {
            long shown = 0;
            for (; shown < 100_000; shown += batchRows) model.Predict(batch, answer);
            return shown;
        }

        long Profile()
        {
            StabilityProfile profile = StabilityProfile.Compute(model, points[0], box, groups, StabilityProfile.LinearGrid(), 1000, 1, batchRows);
            return 1000 * profile.Deltas.Count + 1;
        }
    }
}

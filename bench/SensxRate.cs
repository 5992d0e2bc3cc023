using System.Diagnostics;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Bench;

/// <summary>Rows a second of walks against a bare loop that shows the same full batch to ONNX Runtime again and again, in turn on one thread.</summary>
internal static class SensxRate
{
    private const int Turns = 10;

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
}

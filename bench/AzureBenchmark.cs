using System.Globalization;
using GenoXai.Bench.Simulation;
using GenoXai.Core.Results;

namespace GenoXai.Bench;

/// <summary>
/// How runs of many rows would go in Azure: the real plan and orchestrators in virtual time, over assumed speeds,
/// limits and prices.
/// </summary>
internal static class AzureBenchmark
{
    private static readonly long[] Rows = [100_000, 10_000_000, 1_000_000_000];
    private static readonly int[] Replicas = [1, 4, 10, 30, 100];

    public static int Run(string[] arguments)
    {
        string? picture = null;
        var options = new SimulationOptions();
        for (int at = 0; at + 1 < arguments.Length; at += 2)
        {
            if (arguments[at] == "--picture") picture = arguments[at + 1];
            else if (With(options, arguments[at], arguments[at + 1]) is { } changed) options = changed;
            else return Usage();
        }

        if (arguments.Length % 2 != 0) return Usage();
        Console.WriteLine(options);
        Console.WriteLine();
        Console.WriteLine("| model rows | GPU replicas | chunks | wall time | GPU hours paid | GPU busy | longest history | largest payload | scheduler actions | storage reads / writes | lost replicas / retries | cost per million rows | where the time goes |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        var lines = new List<ChartLine>();
        foreach (long rows in Rows)
        {
            var hours = new List<double>();
            foreach (int replicas in Replicas)
            {
                SimulationOptions of = options with { Rows = rows, Replicas = replicas };
                SimulationFigures figures = SimulatedHub.Run(of);
                hours.Add(figures.WallSeconds / 3600);
                Console.WriteLine(Line(of, figures));
            }

            lines.Add(new ChartLine(rows.ToString("N0", CultureInfo.InvariantCulture) + " rows", [.. Replicas.Select(static r => (double)r)], [.. hours]));
        }

        if (picture is not null)
        {
            using FileStream file = File.Create(picture);
            new LinePicture
            {
                Title = "Simulated wall time of a run in Azure",
                Subtitle = FormattableString.Invariant($"{options.RowsPerSecond:N0} rows/s a GPU, {options.StartSeconds:0} s to start a replica"),
                XName = "GPU replicas, at most",
                YName = "hours",
                Lines = lines,
                LogarithmicX = true,
                LogarithmicY = true,
            }.Write(file);
        }

        return 0;
    }

    private static string Line(SimulationOptions options, SimulationFigures figures) => string.Create(CultureInfo.InvariantCulture,
        $"| {options.Rows:N0} | {options.Replicas} | {figures.Chunks:N0} | {Time(figures.WallSeconds)} | {figures.GpuSeconds / 3600:0.00} | {figures.GpuBusySeconds / figures.GpuSeconds:0%} | {figures.LongestHistory} events | {figures.LargestPayload / 1024.0:0.0} KiB | {figures.Actions:N0} | {figures.StorageReads:N0} / {figures.StorageWrites:N0} | {figures.Preemptions} / {figures.Retries} | {figures.CostOf(options) / options.Rows * 1e6:0.000} | {figures.BottleneckOf(options)} |");

    private static string Time(double seconds) => seconds < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s")
        : seconds < 7200 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min") : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h");

    private static SimulationOptions? With(SimulationOptions options, string name, string text)
    {
        if (!double.TryParse(text, CultureInfo.InvariantCulture, out double value) || !(value >= 0) || double.IsInfinity(value)) return null;
        return name switch
        {
            "--rows-per-second" when value > 0 => options with { RowsPerSecond = value },
            "--chunk-rows" when value is >= 1 and <= 65_536 => options with { ChunkRows = (int)value },
            "--start-seconds" => options with { StartSeconds = value },
            "--preemptions-per-hour" => options with { PreemptionsPerHour = value },
            "--failure-share" when value < 1 => options with { FailureShare = value },
            "--actions-per-second" when value > 0 => options with { ActionsPerSecond = value },
            "--gpu-second-price" => options with { GpuSecondPrice = value },
            "--million-actions-price" => options with { MillionActionsPrice = value },
            "--ten-thousand-writes-price" => options with { TenThousandWritesPrice = value },
            _ => null,
        };
    }

    private static int Usage()
    {
        Console.Error.WriteLine(
            "azure [--rows-per-second N] [--chunk-rows N] [--start-seconds N] [--preemptions-per-hour N] [--failure-share N] [--actions-per-second N] "
            + "[--gpu-second-price N] [--million-actions-price N] [--ten-thousand-writes-price N] [--picture FILE.svg]: numbers from 0 up.");
        return 2;
    }
}

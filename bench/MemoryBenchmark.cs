using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Numerics;

namespace GenoXai.Bench;

/// <summary>
/// Peak memory of whole <c>genoxai ism</c> processes on more and more sequences, against a process that
/// loads and warms the same model for a single one. Linux. Arguments: <c>genoxai.dll MODEL.onnx[:target] N …</c>.
/// </summary>
internal static class MemoryBenchmark
{
    public static int Run(string[] arguments)
    {
        if (arguments.Length < 3)
        {
            Console.Error.WriteLine("Give: genoxai.dll MODEL.onnx[:target] N …");
            return 2;
        }

        string[] parts = arguments[1].Split(':');
        int length = ModelLoader.Load(parts[0]).Manifest.Input.Length ?? 100;
        string folder = Directory.CreateTempSubdirectory("genoxai-memory-").FullName;
        (long baseline, _) = Peak(arguments[0], parts, length, 1, folder);
        Console.WriteLine("| model | sequences | peak, MB | above one sequence, MB | seconds |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (string count in arguments[2..])
        {
            (long peak, double seconds) = Peak(arguments[0], parts, length, int.Parse(count, CultureInfo.InvariantCulture), folder);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {Path.GetFileNameWithoutExtension(parts[0])} | {count} | {peak / 1024.0:F0} | {(peak - baseline) / 1024.0:F0} | {seconds:F1} |"));
        }

        Directory.Delete(folder, true);
        return 0;
    }

    private static (long PeakKilobytes, double Seconds) Peak(string program, string[] model, int length, int sequences, string folder)
    {
        string fasta = Path.Combine(folder, $"{sequences}.fa"), output = Path.Combine(folder, $"out-{sequences}");
        var random = SeededRandom.Stream(1, "memory");
        using (var writer = new StreamWriter(fasta))
        {
            for (int i = 0; i < sequences; i++)
            {
                writer.Write($">s{i}\n");
                for (int j = 0; j < length; j++) writer.Write("ACGT"[random.NextInt(4)]);
                writer.Write('\n');
            }
        }

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "exec", program, "ism", "--model", model[0], "--fasta", fasta, "--out", output }) start.ArgumentList.Add(argument);
        if (model.Length > 1)
        {
            start.ArgumentList.Add("--target");
            start.ArgumentList.Add(model[1]);
        }

        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        Task<string> read = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(5)) peak = Math.Max(peak, HighWater(process.Id));
        Task.WaitAll(read, errors);
        return process.ExitCode == 0 ? (peak, watch.Elapsed.TotalSeconds) : throw new InvalidOperationException(errors.Result);
    }

    private static long HighWater(int process)
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{process}/status"))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) return long.Parse(line.AsSpan(6).Trim(" kB\t"), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended between two looks.
        }

        return 0;
    }
}

namespace GenoXai.Bench;

/// <summary>Benchmarks by name: <c>dotnet run --project bench -c Release -- NAME</c>.</summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<string[], int>> Benchmarks = new(StringComparer.Ordinal)
    {
        ["azure"] = AzureBenchmark.Run,
        ["bands"] = BandsBenchmark.Run,
        ["bands-models"] = BandsModelsBenchmark.Run,
        ["decoder"] = DecoderBenchmark.Run,
        ["gradient"] = GradientBenchmark.Run,
        ["ism"] = IsmBenchmark.Run,
        ["long"] = LongBenchmark.Run,
        ["memory"] = MemoryBenchmark.Run,
        ["peeling"] = PeelingBenchmark.Run,
        ["peers"] = PeersBenchmark.Run,
        ["sensx"] = SensxBenchmark.Run,
        ["stream"] = StreamBenchmark.Run,
        ["query"] = static _ =>
        {
            QueryBenchmark.Run(Console.Out);
            return 0;
        },
        ["taylor"] = TaylorBenchmark.Run,
        ["transform"] = TransformBenchmark.Run,
    };

    private static int Main(string[] arguments)
    {
        if (arguments.Length > 0 && Benchmarks.TryGetValue(arguments[0], out Func<string[], int>? run)) return run(arguments[1..]);
        Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", Benchmarks.Keys)}.");
        return 2;
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GenoXai.Functions.Telemetry;

/// <summary>
/// What the worker says of its work to whoever listens: how much, how long, where. Never of whom or of what: no id,
/// no name, no letter, and no message, since messages quote what people sent.
/// </summary>
internal static class WorkTelemetry
{
    /// <summary>Name of the spans' source and of the measures.</summary>
    public const string Name = "GenoXai";

    private static readonly Meter Meter = new(Name);

    /// <summary>A span for each piece of work.</summary>
    public static ActivitySource Spans { get; } = new(Name);

    /// <summary>Rows shown to the model; those of an earlier attempt are not among them.</summary>
    public static Counter<long> ModelRows { get; } = Meter.CreateCounter<long>("genoxai.model.rows", "{row}", "Rows shown to the model.");

    /// <summary>Seconds of a piece of work, without the wait for its turn at the model.</summary>
    public static Histogram<double> WorkSeconds { get; } = Meter.CreateHistogram(
        "genoxai.work.duration", "s", "Time of an import, a chunk of model rows, a decoding or a merge.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000] });

    private static Histogram<double> WaitSeconds { get; } = Meter.CreateHistogram(
        "genoxai.run.wait", "s", "Time from a run's post to its start.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000] });

    /// <summary>Notes how long a run waited.</summary>
    public static void Waited(TimeSpan wait) => WaitSeconds.Record(Math.Max(0, wait.TotalSeconds));
}

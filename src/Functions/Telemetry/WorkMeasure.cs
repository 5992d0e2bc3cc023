using System.Diagnostics;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;

namespace GenoXai.Functions.Telemetry;

/// <summary>Measures one piece of work; counted as failed unless it is told how it ended.</summary>
/// <param name="stage">What kind of work.</param>
internal sealed class WorkMeasure(RunStage stage) : IDisposable
{
    private readonly Activity? _span = WorkTelemetry.Spans.StartActivity("genoxai." + NameOf(stage));
    private readonly long _start = Stopwatch.GetTimestamp();
    private string _outcome = "failed";
    private long _rows;

    /// <summary>Where model rows are computed.</summary>
    public ExecutionProvider Provider { get; set; }

    /// <summary>Notes how it ended.</summary>
    public void End(WorkReply reply)
    {
        _outcome = reply.Refusal is null ? "done" : "refused";
        _rows = stage is RunStage.Rows or RunStage.Probe && reply.Result is { Reused: false } result ? result.Rows : 0;
    }

    public void Dispose()
    {
        var provider = KeyValuePair.Create<string, object?>("genoxai.provider", Provider == ExecutionProvider.Cuda ? "cuda" : "cpu");
        var outcome = KeyValuePair.Create<string, object?>("genoxai.outcome", _outcome);
        WorkTelemetry.WorkSeconds.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, KeyValuePair.Create<string, object?>("genoxai.stage", NameOf(stage)), provider, outcome);
        if (_rows > 0) WorkTelemetry.ModelRows.Add(_rows, provider);
        if (_span is null) return;
        _span.SetTag(provider.Key, provider.Value).SetTag(outcome.Key, outcome.Value).SetTag("genoxai.rows", _rows);
        if (_outcome != "done") _span.SetStatus(ActivityStatusCode.Error);
        _span.Dispose();
    }

    private static string NameOf(RunStage stage) => stage switch
    {
        RunStage.Import => "import",
        RunStage.Rows => "rows",
        RunStage.Join => "join",
        RunStage.Decode => "decode",
        RunStage.Probe => "probe",
        _ => "merge",
    };
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions;
using GenoXai.Functions.Models;
using GenoXai.Functions.Telemetry;
using GenoXai.Local.Storage;
using GenoXai.Tests.Eng;
using GenoXai.Tests.Local;
using GenoXai.Tests.ToyModels;
using Microsoft.Extensions.Configuration;

namespace GenoXai.Tests.Functions;

/// <summary>What the worker tells a collector, read as it comes over the wire.</summary>
public sealed class WorkTelemetryTests : IDisposable
{
    private const string RunId = "0123456789abcdef-secret-run", SequenceId = "patient-seven", Letters = "ACGTTGCAAC";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Export_WithACollector_SendsSpansAndMeasures_AndNothingOfSequencesOrIds()
    {
        using var collector = new Collector();
        using var export = new TelemetryExport(Settings((TelemetryExport.Endpoint, collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")));
        await export.StartAsync(CancellationToken.None);
        Assert.True(export.IsOn);
        await WorkAsync();
        WorkTelemetry.Waited(TimeSpan.FromSeconds(3));
        await export.StopAsync(CancellationToken.None);

        Assert.Equal(["/v1/metrics", "/v1/traces"], collector.Received.Keys.Order(StringComparer.Ordinal));
        foreach (string name in (string[])["genoxai.model.rows", "genoxai.work.duration", "genoxai.run.wait", "genoxai.provider", "cpu"])
            Assert.Contains(name, collector.Received["/v1/metrics"], StringComparison.Ordinal);
        foreach (string name in (string[])["genoxai.rows", "genoxai.import", "refused", "done"])
            Assert.Contains(name, collector.Received["/v1/traces"], StringComparison.Ordinal);
        foreach (string secret in (string[])[RunId, SequenceId, Letters, "no letter", _folder.Path("x")[..^1]])
            Assert.All(collector.Received.Values, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Export_WithoutACollector_IsOff(string? endpoint)
    {
        using var export = new TelemetryExport(Settings((TelemetryExport.Endpoint, endpoint)));
        await export.StartAsync(CancellationToken.None);
        Assert.False(export.IsOn);
        await export.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Work_IsMeasuredWithItsRowsAndItsOutcome()
    {
        // Other tests work at the same time: only spans below our own are ours.
        using var mine = new Activity("test").Start();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == WorkTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => { if (span.TraceId == mine.TraceId) spans.Enqueue(span); },
        };
        ActivitySource.AddActivityListener(listener);
        await WorkAsync();
        Assert.Equal(
            [("genoxai.import", "done", 0L, ActivityStatusCode.Unset), ("genoxai.rows", "done", 31L, ActivityStatusCode.Unset), ("genoxai.import", "refused", 0L, ActivityStatusCode.Error)],
            spans.Select(static s => (s.OperationName, (string)s.GetTagItem("genoxai.outcome")!, (long)s.GetTagItem("genoxai.rows")!, s.Status)));
        Assert.All(spans, static s => Assert.Null(s.StatusDescription));
        await Assert.ThrowsAsync<IOException>(() => new RunWork((_, _, _) => throw new IOException("the disk is away"), Gate).RunOtherWorkAsync(Import, CancellationToken.None));
        Assert.Equal("failed", spans.Last().GetTagItem("genoxai.outcome"));
    }

    [Fact]
    public void HostFile_AsksForOpenTelemetry() =>
        Assert.Contains("\"telemetryMode\": \"OpenTelemetry\"", File.ReadAllText(Path.Combine(BuildFolder.Repository, "host.json")), StringComparison.Ordinal);

    private static WorkMessage Import => new(RunId, new WorkItem(RunStage.Import));

    private static ModelGate Gate => new(new AzureOptions());

    private static IConfiguration Settings(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static s => s.Name, static s => s.Value)).Build();

    /// <summary>An import, a chunk of 31 rows (a sequence and its 30 substitutions), and a refusal that quotes what was sent.</summary>
    private async Task WorkAsync()
    {
        ToyOnnx.Additive().Save(_folder.Path("m.onnx"));
        using OnnxSequenceModel model = ModelLoader.Load(_folder.Path("m.onnx")).Open([], new ModelOptions { Threads = 1 });
        var sequence = new NamedSequence(SequenceId, model.Alphabet.Parse(Letters, "s"));
        var context = new RunContext(new RunRequest { Method = RunMethod.Ism }, model, new FolderArtifactStore(_folder.Path("run")), [sequence], "sequences");
        var work = new RunWork((_, _, _) => Task.FromResult(new OpenedRun(new RunActivities(context))), Gate);
        await work.RunOtherWorkAsync(Import, CancellationToken.None);
        Assert.Equal(31, (await work.RunModelRowsAsync(new WorkMessage(RunId, new WorkItem(RunStage.Rows)), CancellationToken.None)).Result!.Rows);
        var refuses = new RunWork((_, _, _) => throw new InputException($"{SequenceId}: '{Letters}' is no letter."), Gate);
        Assert.NotNull((await refuses.RunOtherWorkAsync(Import, CancellationToken.None)).Refusal);
    }

    /// <summary>Takes what an exporter sends, by path.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _work;

        public Collector()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            probe.Stop();
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _work = TakeAsync();
        }

        public string Address { get; }

        public ConcurrentDictionary<string, string> Received { get; } = [];

        public void Dispose()
        {
            _listener.Close();
            _work.Wait(TimeSpan.FromSeconds(10));
        }

        private async Task TakeAsync()
        {
            while (true)
            {
                HttpListenerContext call;
                try
                {
                    call = await _listener.GetContextAsync();
                }
                catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                string text = Encoding.Latin1.GetString(body.ToArray());
                Received.AddOrUpdate(call.Request.Url!.AbsolutePath, text, (_, before) => before + text);
                call.Response.Close();
            }
        }
    }
}

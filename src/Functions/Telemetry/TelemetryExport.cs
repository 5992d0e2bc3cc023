using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace GenoXai.Functions.Telemetry;

/// <summary>
/// Sends the worker's spans and measures to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, and nothing
/// anywhere without it. Only our own source and meter: no requests, no storage calls, whose addresses hold ids.
/// </summary>
/// <param name="configuration">The settings; the exporter reads the others of <c>OTEL_EXPORTER_OTLP_…</c> itself.</param>
internal sealed class TelemetryExport(IConfiguration configuration) : IHostedService, IDisposable
{
    internal const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private TracerProvider? _spans;
    private MeterProvider? _measures;

    /// <summary>Whether anything is sent.</summary>
    public bool IsOn => _spans is not null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration[Endpoint] is not { Length: > 0 }) return Task.CompletedTask;
        _spans = Sdk.CreateTracerProviderBuilder().ConfigureServices(Settings).AddSource(WorkTelemetry.Name).AddOtlpExporter().Build();
        _measures = Sdk.CreateMeterProviderBuilder().ConfigureServices(Settings).AddMeter(WorkTelemetry.Name).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what is left.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _spans, null)?.Dispose();
        Interlocked.Exchange(ref _measures, null)?.Dispose();
    }

    private void Settings(IServiceCollection services) => services.AddSingleton(configuration);
}

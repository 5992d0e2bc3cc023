using GenoXai.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GenoXai.Functions;

internal static class Program
{
    private static void Main(string[] args)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddGenoXaiAzure(AzureOptions.Of(builder.Configuration));
        builder.Services.AddHostedService(_ => new TelemetryExport(builder.Configuration));
        builder.Build().Run();
    }
}

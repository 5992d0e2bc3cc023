using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace GenoXai.Functions;

internal static class Program
{
    private static void Main(string[] args)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddGenoXaiAzure(AzureOptions.Of(builder.Configuration));
        builder.Build().Run();
    }
}

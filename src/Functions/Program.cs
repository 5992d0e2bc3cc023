using GenoXai.Api;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace GenoXai.Functions;

internal static class Program
{
    // The container has neither store, catalog, model library nor OpenRun yet: they come with the blob and table
    // adapters, and until then every function but Health stops with the container's own message.
    private static void Main(string[] args)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddGenoXaiApi(new ApiOptions());
        builder.Build().Run();
    }
}

using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace GenoXai.Functions;

internal static class Program
{
    // The container has no OpenRun yet: it comes with the blob and table adapters, and until then
    // the activities stop with the container's own message.
    private static void Main(string[] args)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Build().Run();
    }
}

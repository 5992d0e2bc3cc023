using System.Net;
using GenoXai.Api;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Local.Commands;
using GenoXai.Local.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GenoXai.Local.Running;

/// <summary>The HTTP surface over a home folder, for this machine only.</summary>
internal static class LocalServer
{
    // Names by which this machine's own programs reach it. A web page that points a name of its own
    // at 127.0.0.1 sends that name, and is refused.
    private static readonly string[] OwnNames = ["127.0.0.1", "localhost"];

    /// <summary>Builds the server, not yet listening.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="models">Threads and provider of runs.</param>
    /// <param name="options">Limits.</param>
    public static WebApplication Create(ModelHome home, int port, ModelOptions models, ApiOptions options)
    {
        // No content root and no arguments: nothing outside this method configures the server.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        AddServices(builder.Services, home, models, options);
        WebApplication app = builder.Build();
        app.UseGenoXaiProblems();
        app.Use(RefuseOtherNames);
        app.MapGenoXaiApi();
        return app;
    }

    private static void AddServices(IServiceCollection services, ModelHome home, ModelOptions models, ApiOptions options)
    {
        services.AddGenoXaiApi(options);
        services.AddSingleton(home);
        services.AddSingleton<IModelLibrary>(home);
        services.AddSingleton<ICatalog>(home.Catalog);
        services.AddSingleton<IArtifactStore>(new FolderArtifactStore(home.Path));
        services.AddSingleton(models);
        services.AddSingleton<LocalRunQueue>();
        services.AddSingleton<LocalRunWork>();
        services.AddSingleton<LocalRunHost>();
        services.AddSingleton<IRunHost>(static provider => provider.GetRequiredService<LocalRunHost>());
        services.AddHostedService(static provider => provider.GetRequiredService<LocalRunHost>());
    }

    private static Task RefuseOtherNames(HttpContext context, RequestDelegate next) =>
        OwnNames.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase)
            ? next(context)
            : Problems.Of("misdirected", $"This server answers to {string.Join(" and ", OwnNames)} only.").ExecuteAsync(context);
}

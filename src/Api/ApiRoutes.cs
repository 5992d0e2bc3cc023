using System.Text.Json.Serialization;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenoXai.Api;

/// <summary>The HTTP surface: its services, its routes, its errors. A host adds catalog, store, models and run host.</summary>
public static class ApiRoutes
{
    /// <summary>Adds what the handlers need but for <see cref="ICatalog"/>, <see cref="IArtifactStore"/>, <see cref="IModelLibrary"/> and <see cref="IRunHost"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Limits; checked here.</param>
    public static IServiceCollection AddGenoXaiApi(this IServiceCollection services, ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options.Validate());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<SketchBook>();
        services.AddSingleton<RunBook>();
        services.AddSingleton<RunIntake>();
        services.AddSingleton<HotSketches>();
        services.TryAddSingleton<OwnerOf>(static _ => "");
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // A number is no text, in what is read and in what the OpenAPI document says.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.Configure<RouteHandlerOptions>(static handlers => handlers.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddProblemDetails(static problems => problems.CustomizeProblemDetails = static context =>
        {
            // A bare status, e.g. of an address that no route matches; our own problems have their type already.
            if (context.ProblemDetails.Type?.StartsWith(Problems.TypePrefix, StringComparison.Ordinal) == true) return;
            var own = Problems.Details(Problems.KindOf(context.HttpContext.Response.StatusCode), null);
            (context.ProblemDetails.Type, context.ProblemDetails.Title) = (own.Type, own.Title);
        });
        services.AddOpenApi("v1", static openApi => openApi.AddGenoXai());
        return services;
    }

    /// <summary>Adds the errors' middleware; goes before everything else.</summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseGenoXaiProblems(this IApplicationBuilder app) => app.UseExceptionHandler().UseStatusCodePages();

    /// <summary>Adds the routes and the OpenAPI document.</summary>
    /// <param name="app">The application.</param>
    public static IEndpointRouteBuilder MapGenoXaiApi(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapOpenApi();
        app.MapGet("/", PageApi.Get).ExcludeFromDescription();
        app.MapGet("/api/health", HealthApi.Get).WithName("getHealth").WithTags("health");

        RouteGroupBuilder models = app.MapGroup("/api/models").WithTags("models");
        models.MapGet("", ModelsApi.ListAsync).WithName("listModels");
        models.MapGet("{id}", ModelsApi.GetAsync).WithName("getModel").Problem(404);
        models.MapPut("{id}", ModelsApi.PutAsync).WithName("putModel").Accepts<byte[]>("application/octet-stream", "multipart/form-data").Problem(400, 409, 412, 413, 415, 422);

        RouteGroupBuilder runs = app.MapGroup("/api/runs").WithTags("runs");
        runs.MapPost("", RunsApi.StartAsync).WithName("startRun").Accepts<RunSubmission>("application/json").Problem(400, 404, 409, 413, 415, 422, 503);
        runs.MapGet("", RunsApi.ListAsync).WithName("listRuns");
        runs.MapGet("{id}", RunsApi.GetAsync).WithName("getRun").Problem(404);
        runs.MapGet("{id}/result", RunsApi.GetResultAsync).WithName("getResult")
            .Produces<byte[]>(200, "application/json", "application/zip", "text/tab-separated-values", "image/svg+xml", "application/octet-stream").Problem(404, 409);
        runs.MapDelete("{id}", RunsApi.DeleteAsync).WithName("deleteRun").Problem(404);

        RouteGroupBuilder sketches = app.MapGroup("/api/sketches").WithTags("sketches");
        sketches.MapGet("", SketchesApi.ListAsync).WithName("listSketches");
        sketches.MapGet("{id}", SketchesApi.GetAsync).WithName("getSketch").Problem(404);
        sketches.MapGet("{id}/global", SketchesApi.GetGlobalAsync).WithName("getSketchGlobal").Problem(400, 404);
        sketches.MapGet("{id}/explain", SketchesApi.ExplainAsync).WithName("explain").Problem(400, 404);
        sketches.MapPost("{id}/explain", SketchesApi.ExplainManyAsync).WithName("explainMany").Accepts<ExplainRequest>("application/json").Problem(400, 404, 413, 415);
        return app;
    }

    private static RouteHandlerBuilder Problem(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses) route.ProducesProblem(status);
        return route;
    }
}

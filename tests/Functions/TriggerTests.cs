using System.Reflection;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Functions;

/// <summary>What the Functions host will find in the assembly, read as it reads it.</summary>
public sealed class TriggerTests
{
    private static readonly (MethodInfo Method, string Name)[] Functions =
        [.. from type in typeof(RunOrchestrator).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            let function = method.GetCustomAttribute<FunctionAttribute>()
            where function is not null
            select (method, function.Name)];

    [Fact]
    public void Names_OfFunctions_AreUnique() =>
        Assert.Equal(Functions.Length, Functions.Select(static f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void HttpTriggers_AreTheRoutesOfTheApi()
    {
        IEnumerable<string> triggers = Functions.Select(static f => Trigger(f.Method)).OfType<HttpTriggerAttribute>()
            .SelectMany(static t => t.Methods!.Select(m => $"{m.ToUpperInvariant()} /api/{t.Route}"));
        Assert.Equal(ApiAddresses().Order(StringComparer.Ordinal), triggers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void HttpTriggers_ButHealth_AskForAKey() => Assert.All(Functions, static f =>
    {
        if (Trigger(f.Method) is not HttpTriggerAttribute http) return;
        Assert.Equal(f.Name == "Health" ? AuthorizationLevel.Anonymous : AuthorizationLevel.Function, http.AuthLevel);
    });

    [Fact]
    public void Orchestrators_CallOnlyActivitiesThatThereAre()
    {
        string[] activities = [.. Functions.Where(static f => f.Method.GetParameters()[0].IsDefined(typeof(ActivityTriggerAttribute))).Select(static f => f.Name)];
        Assert.Equal([RunLedger.Begin, RunLedger.Fail, RunLedger.Finish, RunWork.ModelRows, RunWork.OtherWork], activities.Order(StringComparer.Ordinal));
    }

    private static HttpTriggerAttribute? Trigger(MethodInfo method) => method.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>();

    private static List<string> ApiAddresses()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddGenoXaiApi(new ApiOptions());
        // Never made: only that they are services tells a handler's parameters apart.
        builder.Services.AddSingleton<ICatalog>(static _ => throw new InvalidOperationException());
        builder.Services.AddSingleton<IArtifactStore>(static _ => throw new InvalidOperationException());
        builder.Services.AddSingleton<IModelLibrary>(static _ => throw new InvalidOperationException());
        builder.Services.AddSingleton<IRunHost>(static _ => throw new InvalidOperationException());
        WebApplication app = builder.Build();
        app.MapGenoXaiApi();
        var addresses = new List<string>();
        foreach (RouteEndpoint endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(static s => s.Endpoints).OfType<RouteEndpoint>())
        {
            string path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (!path.StartsWith("/api/", StringComparison.Ordinal)) continue;
            addresses.AddRange(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {path}"));
        }

        return addresses;
    }
}

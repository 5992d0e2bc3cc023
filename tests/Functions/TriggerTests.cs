using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenoXai.Api;
using GenoXai.Core.Pipeline;
using GenoXai.Functions;
using GenoXai.Tests.Eng;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenoXai.Tests.Functions;

/// <summary>What the Functions host will find in the assembly, read as it reads it.</summary>
public sealed partial class TriggerTests
{
    internal static readonly (MethodInfo Method, string Name)[] Functions =
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

    [Fact]
    public void BlobAndQueueTriggers_UseTheConnectionOfTheData_AndEventGrid()
    {
        (string, string, string?)[] blobs = [.. from f in Functions
                                               let blob = f.Method.GetParameters()[0].GetCustomAttribute<BlobTriggerAttribute>()
                                               where blob is not null
                                               select (f.Name, blob.BlobPath, blob.Source == BlobTriggerSource.EventGrid ? blob.Connection : "polling")];
        Assert.Equal(
            [("GenomeUploaded", "genomes/{name}", "DataStorage"), ("ModelUploaded", "models/{name}", "DataStorage"), ("SequencesUploaded", "uploads/{name}", "DataStorage")],
            blobs.Order());
        QueueTriggerAttribute queue = Assert.Single(Functions.Select(static f => f.Method.GetParameters()[0].GetCustomAttribute<QueueTriggerAttribute>()).OfType<QueueTriggerAttribute>());
        Assert.Equal(("arrivals", "DataStorage"), (queue.QueueName, queue.Connection));
    }

    [Fact]
    public void EveryFunction_HasOneTrigger_ThatTheHostKnows() => Assert.All(Functions, static f =>
    {
        Assert.Single(f.Method.GetParameters(), static p => p.GetCustomAttributes().Any(static a => a is Microsoft.Azure.Functions.Worker.Extensions.Abstractions.TriggerBindingAttribute));
        Assert.True(f.Method.ReturnType == typeof(Task) || f.Method.ReturnType.IsGenericType || f.Name == "Health", f.Name);
    });

    /// <summary>A setting that a trigger or host.json names and nobody sets stops the host at its start.</summary>
    [Fact]
    public void Settings_ThatTriggersAndHostName_AreInTheSample()
    {
        JsonObject sample = JsonNode.Parse(File.ReadAllText(Path.Combine(BuildFolder.Repository, "local.settings.sample.json")))!["Values"]!.AsObject();
        string host = File.ReadAllText(Path.Combine(BuildFolder.Repository, "host.json"));
        IEnumerable<string> schedules = Functions.Select(static f => f.Method.GetParameters()[0].GetCustomAttribute<TimerTriggerAttribute>()).OfType<TimerTriggerAttribute>().Select(static t => t.Schedule);
        string[] named = [.. schedules.Append(host).SelectMany(static text => SettingPattern().Matches(text).Select(static m => m.Groups[1].Value)).Append(AzureOptions.Connection)];
        Assert.Equal(["DataStorage", "PURGE_SCHEDULE", "REANALYSIS_SCHEDULE", "TASKHUB_NAME"], named.Order(StringComparer.Ordinal));
        Assert.All(named, name => Assert.Contains(name, (IDictionary<string, JsonNode?>)sample));
        var provider = JsonNode.Parse(host)!["extensions"]!["durableTask"]!["storageProvider"]!;
        Assert.True((bool)provider["workItemFilteringEnabled"]!);
        Assert.Contains((string)provider["connectionStringName"]!, (IDictionary<string, JsonNode?>)sample);
        // The settings are good as they stand.
        AzureOptions options = AzureOptions.Of(new ConfigurationBuilder().AddInMemoryCollection(sample.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
        Assert.Null(options.BlobService);
    }

    /// <summary>The table of docs/operations.md is what deployments set; a function that is not in it would run nowhere, or on a GPU.</summary>
    [Fact]
    public void Roles_InTheDocs_HaveEveryFunction_AndTheGpuAppOnlyModelRows()
    {
        string[][] rows = [.. from line in File.ReadAllLines(Path.Combine(BuildFolder.Repository, "docs/operations.md"))
                             where RolePattern().IsMatch(line)
                             select line.Trim('|').Split('|', StringSplitOptions.TrimEntries)];
        Assert.Equal(Functions.Select(static f => f.Name).Order(StringComparer.Ordinal), rows.Select(static r => r[0].Trim('`')).Order(StringComparer.Ordinal));
        Assert.Equal(["RunModelRows"], rows.Where(static r => r[3] == "yes").Select(static r => r[0].Trim('`')));
        // Every function runs in exactly one of the two apps, but for those of the other way of being told of uploads.
        Assert.All(rows, static r => Assert.True(r[2] == "yes" ^ r[3] == "yes" || (r[2] is "public" or "private" && r[3] == "no"), r[0]));
        Assert.Equal(["GenomeUploaded", "ModelUploaded", "SequencesUploaded"], rows.Where(static r => r[2] == "public").Select(static r => r[0].Trim('`')).Order(StringComparer.Ordinal));
        Assert.Equal(["UploadQueued"], rows.Where(static r => r[2] == "private").Select(static r => r[0].Trim('`')));
    }

    [GeneratedRegex("%([A-Z_]+)%")]
    private static partial Regex SettingPattern();

    [GeneratedRegex(@"^\| `[A-Za-z]+` \| .* \| (yes|no|public|private) \| (yes|no) \|$")]
    private static partial Regex RolePattern();

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

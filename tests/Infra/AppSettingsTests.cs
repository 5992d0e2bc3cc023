using System.Reflection;
using System.Text.RegularExpressions;
using GenoXai.Functions;
using GenoXai.Tests.Eng;
using GenoXai.Tests.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace GenoXai.Tests.Infra;

/// <summary>The settings that the templates give the apps, against those that the code and the host's files read.</summary>
public sealed partial class AppSettingsTests
{
    private static readonly string Settings = File.ReadAllText(Path.Combine(BuildFolder.Repository, "infra", "bicep", "modules", "settings.bicep"));
    private static readonly string[] Sources = [.. Directory.EnumerateFiles(Path.Combine(BuildFolder.Repository, "src", "Functions"), "*.cs", SearchOption.AllDirectories)];

    [Fact]
    public void EverySettingThatATriggerOrTheHostNeeds_IsGiven()
    {
        string text = string.Join('\n', Sources.Select(File.ReadAllText)) + File.ReadAllText(Path.Combine(BuildFolder.Repository, "host.json"));
        string[] needed = [.. Percent().Matches(text).Select(static m => m.Groups[1].Value)
            .Concat(["DURABLE_TASK_SCHEDULER_CONNECTION_STRING", "DataStorage__clientId", "GENOXAI_CALLERS"]).Distinct()];
        Assert.Contains("TASKHUB_NAME", needed);
        Assert.Contains("PURGE_SCHEDULE", needed);
        Assert.All(needed, static name => Assert.Matches($@"(?m)^  {name}: ", Settings));
        foreach (string service in (string[])["blob", "queue", "table"]) Assert.Contains($"DataStorage__{service}ServiceUri: ", Settings, StringComparison.Ordinal);
    }

    [Fact]
    public void EverySettingOfOurs_IsReadByTheCode_AndTheOtherWayRound()
    {
        string code = string.Join('\n', Sources.Select(File.ReadAllText));
        string[] given = [.. Ours().Matches(Settings).Select(static m => m.Groups[1].Value)];
        Assert.NotEmpty(given);
        Assert.Equal(Quoted().Matches(code).Select(static m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SettingsWithAValueOfTheirOwn_AreTheDefaultsOfTheCode()
    {
        Dictionary<string, string?> values = Literal().Matches(Settings).ToDictionary(static m => m.Groups[1].Value, static m => (string?)m.Groups[2].Value);
        Assert.Equal(7, values.Count);
        values["DataStorage"] = "UseDevelopmentStorage=true";
        AzureOptions set = AzureOptions.Of(new ConfigurationBuilder().AddInMemoryCollection(values).Build()), usual = new();
        Assert.Equal("/tmp/genoxai-models", set.CacheFolder);
        Assert.Equal(usual with { CacheFolder = set.CacheFolder }, set);
    }

    [Fact]
    public void FunctionsOfTheApps_AreAllThatThereAre_ButForBlobTriggers()
    {
        IEnumerable<string> listed = Listed().Matches(Settings).Select(static m => m.Groups[1].Value);
        IEnumerable<string> expected = TriggerTests.Functions.Where(static f => Trigger<BlobTriggerAttribute>(f.Method) is null).Select(static f => f.Name);
        Assert.Equal(expected.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.Matches(@"var rowFunctions = \[\s+'RunModelRows'\s+\]", Settings);
        // Uploads come by the queue that the template makes.
        string queue = Assert.Single(TriggerTests.Functions.Select(static f => Trigger<QueueTriggerAttribute>(f.Method)).OfType<QueueTriggerAttribute>()).QueueName;
        Assert.Contains($"var arrivalQueue = '{queue}'", File.ReadAllText(Path.Combine(BuildFolder.Repository, "infra", "bicep", "main.bicep")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public void Image_RunsWithoutRights_AndIsNamedByTheDeployment(string app)
    {
        string path = $"infra/docker/{app}.Dockerfile";
        string image = File.ReadAllText(Path.Combine(BuildFolder.Repository, path));
        Assert.Matches(@"(?m)^USER 1654:1654$", image);
        Assert.DoesNotMatch(@"(?m)^FROM \S+:latest|^FROM [^:\s]+( AS|$)", image);
        Assert.Contains($"path: {path}", File.ReadAllText(Path.Combine(BuildFolder.Repository, "azure.yaml")), StringComparison.Ordinal);
        Assert.Contains($"serviceName: '{app}'", File.ReadAllText(Path.Combine(BuildFolder.Repository, "infra", "bicep", "main.bicep")), StringComparison.Ordinal);
    }

    private static T? Trigger<T>(MethodInfo method)
        where T : Attribute => method.GetParameters()[0].GetCustomAttribute<T>();

    [GeneratedRegex("\"(GENOXAI_[A-Z_]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("(?m)^  (GENOXAI_[A-Z_]+): '([^']*)'$")]
    private static partial Regex Literal();

    [GeneratedRegex("%([A-Z_]+)%")]
    private static partial Regex Percent();

    [GeneratedRegex(@"(?m)^  (GENOXAI_\w+): ")]
    private static partial Regex Ours();

    [GeneratedRegex(@"(?m)^  '([A-Z]\w+)'$")]
    private static partial Regex Listed();
}

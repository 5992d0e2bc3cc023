using System.Text.Json;
using System.Text.RegularExpressions;
using GenoXai.Tests.Eng;

namespace GenoXai.Tests.Infra;

/// <summary>What can be said of the infrastructure without Azure and without the Bicep compiler: its wiring.</summary>
public sealed class BicepTests
{
    private static readonly string Folder = Path.Combine(BuildFolder.Repository, "infra", "bicep");
    private static readonly BicepFile Main = new(Path.Combine(Folder, "main.bicep"));
    private static readonly IReadOnlyList<BicepFile> All =
        [Main, .. Directory.EnumerateFiles(Path.Combine(Folder, "modules"), "*.bicep").Order(StringComparer.Ordinal).Select(static path => new BicepFile(path))];

    // Ids of the public list of built-in roles.
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["76199698-9eea-4c19-bc75-cec21354c6b6"] = "Storage Table Data Reader",
        ["0ad04412-c4d5-4796-b79c-f76d14c8d402"] = "Durable Task Data Contributor",
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "AcrPull",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [Fact]
    public void Modules_AreGivenExactlyTheParametersTheyDeclare()
    {
        int modules = 0;
        foreach (BicepFile file in All)
        {
            foreach (BicepDeclaration module in file.Modules)
            {
                var target = new BicepFile(Path.Combine(Path.GetDirectoryName(file.Path)!, module.ModulePath));
                Assert.NotEmpty(module.Given);
                Assert.Empty(module.Given.Except(target.Parameters.Select(static p => p.Name)));
                Assert.Empty(target.Parameters.Where(static p => !p.HasDefault).Select(static p => p.Name).Except(module.Given));
                modules++;
            }
        }

        Assert.InRange(modules, 20, 60);
    }

    [Fact]
    public void Modules_AllAreUsed() =>
        Assert.Equal(
            All.Skip(1).Select(static f => Path.GetFileName(f.Path)).Order(StringComparer.Ordinal),
            All.SelectMany(static f => f.Modules).Select(static m => Path.GetFileName(m.ModulePath)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void References_ToOutputs_NameOutputsThatAreThere()
    {
        int references = 0;
        foreach (BicepFile file in All)
        {
            var modules = file.Modules.ToDictionary(static m => m.Name, m => new BicepFile(Path.Combine(Path.GetDirectoryName(file.Path)!, m.ModulePath)));
            foreach (Match reference in Regex.Matches(file.Text, @"(\w+)(?:\[\w+\])?!?\.outputs\.(\w+)"))
            {
                Assert.True(modules.TryGetValue(reference.Groups[1].Value, out BicepFile? module), $"{file.Path}: {reference.Value}");
                Assert.Contains(reference.Groups[2].Value, module.Outputs.Select(static o => o.Name));
                references++;
            }
        }

        Assert.True(references > 50, $"{references} references were found.");
    }

    [Fact]
    public void Parameters_AndOutputs_AreDescribed_AndUsed()
    {
        foreach (BicepFile file in All)
        {
            foreach (BicepDeclaration declared in file.Parameters.Concat(file.Outputs))
                Assert.True(declared.Decorators.Contains("@description(", StringComparison.Ordinal), $"{file.Path}: {declared.Keyword} {declared.Name} has no description.");
            foreach (BicepDeclaration declared in file.Declarations.Where(static d => d.Keyword is "param" or "var"))
                Assert.True(IsUsed(file, declared), $"{file.Path}: {declared.Keyword} {declared.Name} is not used.");
        }
    }

    private static bool IsUsed(BicepFile file, BicepDeclaration declared)
    {
        string others = file.Text.Replace(declared.Body, "", StringComparison.Ordinal);
        return Regex.IsMatch(others, $@"\bin {declared.Name}\b|(?:[:(!?=\[{{,]\s*|^ +|== |&& |\|\| )!?{declared.Name}\b(?!:)", RegexOptions.Multiline);
    }

    [Fact]
    public void ParameterFile_NamesParametersOfMain_AndGivesAllWithoutDefault()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "main.parameters.json")));
        string[] given = [.. file.RootElement.GetProperty("parameters").EnumerateObject().Select(static p => p.Name)];
        Assert.Empty(given.Except(Main.Parameters.Select(static p => p.Name)));
        Assert.Empty(Main.Parameters.Where(static p => !p.HasDefault).Select(static p => p.Name).Except(given));
    }

    [Fact]
    public void ApiVersions_StandInOneTable_AndNothingElseStandsThere()
    {
        Dictionary<string, string> table = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(Path.Combine(Folder, "api-versions.json")))!;
        (string Type, string Version)[] used = [.. All.SelectMany(static f => f.Resources).Distinct().OrderBy(static r => r.Type, StringComparer.Ordinal)];
        Assert.Equal(table.OrderBy(static t => t.Key, StringComparer.Ordinal).Select(static t => (t.Key, t.Value)), used);
    }

    [Fact]
    public void Roles_AreBuiltInOnes_UnderTheirOwnNames()
    {
        var found = All.SelectMany(static f => f.Declarations).Where(static d => d.Keyword == "var")
            .Select(static d => (d.Name, Id: Regex.Match(d.Rest, "'([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'").Groups[1].Value)).Where(static r => r.Id.Length > 0).ToList();
        Assert.Equal(Roles.Count, found.Select(static r => r.Id).Distinct().Count());
        foreach ((string name, string id) in found)
            Assert.EndsWith(name, Roles[id].Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Uploads_AreOnlyRead_AndNotByTheGpuApp()
    {
        BicepDeclaration uploads = Assert.Single(Main.Modules, static m => m.ModulePath.EndsWith("storageRole.bicep", StringComparison.Ordinal) && Regex.IsMatch(m.Body, "uploadContainers|'(models|genomes|uploads)'"));
        Assert.Contains("roleId: blobDataReader", uploads.Body, StringComparison.Ordinal);
        Assert.Contains("principalId: cpuIdentity.", uploads.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Storage_HasNoKeys_AndNoAnonymousBlobs()
    {
        foreach (BicepFile file in All) Assert.DoesNotMatch(@"listKeys|listAccountSas|AccountKey|adminUserEnabled: true|publicAccess: '(?!None)", file.Text);
        BicepFile storage = All.Single(static f => f.Path.EndsWith("storage.bicep", StringComparison.Ordinal));
        Assert.Contains("allowSharedKeyAccess: false", storage.Text, StringComparison.Ordinal);
        Assert.Contains("allowBlobPublicAccess: false", storage.Text, StringComparison.Ordinal);
        Assert.Contains("minimumTlsVersion: 'TLS1_2'", storage.Text, StringComparison.Ordinal);
        Assert.Contains("publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'", storage.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void BicepConfig_MakesEveryRuleAnError()
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "bicepconfig.json")));
        JsonElement rules = config.RootElement.GetProperty("analyzers").GetProperty("core").GetProperty("rules");
        Assert.All(rules.EnumerateObject(), static rule => Assert.Equal("error", rule.Value.GetProperty("level").GetString()));
    }
}

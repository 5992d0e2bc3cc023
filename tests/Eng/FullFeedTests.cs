using System.Text.RegularExpressions;

namespace GenoXai.Tests.Eng;

/// <summary>What a full feed builds with is named rightly: restored here, only packages that this feed lacks are in the way.</summary>
public sealed partial class FullFeedTests
{
    private static readonly string[] RealPackages =
    [
        "Microsoft.ML.OnnxRuntime",
        "Microsoft.Azure.Functions.Worker",
        "Microsoft.Azure.Functions.Worker.Sdk",
        "Microsoft.Azure.Functions.Worker.Extensions.Http",
        "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore",
        "Microsoft.Azure.Functions.Worker.Extensions.DurableTask",
        "Microsoft.Azure.Functions.Worker.Extensions.DurableTask.AzureManaged",
        "Microsoft.Azure.Functions.Worker.Extensions.Storage.Blobs",
        "Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues",
        "Microsoft.Azure.Functions.Worker.Extensions.Timer",
        "Azure.Data.Tables",
        // Needed by the newer Azure.Storage.Blobs of a full feed.
        "Azure.Storage.Common",
        "System.IO.Hashing",
        "Google.Protobuf",
    ];

    [Fact]
    public void Restore_AsIfTheFeedWereFull_FailsOnlyForPackagesThatItLacks()
    {
        using BuildFolder folder = new BuildFolder().With(
            "GenoXaiFunctions.sln", "Directory.Build.props", "Directory.Build.targets", "Directory.Solution.targets", "Directory.Packages.props",
            "eng/feed/Feed.targets", "eng/feed/probe/Probe.csproj");
        folder.With(ProjectsOfTheSolution());

        (int exitCode, string output) = folder.Dotnet("restore", "GenoXaiFunctions.sln", "-p:FullFeed=true");

        if (exitCode == 0)
        {
            return; // The feed is full: nothing is missing.
        }

        string[] codes = [.. Problem().Matches(output).Select(match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(codes);
        Assert.Subset(new HashSet<string> { "NU1101", "NU1102", "NU1603" }, codes.ToHashSet());
        Assert.Subset(RealPackages.ToHashSet(), MissingPackage().Matches(output).Select(match => match.Groups[1].Value).ToHashSet());
    }

    [Fact]
    public void Publish_OfFunctionsOnAPartialFeed_IsRefused()
    {
        using BuildFolder folder = new BuildFolder().With("Directory.Build.props", "Directory.Packages.props", "src/Functions/GenoXai.Functions.csproj");

        (int exitCode, string output) = folder.Dotnet("msbuild", "src/Functions", "-t:PrepareForPublish", "-p:FullFeed=false");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("cannot be published", output);
    }

    private static string[] ProjectsOfTheSolution() =>
        [.. ProjectPath().Matches(File.ReadAllText(Path.Combine(BuildFolder.Repository, "GenoXaiFunctions.sln"))).Select(match => match.Groups[1].Value.Replace('\\', '/'))];

    [GeneratedRegex(@"(?:error|warning) ([A-Z]+\d+)")]
    private static partial Regex Problem();

    [GeneratedRegex(@"Unable to find package (\S+?)(?:\.? No packages| with version)")]
    private static partial Regex MissingPackage();

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();
}

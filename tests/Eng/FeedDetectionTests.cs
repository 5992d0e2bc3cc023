namespace GenoXai.Tests.Eng;

/// <summary>The question that the first restore of a clone puts to the package feed, on the feed of this machine.</summary>
public sealed class FeedDetectionTests
{
    [Fact]
    public void Restore_WhenTheFeedHasThePackage_SaysFull()
    {
        using BuildFolder folder = Probing("xunit", "2.9.3");

        (int exitCode, string output) = folder.Dotnet("restore", "App");

        Assert.True(exitCode == 0, output);
        Assert.Contains("<FullFeed>true</FullFeed>", folder.FeedProps);
    }

    [Theory]
    [InlineData("GenoXai.NoPackageHasThisName", "1.0.0")]
    [InlineData("xunit", "99.0.0")]
    public void Restore_WhenTheFeedLacksThePackageOrItsVersion_SaysPartial(string package, string version)
    {
        using BuildFolder folder = Probing(package, version);

        (int exitCode, string output) = folder.Dotnet("restore", "App");

        Assert.True(exitCode == 0, output);
        Assert.Contains("<FullFeed>false</FullFeed>", folder.FeedProps);
        Assert.Contains("delete that file when the feed changes", output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""<add key="folder" value="." />""")]
    public void Restore_WhenASourceDoesNotAnswer_StopsAndDecidesNothing(string otherSource)
    {
        using BuildFolder folder = Probing("xunit", "2.9.3");
        folder.Set("NUGET_PACKAGES", Path.Combine(folder.Path, "no packages yet"))
            .Write("NuGet.Config", $"""
                <configuration>
                  <packageSources>
                    <clear />
                    {otherSource}
                    <add key="unreachable" value="https://127.0.0.1:1/index.json" />
                  </packageSources>
                </configuration>
                """);

        (int exitCode, string output) = folder.Dotnet("restore", "App");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error GXFEED", output);
        Assert.Contains("could not be asked", output);
        Assert.Null(folder.FeedProps);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void Restore_WithTheAnswerGiven_AsksNothing(string fullFeed)
    {
        using BuildFolder folder = Probing("GenoXai.NoPackageHasThisName", "1.0.0");

        (int exitCode, string output) = folder.Dotnet("restore", "App", $"-p:FullFeed={fullFeed}");

        Assert.True(exitCode == 0, output);
        Assert.Null(folder.FeedProps);
    }

    private static BuildFolder Probing(string package, string version) =>
        new BuildFolder().WithFeedDetection()
            .Set("GENOXAI_PROBE_PACKAGE", package)
            .Set("GENOXAI_PROBE_VERSION", version);
}

using System.Text.RegularExpressions;

namespace GenoXai.Tests.Docs;

/// <summary>What the README promises on its first screen is there, and no link of the documentation is dead.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Readme_FirstTwentyLines_HoldTheMainJobAndTheTestCommand()
    {
        string head = string.Join('\n', File.ReadLines(Path.Combine(DependencyDirectionTests.Root(), "README.md")).Take(20));
        Assert.Contains("dotnet run --project src/Local -c Release -- demo", head, StringComparison.Ordinal);
        Assert.Contains("dotnet test", head, StringComparison.Ordinal);
        Assert.Contains("dotnet test", File.ReadAllText(Path.Combine(DependencyDirectionTests.Root(), ".ci", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_OfEveryPage_LeadToAFile()
    {
        string root = DependencyDirectionTests.Root();
        string[] pages = [Path.Combine(root, "README.md"), Path.Combine(root, "CHANGELOG.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories), .. Directory.GetFiles(Path.Combine(root, "bench"), "*.md", SearchOption.AllDirectories)];
        var dead = new List<string>();
        foreach (string page in pages)
            foreach (Match link in RelativeLink().Matches(File.ReadAllText(page)))
                if (!Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value))) dead.Add($"{Path.GetRelativePath(root, page)}: {link.Groups[1].Value}");
        Assert.Empty(dead);
    }

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex RelativeLink();
}

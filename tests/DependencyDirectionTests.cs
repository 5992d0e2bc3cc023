using System.Text.RegularExpressions;

namespace GenoXai.Tests;

/// <summary>Holds the one direction of dependencies that docs/architecture.md draws: a folder uses only folders to its left.</summary>
public sealed partial class DependencyDirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Numerics"] = [],
        ["Sequences"] = ["Numerics"],
        ["Encoding"] = ["Sequences"],
        ["Onnx"] = ["Numerics", "Sequences", "Encoding"],
        ["Models"] = ["Numerics", "Sequences", "Encoding", "Onnx"],
        ["Attribution"] = ["Numerics", "Sequences", "Encoding", "Onnx", "Models"],
        ["Motifs"] = ["Numerics", "Sequences", "Encoding", "Onnx", "Models", "Attribution"],
        ["Sensitivity"] = ["Numerics", "Sequences", "Models"],
        ["Sampling"] = ["Numerics", "Sequences", "Encoding", "Onnx", "Models"],
        ["Sketching"] = ["Numerics", "Sequences", "Encoding", "Models", "Sampling"],
        ["Querying"] = ["Numerics", "Sequences", "Sampling", "Sketching"],
        ["Results"] = ["Numerics", "Sequences", "Attribution", "Motifs", "Sketching", "Querying"],
        ["Pipeline"] = ["Numerics", "Sequences", "Encoding", "Onnx", "Models", "Attribution", "Motifs", "Sensitivity", "Sampling", "Sketching", "Querying", "Results"],
    };

    [Fact]
    public void Core_UsesOnlyFoldersToItsLeft()
    {
        string core = Path.Combine(Root(), "src", "Core");
        var wrong = new List<string>();
        int files = 0;
        foreach (string folder in Directory.EnumerateDirectories(core).Select(Path.GetFileName).OfType<string>().Where(static f => f is not ("bin" or "obj")))
        {
            if (!Allowed.TryGetValue(folder, out string[]? allowed))
            {
                wrong.Add($"{folder}: is no folder of docs/architecture.md");
                continue;
            }

            foreach (string file in Directory.EnumerateFiles(Path.Combine(core, folder), "*.cs", SearchOption.AllDirectories))
            {
                files++;
                foreach (Match use in UseOfCore().Matches(File.ReadAllText(file)))
                    if (use.Groups[1].Value is var used && used != folder && !allowed.Contains(used)) wrong.Add($"{folder}/{Path.GetFileName(file)} uses {used}");
            }
        }

        Assert.True(files > 50, $"only {files} files were looked at");
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Core", "GenoXai.Api", "GenoXai.Local", "GenoXai.Functions", "Microsoft.AspNetCore", "Azure.")]
    [InlineData("Api", "GenoXai.Local", "GenoXai.Functions", "Azure.")]
    [InlineData("Local", "GenoXai.Functions", "Azure.")]
    [InlineData("Functions", "GenoXai.Local")]
    public void Project_UsesNoneToItsRight(string project, params string[] forbidden)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Root(), "src", project), "*.cs", SearchOption.AllDirectories))
            foreach (string name in forbidden)
                Assert.DoesNotContain("using " + name, File.ReadAllText(file), StringComparison.Ordinal);
    }

    internal static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GenoXaiFunctions.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex(@"^using (?:static )?GenoXai\.Core\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex UseOfCore();
}

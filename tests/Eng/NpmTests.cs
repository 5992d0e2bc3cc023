namespace GenoXai.Tests.Eng;

public sealed class NpmTests
{
    [Fact]
    public void Build_WithoutNodeAndNpm_StopsWithOneMessage()
    {
        using BuildFolder folder = new BuildFolder().With(
            "eng/npm/Npm.targets", "eng/npm/adopt.js",
            "eng/onnxruntime/Microsoft.ML.OnnxRuntime.csproj", "eng/onnxruntime/package.json", "eng/onnxruntime/package-lock.json", "eng/onnxruntime/.npmrc",
            "Directory.Build.props", "Directory.Packages.props");
        folder.Set("PATH", ShellAlone(folder));

        (int exitCode, string output) = folder.Dotnet("restore", "eng/onnxruntime", "-p:FullFeed=false");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error GXNPM", output);
        Assert.Contains("needs node and npm on the PATH", output);
        Assert.DoesNotContain("MSB3073", output);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "eng/onnxruntime/node_modules")));
    }

    /// <summary>A folder for the PATH where MSBuild finds its shell and nothing else.</summary>
    private static string ShellAlone(BuildFolder folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.SystemDirectory;
        }

        File.CreateSymbolicLink(Path.Combine(folder.Path, "sh"), "/bin/sh");
        return folder.Path;
    }
}

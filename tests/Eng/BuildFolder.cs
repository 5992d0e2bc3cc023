using System.Diagnostics;

namespace GenoXai.Tests.Eng;

/// <summary>
/// A temporary folder with files of this repository in it, where <c>dotnet</c> can restore and build without
/// touching the clone that the tests run in.
/// </summary>
internal sealed class BuildFolder : IDisposable
{
    private readonly Dictionary<string, string?> environment = [];

    public BuildFolder()
    {
        // A space in the path: every test here also shows that quoting holds.
        Path = Directory.CreateTempSubdirectory("genoxai build ").FullName;
    }

    public string Path { get; }

    /// <summary>The root of the repository that these tests were built from.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder's feed.props, or null when no build here has written one.</summary>
    public string? FeedProps =>
        File.Exists(System.IO.Path.Combine(Path, "artifacts/feed.props"))
            ? File.ReadAllText(System.IO.Path.Combine(Path, "artifacts/feed.props"))
            : null;

    /// <summary>Copies files of the repository to the same places here.</summary>
    public BuildFolder With(params string[] relativePaths)
    {
        foreach (string relative in relativePaths)
        {
            string target = System.IO.Path.Combine(Path, relative);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(System.IO.Path.Combine(Repository, relative), target);
        }

        return this;
    }

    /// <summary>Adds the files that decide which feed this is, and a project without packages that restores through them.</summary>
    public BuildFolder WithFeedDetection() =>
        With("Directory.Build.props", "Directory.Build.targets", "eng/feed/Feed.targets", "eng/feed/probe/Probe.csproj")
            .Write("App/App.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");

    public BuildFolder Write(string relative, string text)
    {
        string target = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text);
        return this;
    }

    public BuildFolder Set(string variable, string value)
    {
        environment[variable] = value;
        return this;
    }

    /// <summary>Runs dotnet here and returns its exit code with all that it printed.</summary>
    public (int ExitCode, string Output) Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the test runner's own SDK set would steer the child's.
        foreach (string inherited in start.Environment.Keys.Where(IsOfTheTestRun).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        foreach ((string variable, string? value) in environment)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static bool IsOfTheTestRun(string variable) =>
        (variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && variable != "MSBUILDDISABLENODEREUSE")
        || variable.StartsWith("GENOXAI_PROBE", StringComparison.Ordinal)
        || variable is "FullFeed" or "VSTEST_HOST_DEBUG";

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "GenoXaiFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside their repository.");
    }
}

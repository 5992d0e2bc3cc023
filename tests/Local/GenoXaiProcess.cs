using System.Diagnostics;

namespace GenoXai.Tests.Local;

/// <summary>Starts the built command line as a person does, and says what came of it.</summary>
internal static class GenoXaiProcess
{
    /// <summary>The built program of the configuration that the tests were built in.</summary>
    private static string Program
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(output.Parent!.Parent!.FullName, "GenoXai.Local", output.Name, "genoxai.dll");
        }
    }

    private static bool InterruptIsIgnored { get; } = OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status")
        .Any(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal) && (Convert.ToUInt64(line[7..].Trim(), 16) & (1 << (2 - 1))) != 0);

    public static Process Start(params string[] arguments) =>
        Start(new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true }, arguments);

    /// <summary>The same with an environment of one's own.</summary>
    public static Process Start(ProcessStartInfo start, params string[] arguments)
    {
        // A shell starts background jobs with SIGINT ignored, and so all that they start: Ctrl-C could not be tested there.
        if (start.FileName == "dotnet" && InterruptIsIgnored)
        {
            start.FileName = "env";
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add("dotnet");
        }

        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static ProcessResult Run(params string[] arguments) => RunWithInput("", arguments);

    public static ProcessResult RunWithInput(string input, params string[] arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Wait(process);
    }

    public static ProcessResult Wait(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("genoxai did not end within 4 minutes.");
        }

        process.WaitForExit();
        return new ProcessResult(process.ExitCode, output.Result, error.Result);
    }
}

/// <summary>How a process ended.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>A folder of a test's own, deleted with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("genoxai-test-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

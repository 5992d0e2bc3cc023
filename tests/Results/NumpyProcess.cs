using System.Diagnostics;

namespace GenoXai.Tests.Results;

/// <summary>Runs a Python that has numpy, where there is one.</summary>
internal static class NumpyProcess
{
    private static readonly Lazy<string?> Python = new(Find);

    public static bool IsPresent => Python.Value is not null;

    public static string Run(string script, string argument)
    {
        (int code, string output, string error) = Start(Python.Value!, "-c", script, argument);
        Assert.True(code == 0, error);
        return output;
    }

    private static string? Find()
    {
        foreach (string candidate in new[] { "python3", "/usr/bin/python3", "python" })
        {
            try
            {
                if (Start(candidate, "-c", "import numpy").Code == 0) return candidate;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed: try the next.
            }
        }

        return null;
    }

    private static (int Code, string Output, string Error) Start(string file, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}

/// <summary>A test that needs numpy; visibly skipped without.</summary>
internal sealed class NumpyFactAttribute : FactAttribute
{
    public NumpyFactAttribute() => Skip = NumpyProcess.IsPresent ? null : "no Python with numpy here";
}

using System.CommandLine;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Reports;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai report</c>: a self-contained page of a run's folder.</summary>
internal static class ReportCommand
{
    public const string FileName = "report.html";

    public static Command Create()
    {
        var folder = new Argument<string>("rundir") { Description = "The --out folder of a finished run." };
        var target = new Option<string?>("--out") { Description = "The page to write (default: report.html in the run's folder)." };
        var command = new Command("report", "Write a run's results as one HTML page that needs nothing else.") { folder, target };
        command.SetAction(parsed =>
        {
            string source = parsed.GetValue(folder)!, page = parsed.GetValue(target) ?? Path.Combine(source, FileName);
            RunResults run = RunResults.Open(source);
            if (run.Files.Append("run.json").Any(name => Path.GetFullPath(Path.Combine(source, name)) == Path.GetFullPath(page)))
                throw new InputException($"--out {page}: is one of the run's own files. Choose another name.", "bad-option");
            Save(RunReport.Build(run, Links(source, page)), page);
            Console.WriteLine(page);
            return 0;
        });
        return command;
    }

    /// <summary>Writes a page, whole or not at all.</summary>
    /// <exception cref="InputException">It cannot be written there.</exception>
    public static void Save(HtmlReport report, string path)
    {
        string temporary = path + ".tmp";
        try
        {
            if (Directory.Exists(path)) throw new IOException("it is a folder");
            using (FileStream stream = File.Create(temporary)) report.WriteTo(stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw new InputException($"--out {path}: cannot be written ({error.Message}). Choose a file in a folder that exists and can be written to.", "unwritable", error);
        }
    }

    /// <summary>Addresses of the run's files seen from the page; none when no plain relative path leads there.</summary>
    private static Func<string, string>? Links(string folder, string page)
    {
        string way = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(page))!, Path.GetFullPath(folder)).Replace(Path.DirectorySeparatorChar, '/');
        if (Path.IsPathRooted(way) || way.AsSpan().ContainsAny(':', '\\')) return null;
        return way == "." ? static name => name : name => $"{way}/{name}";
    }
}

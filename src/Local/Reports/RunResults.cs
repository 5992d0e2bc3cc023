using System.Security.Cryptography;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>The folder of a finished run, read only: its record and its files, each as the run left it.</summary>
internal sealed class RunResults
{
    private readonly Dictionary<string, string> _files;

    private RunResults(string folder, RunRecord record, Dictionary<string, string> files)
    {
        (Folder, Record, _files) = (folder, record, files);
        Method = record.GetString("method");
        Targets = record.GetStrings("targets");
        Warnings = record.GetStrings("warnings");
    }

    public string Folder { get; }

    public RunRecord Record { get; }

    public string Method { get; }

    public IReadOnlyList<string> Targets { get; }

    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Names of the run's files, as its record lists them.</summary>
    public IReadOnlyCollection<string> Files => _files.Keys;

    /// <summary>Names of the run's pictures, in the order of the sequences.</summary>
    public IEnumerable<string> Pictures => _files.Keys.Where(static name => name.EndsWith(".svg", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>Opens a folder and checks every file of the run against its checksum.</summary>
    /// <exception cref="InputException">There is no finished run, or a file is missing or changed; it is named.</exception>
    public static RunResults Open(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException($"{folder}: there is no such folder. Give the --out folder of a run.", "missing-file");
        string path = System.IO.Path.Combine(folder, RunKeys.Record);
        if (!File.Exists(path)) throw Unfinished(folder, path);
        RunRecord record;
        using (FileStream stream = OpenRead(path)) record = RunRecordFile.Read(stream, path);
        if (record.Has("method") && record.GetString("method") == "demo")
            throw new InputException($"{folder}: is the folder of a demo, which has its report already. Give one of the runs below it, e.g. {System.IO.Path.Combine(folder, "ism")}.", "bad-run-record");
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in record.GetStrings("files"))
        {
            int gap = line.IndexOf("  ", StringComparison.Ordinal);
            string name = gap < 0 ? "" : line[(gap + 2)..];
            // The record may come from anywhere: it must not lead out of its folder.
            if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', ':')) throw new InputException($"{path}: \"files\" holds \"{line}\", which is no checksum with a file name.", "bad-run-record");
            files[name] = line[..gap];
        }

        var results = new RunResults(folder, record, files);
        foreach (string name in files.Keys) results.Verify(name);
        return results;
    }

    /// <summary>Full or relative path of one of the run's files.</summary>
    /// <exception cref="InputException">The run has no such file.</exception>
    public string Path(string name) => _files.ContainsKey(name)
        ? System.IO.Path.Combine(Folder, name)
        : throw new InputException($"{System.IO.Path.Combine(Folder, RunKeys.Record)}: \"files\" does not list {name}, which every {Method} run has.", "bad-run-record");

    /// <summary>Opens the run's arrays.</summary>
    public NpzReader OpenArrays()
    {
        string path = Path(Method + ".npz");
        return new NpzReader(OpenRead(path), path);
    }

    /// <summary>The run as one that another run reads.</summary>
    /// <param name="name">How tables and pictures call it.</param>
    public SourceRun AsSource(string name) => new(name, Record, () => OpenRead(Path(SourceRun.ArraysOf(Method)))) { Folder = Folder };

    /// <summary>A picture as text.</summary>
    public string ReadPicture(string name) => File.ReadAllText(Path(name));

    private static FileStream OpenRead(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path}: is missing. Run the command again, with --overwrite.", "missing-file", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InputException($"{path}: cannot be read ({error.Message}).", "unreadable", error);
        }
    }

    private void Verify(string name)
    {
        string path = System.IO.Path.Combine(Folder, name);
        using FileStream stream = OpenRead(path);
        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != _files[name])
            throw new InputException($"{path}: is damaged or was changed, its checksum is not the one in run.json. Run the command again, with --overwrite.", "damaged");
    }

    private static InputException Unfinished(string folder, string path)
    {
        string journal = System.IO.Path.Combine(folder, RunKeys.Journal);
        if (!Directory.Exists(journal)) return new InputException($"{path}: is missing, so {folder} holds no run. Give the --out folder of a run.", "missing-file");
        string plan = System.IO.Path.Combine(folder, RunDocument.Key);
        string done = "";
        if (File.Exists(plan))
        {
            using FileStream stream = OpenRead(plan);
            if (RunDocument.Read(stream) is { } document)
                done = FormattableString.Invariant($" ({Enumerable.Range(0, document.Chunks.Count).Count(chunk => File.Exists(System.IO.Path.Combine(folder, RunKeys.Rows(chunk))))} of {document.Chunks.Count} chunks are done)");
        }

        return new InputException($"{folder}: the run is not finished{done}. Give its command again; it goes on from there, and then make the report.", "unfinished");
    }
}

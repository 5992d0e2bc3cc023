using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Commands;

namespace GenoXai.Local.Demo;

/// <summary>
/// The demo's folder. It replaces what an earlier demo left there, goes on with an interrupted one,
/// and touches nothing of anybody else's.
/// </summary>
internal sealed class DemoFolder
{
    private const string MarkerName = "demo.txt";
    private static readonly string[] Own = ["home", "input", "predict", "ism", "sketch", "query"];
    private readonly string _root, _marker;

    private DemoFolder(string root)
    {
        _root = root;
        _marker = System.IO.Path.Combine(root, RunKeys.Journal, MarkerName);
    }

    /// <summary>Whether runs in the folder are of another demo and must be replaced.</summary>
    public bool ReplaceRuns { get; private init; }

    /// <summary>Whether an interrupted demo goes on.</summary>
    public bool Resumed { get; private init; }

    public string ReportPath => Path(ReportCommand.FileName);

    public string Path(string name) => System.IO.Path.Combine(_root, name);

    /// <summary>Makes the folder ready, and notes that a demo is at work there.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="identity">What makes two demos the same: program version and model.</param>
    /// <exception cref="InputException">It holds something that no demo wrote, or cannot be written to.</exception>
    public static DemoFolder Open(string path, string identity)
    {
        string root = System.IO.Path.GetFullPath(path), marker = System.IO.Path.Combine(root, RunKeys.Journal, MarkerName);
        bool interrupted = File.Exists(marker), finished = IsDemo(System.IO.Path.Combine(root, RunKeys.Record));
        if (!interrupted && !finished && (Own.Any(name => Directory.Exists(System.IO.Path.Combine(root, name))) || File.Exists(System.IO.Path.Combine(root, ReportCommand.FileName)) || File.Exists(System.IO.Path.Combine(root, RunKeys.Record))))
            throw new InputException($"--out {path}: holds results that are not from a demo. Choose another folder.", "conflict");
        bool same = interrupted && File.ReadAllText(marker) == identity;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(marker)!);
            File.WriteAllText(marker, identity);
            File.Delete(System.IO.Path.Combine(root, RunKeys.Record));
            File.Delete(System.IO.Path.Combine(root, ReportCommand.FileName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out {path}: the folder cannot be written to ({error.Message}). Choose another.", "unwritable", error);
        }

        return new DemoFolder(root) { ReplaceRuns = !same, Resumed = same };
    }

    /// <summary>Writes one of the demo's files.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes the demo's record; the demo is then finished.</summary>
    public void Finish(RunRecord record)
    {
        string path = Path(RunKeys.Record), temporary = path + ".tmp";
        using (FileStream stream = File.Create(temporary)) RunRecordFile.Write(record, stream);
        File.Move(temporary, path, overwrite: true);
        Directory.Delete(System.IO.Path.GetDirectoryName(_marker)!, recursive: true);
    }

    private static bool IsDemo(string path)
    {
        if (!File.Exists(path)) return false;
        using FileStream stream = File.OpenRead(path);
        RunRecord record = RunRecordFile.Read(stream, path);
        return record.Has("method") && record.GetString("method") == "demo";
    }
}

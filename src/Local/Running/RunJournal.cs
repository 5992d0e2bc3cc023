using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Running;

/// <summary>The journal of a run's folder: one process at a time works on it.</summary>
internal static class RunJournal
{
    private const string LockName = "lock";

    /// <summary>Takes the folder for this process until the stream is disposed.</summary>
    /// <exception cref="InputException">Another process works on it.</exception>
    public static FileStream Hold(string folder)
    {
        string path = Path.Combine(folder, RunKeys.Journal, LockName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new InputException($"--out {folder}: another process is working on this folder. Wait for it, or use another folder.", "conflict", error);
        }
    }

    /// <summary>Deletes a journal that nobody works on; none there is no error.</summary>
    /// <exception cref="InputException">Another process works on it.</exception>
    public static void Delete(string folder)
    {
        string journal = Path.Combine(folder, RunKeys.Journal);
        if (!Directory.Exists(journal)) return;
        using (Hold(folder))
        {
            foreach (string file in Directory.EnumerateFiles(journal))
                if (Path.GetFileName(file) != LockName) File.Delete(file);
        }

        Directory.Delete(journal, recursive: true);
    }
}

using System.Security.Cryptography;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Running;

/// <summary>The <c>--out</c> folder: never overwritten without being told so.</summary>
internal sealed class RunFolder(string path, bool overwrite)
{
    public string Path { get; } = path;

    /// <summary>Makes the folder ready for a run.</summary>
    /// <returns>The record of a finished run of the very same request and sequences; null when there is work to do.</returns>
    /// <exception cref="InputException">The folder holds results of another run.</exception>
    public async Task<RunRecord?> PrepareAsync(RunRequest request, OnnxSequenceModel model, string source, CancellationToken cancellationToken)
    {
        if (File.Exists(Path)) throw new InputException($"--out {Path}: is a file, not a folder.", "unwritable");
        string recordPath = System.IO.Path.Combine(Path, RunKeys.Record);
        if (overwrite)
        {
            Clear(recordPath);
            return null;
        }

        if (!File.Exists(recordPath)) return null;
        RunRecord record;
        await using (FileStream stream = File.OpenRead(recordPath)) record = RunRecordFile.Read(stream, recordPath);
        bool same = record.Has("identity") && record.GetString("identity") == RunIdentity.Of(request, model)
            && (source.Length == 0 || (source != "-" && record.GetString("sequences_sha256") == HashOf(source, model)));
        return same
            ? record
            : throw new InputException($"--out {Path}: holds the results of another run. Choose another folder, or say --overwrite to replace them.", "conflict");
    }

    /// <summary>Makes the folder ready for results that are made in one go.</summary>
    /// <exception cref="InputException">The folder holds results.</exception>
    public void PrepareForQuery()
    {
        if (File.Exists(Path)) throw new InputException($"--out {Path}: is a file, not a folder.", "unwritable");
        string recordPath = System.IO.Path.Combine(Path, RunKeys.Record);
        if (overwrite) Clear(recordPath);
        else if (File.Exists(recordPath) || Directory.Exists(System.IO.Path.Combine(Path, RunKeys.Journal)))
            throw new InputException($"--out {Path}: holds the results of another run. Choose another folder, or say --overwrite to replace them.", "conflict");
    }

    private static string HashOf(string source, OnnxSequenceModel model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedSequence sequence in FastaReader.ReadFile(source, model.Alphabet)) RunIdentity.Append(hash, sequence);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Removes what the earlier run wrote and nothing else.</summary>
    private void Clear(string recordPath)
    {
        string journal = System.IO.Path.Combine(Path, RunKeys.Journal);
        if (Directory.Exists(journal)) Directory.Delete(journal, true);
        if (!File.Exists(recordPath)) return;
        using (FileStream stream = File.OpenRead(recordPath))
        {
            RunRecord record = RunRecordFile.Read(stream, recordPath);
            if (record.Has("files"))
                foreach (string line in record.GetStrings("files"))
                    File.Delete(System.IO.Path.Combine(Path, System.IO.Path.GetFileName(line[(line.IndexOf("  ", StringComparison.Ordinal) + 2)..])));
        }

        File.Delete(recordPath);
    }
}

using System.Security.Cryptography;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Running;

/// <summary>The <c>--out</c> folder: never overwritten without being told so.</summary>
internal sealed class RunFolder(string path, bool overwrite)
{
    // Set when an earlier sketch of the same rows makes way for the new one.
    private bool _replaces;

    public string Path { get; } = path;

    /// <summary>Whether rows of an earlier sketch may be taken over.</summary>
    public bool TakesOverRows => !overwrite;

    /// <summary>Makes the folder ready for a run.</summary>
    /// <returns>The record of a finished run of the very same request and sequences; null when there is work to do.</returns>
    /// <exception cref="InputException">The folder holds results of another run.</exception>
    public async Task<RunRecord?> PrepareAsync(RunRequest request, OnnxSequenceModel model, SequenceInput source, CancellationToken cancellationToken)
    {
        if (File.Exists(Path)) throw new InputException($"--out {Path}: is a file, not a folder.", "unwritable");
        string recordPath = System.IO.Path.Combine(Path, RunKeys.Record);
        if (overwrite)
        {
            // The earlier results go once the new input has proved good, see ClearResults.
            if (!await IsResumableAsync(request, model, source, cancellationToken)) RunJournal.Delete(Path);
            return null;
        }

        if (!File.Exists(recordPath)) return null;
        RunRecord record = Read(recordPath);
        bool same = record.Has("identity") && record.GetString("identity") == RunIdentity.Of(request, model)
            && (source.IsNone || (source.CanReadAgain && record.GetString("sequences_sha256") == HashOf(source)));
        _replaces = !same && HasRowsFor(record, request, model);
        if (_replaces) return null;
        if (!same) throw new InputException($"--out {Path}: holds the results of another run. Choose another folder, or say --overwrite to replace them.", "conflict");
        // A process killed between its last two steps leaves its journal behind.
        RunJournal.Delete(Path);
        return record;
    }

    /// <summary>The same, of a run that is known by its fingerprint and that of its data.</summary>
    /// <param name="identity">Fingerprint of the run but for its data.</param>
    /// <param name="dataSha256">SHA-256 of the data.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">The folder holds results of another run.</exception>
    public async Task<RunRecord?> PrepareAsync(string identity, string dataSha256, CancellationToken cancellationToken)
    {
        if (File.Exists(Path)) throw new InputException($"--out {Path}: is a file, not a folder.", "unwritable");
        string recordPath = System.IO.Path.Combine(Path, RunKeys.Record), planPath = System.IO.Path.Combine(Path, RunDocument.Key);
        if (overwrite)
        {
            RunDocument? plan = null;
            if (File.Exists(planPath))
                await using (FileStream stream = File.OpenRead(planPath)) plan = RunDocument.Read(stream);
            cancellationToken.ThrowIfCancellationRequested();
            if (plan?.Identity != identity || plan.SequencesSha256 != dataSha256) RunJournal.Delete(Path);
            return null;
        }

        if (!File.Exists(recordPath)) return null;
        RunRecord record = Read(recordPath);
        if (!(record.Has("identity") && record.GetString("identity") == identity && record.Has("sequences_sha256") && record.GetString("sequences_sha256") == dataSha256))
            throw new InputException($"--out {Path}: holds the results of another run. Choose another folder, or say --overwrite to replace them.", "conflict");
        RunJournal.Delete(Path);
        return record;
    }

    /// <summary>Says whether results that are made in one go may be written; with overwriting <see cref="ClearResults()"/> removes the old ones.</summary>
    /// <exception cref="InputException">The folder holds results.</exception>
    public void PrepareForQuery()
    {
        if (File.Exists(Path)) throw new InputException($"--out {Path}: is a file, not a folder.", "unwritable");
        string recordPath = System.IO.Path.Combine(Path, RunKeys.Record);
        if (!overwrite && (File.Exists(recordPath) || Directory.Exists(System.IO.Path.Combine(Path, RunKeys.Journal))))
            throw new InputException($"--out {Path}: holds the results of another run. Choose another folder, or say --overwrite to replace them.", "conflict");
        if (overwrite) RunJournal.Delete(Path);
    }

    /// <summary>Throws, before anything is computed, where the folder holds results of something else than a run on several models.</summary>
    /// <param name="own">The method of what may lie there, or a fact that its record has.</param>
    /// <exception cref="InputException">The folder holds results of another run, or a damaged record.</exception>
    public void RequireOwn(string own)
    {
        string recordPath = System.IO.Path.Combine(Path, RunKeys.Record);
        if (overwrite || !File.Exists(recordPath)) return;
        RunRecord record = Read(recordPath);
        if (!record.Has(own) && record.GetString("method") != own)
            throw new InputException($"--out {Path}: holds the results of another run. Choose another folder, or say --overwrite to replace them.", "conflict");
    }

    /// <summary>Whether the folder holds a sketch of the same rows as the request's, by another budget, way to stop or decoder.</summary>
    private bool HasRowsFor(RunRecord record, RunRequest request, OnnxSequenceModel model) =>
        record.Has("rows_identity") && File.Exists(System.IO.Path.Combine(Path, RunKeys.SketchRows))
        && record.GetString("rows_identity") == RunIdentity.OfRows(request, model);

    private static string HashOf(SequenceInput source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedSequence sequence in source.Sequences) RunIdentity.Append(hash, sequence);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether an interrupted run of the very same request and sequences lies here: then overwriting goes on from it.</summary>
    private async Task<bool> IsResumableAsync(RunRequest request, OnnxSequenceModel model, SequenceInput source, CancellationToken cancellationToken)
    {
        string planPath = System.IO.Path.Combine(Path, RunDocument.Key);
        if (!File.Exists(planPath) || !source.CanReadAgain) return false;
        await using FileStream stream = File.OpenRead(planPath);
        cancellationToken.ThrowIfCancellationRequested();
        return RunDocument.Read(stream) is { } plan && plan.Identity == RunIdentity.Of(request, model)
            && (source.IsNone || plan.SequencesSha256 == HashOf(source));
    }

    /// <summary>When overwriting or going on from an earlier sketch's rows, removes what the earlier run wrote and nothing else; rows to go on from stay.</summary>
    public void ClearResults()
    {
        string recordPath = System.IO.Path.Combine(Path, RunKeys.Record);
        if (!(overwrite || _replaces) || !File.Exists(recordPath)) return;
        foreach (string file in FilesOf(recordPath))
            if (overwrite || file != RunKeys.SketchRows) File.Delete(System.IO.Path.Combine(Path, file));
        File.Delete(recordPath);
    }

    /// <summary>The record of what lies there.</summary>
    /// <exception cref="InputException">It is damaged; the message says what to do with the folder.</exception>
    private RunRecord Read(string recordPath)
    {
        try
        {
            using FileStream stream = File.OpenRead(recordPath);
            RunRecord record = RunRecordFile.Read(stream, recordPath);
            // Every record has one; {} has not.
            _ = record.GetString("method");
            return record;
        }
        catch (InputException error)
        {
            throw new InputException($"--out {Path}: holds a damaged record of a run. {error.Message} Choose another folder, or say --overwrite to replace what is there.", "conflict", error);
        }
    }

    /// <summary>The same of a run on several models; when overwriting, also what an earlier one on more of them left in their folders.</summary>
    /// <param name="folderOf">The folder of each, from 0.</param>
    /// <param name="count">How many there are now.</param>
    public void ClearResults(Func<int, string> folderOf, int count)
    {
        ClearResults();
        if (!overwrite) return;
        for (int member = count; System.IO.Path.Combine(Path, folderOf(member)) is var old && File.Exists(System.IO.Path.Combine(old, RunKeys.Record)); member++)
        {
            new RunFolder(old, overwrite: true).ClearResults();
            RunJournal.Delete(old);
            // What somebody else put there stays.
            if (!Directory.EnumerateFileSystemEntries(old).Any()) Directory.Delete(old);
        }
    }

    private static IEnumerable<string> FilesOf(string recordPath)
    {
        try
        {
            using FileStream stream = File.OpenRead(recordPath);
            RunRecord record = RunRecordFile.Read(stream, recordPath);
            return record.Has("files")
                ? [.. record.GetStrings("files").Select(static line => System.IO.Path.GetFileName(line[(line.IndexOf("  ", StringComparison.Ordinal) + 2)..]))]
                : [];
        }
        catch (InputException)
        {
            // A damaged record names no files; new ones of the same names replace them.
            return [];
        }
    }
}

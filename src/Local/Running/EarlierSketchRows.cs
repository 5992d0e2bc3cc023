using GenoXai.Api;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>Rows that the server's finished sketches left, for a new sketch of the same rows: of the same model, target, seed and domain.</summary>
internal static class EarlierSketchRows
{
    /// <summary>Copies the longest such file into the new run's folder; does nothing when there is none, or the run has begun already.</summary>
    public static async Task CopyAsync(RunRequest request, OnnxSequenceModel model, string run, string home, FolderArtifactStore target, CancellationToken cancellationToken)
    {
        if (RunIdentity.OfRows(request, model) is not { } identity) return;
        if (await target.ExistsAsync(RunDocument.Key, cancellationToken) || await target.ExistsAsync(RunKeys.SketchRows, cancellationToken)) return;
        FileInfo? longest = null;
        foreach (DirectoryInfo folder in new DirectoryInfo(Path.GetDirectoryName(Path.Combine(home, RunBook.FolderOf(run).TrimEnd('/')))!).EnumerateDirectories())
        {
            var rows = new FileInfo(Path.Combine(folder.FullName, RunKeys.SketchRows));
            // The record is written last: rows beside one are whole.
            if (folder.Name == run || !rows.Exists || IdentityIn(folder) != identity) continue;
            if (longest is null || rows.Length > longest.Length) longest = rows;
        }

        if (longest is null) return;
        try
        {
            await target.PutAsync(RunKeys.SketchRows, async copy =>
            {
                await using FileStream source = longest.OpenRead();
                await source.CopyToAsync(copy, cancellationToken);
            }, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            // Its run was removed meanwhile: the rows are then computed.
        }
    }

    private static string? IdentityIn(DirectoryInfo folder)
    {
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(folder.FullName, RunKeys.Record));
            RunRecord record = RunRecordFile.Read(stream, RunKeys.Record);
            return record.Has("rows_identity") ? record.GetString("rows_identity") : null;
        }
        catch (Exception error) when (error is IOException or InputException)
        {
            return null;
        }
    }
}

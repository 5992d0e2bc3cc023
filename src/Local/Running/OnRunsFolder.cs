using System.Diagnostics;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>A run on finished runs, in one go, into the <c>--out</c> folder.</summary>
internal static class OnRunsFolder
{
    /// <summary>Throws where the folder is one of those that are read.</summary>
    /// <exception cref="InputException">It is.</exception>
    public static void RequireOther(IEnumerable<string> read, string path, string why)
    {
        if (read.Any(folder => Full(folder) == Full(path))) throw new InputException($"--out {path}: {why}. Choose another folder.", "bad-option");

        static string Full(string folder) => Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
    }

    /// <summary>Does it; what is refused leaves no empty folder.</summary>
    /// <param name="request">What is computed.</param>
    /// <param name="path">The folder.</param>
    /// <param name="folder">The same, prepared.</param>
    /// <param name="watch">Runs since the command began.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="with">What the command adds.</param>
    public static async Task<RunRecord> RunAsync(
        RunRequest request, string path, RunFolder folder, Stopwatch watch, IReadOnlyList<SourceRun> runs, CancellationToken cancellationToken, Func<OnRunsContext, OnRunsContext>? with = null)
    {
        bool isNew = !Directory.Exists(path);
        try
        {
            var context = new OnRunsContext(request, new FolderArtifactStore(path), "", _ => Task.FromResult(runs))
            {
                IsRead = folder.ClearResults,
                Warn = static warning => Console.Error.WriteLine($"warning: {warning}"),
                Elapsed = () => watch.Elapsed.TotalSeconds,
            };
            return await OnRunsActivities.MergeAsync(with is null ? context : with(context), cancellationToken);
        }
        catch (InputException) when (isNew && Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
            throw;
        }
    }
}

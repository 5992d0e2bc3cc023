using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;
using GenoXai.Local.Reports;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>What a comparison asks.</summary>
/// <param name="Folders">The folders of two finished runs or more.</param>
/// <param name="Target">Which of several targets; null for each run's first.</param>
/// <param name="Share">Which part of the positions are the most important ones.</param>
/// <param name="Pictures">Sequences that get a picture.</param>
internal sealed record CompareRequest(IReadOnlyList<string> Folders, string? Target, double Share, int Pictures);

/// <summary>Compares finished runs on the same sequences; nothing is shown to a model.</summary>
internal static class CompareRun
{
    public const string Method = "compare";

    public static async Task<RunSummary> RunAsync(CompareRequest request, string path, bool overwrite, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        if (request.Folders.Count < 2) throw new InputException("compare: name the folders of two finished runs or more.", "bad-option");
        if (request.Folders.Any(folder => Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) == Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar)))
            throw new InputException($"--out {path}: is one of the runs that are compared. Choose another folder.", "bad-option");
        RequireDifferent(request.Folders, "compare");
        var folder = new RunFolder(path, overwrite);
        folder.PrepareForQuery();
        RunResults[] runs = [.. request.Folders.Select(RunResults.Open)];
        List<ExplanationFile> files = [];
        try
        {
            foreach ((RunResults run, string name) in runs.Zip(NamesOf(request.Folders))) files.Add(OpenExplanations(run, name, request.Target));
            var written = new ComparisonFiles(files, request.Share, request.Pictures);
            var store = new FolderArtifactStore(path);
            IReadOnlyList<ArtifactInfo> all = await written.WriteAsync(store, folder.ClearResults, cancellationToken);
            ArtifactInfo arrays = await store.PutAsync("compare.npz", stream => WriteArrays(stream, written, files), cancellationToken);
            RunRecord record = Record(runs, written);
            QueryRun.Ended(record, watch, written.Warnings, [arrays, .. all]);
            await store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
            foreach (string warning in written.Warnings) await Console.Error.WriteLineAsync($"warning: {warning}");
            return new RunSummary(record, Text(record, written, path));
        }
        finally
        {
            foreach (ExplanationFile file in files) file.Dispose();
        }
    }

    /// <summary>Opens what a finished run explains.</summary>
    public static ExplanationFile OpenExplanations(RunResults run, string name, string? target)
    {
        if (!ExplanationFile.Methods.Contains(run.Method))
            throw new InputException($"{run.Folder}: a run of {run.Method} has no importance for each position; runs of {string.Join(", ", ExplanationFile.Methods)} have.", "bad-option");
        return ExplanationFile.Open(name, run.Record, File.OpenRead(run.Path(run.Method + ".npz")), target);
    }

    /// <summary>Throws where one folder is named twice: it agrees with itself.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="option">Where they are named.</param>
    public static void RequireDifferent(IReadOnlyList<string> folders, string option)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (folders.FirstOrDefault(folder => !seen.Add(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar))) is { } twice)
            throw new InputException($"{option} {twice}: is named twice. Name every run once.", "bad-option");
    }

    /// <summary>Short names of folders that tell them apart.</summary>
    public static IReadOnlyList<string> NamesOf(IReadOnlyList<string> folders)
    {
        string[] names = [.. folders.Select(static f => Path.GetFileName(Path.GetFullPath(f).TrimEnd(Path.DirectorySeparatorChar)))];
        return names.Distinct().Count() == names.Length ? names : folders;
    }

    private static void WriteArrays(Stream stream, ComparisonFiles written, List<ExplanationFile> files)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        written.WriteArrays(npz);
        npz.WriteText("ids", files[0].Ids);
        npz.Finish();
    }

    private static RunRecord Record(RunResults[] runs, ComparisonFiles written)
    {
        RunRecord record = new RunRecord()
            .Set("method", Method)
            .Set("model", string.Join(", ", runs.Select(static r => r.Record.GetString("model")).Distinct()))
            .Set("targets", runs.SelectMany(static r => r.Targets).Distinct())
            .Set("sequences", (long)written.Count)
            .Set("model_rows", 0L)
            .Set("folders", runs.Select(static r => r.Folder))
            .Set("completeness_deltas", runs.Select(static r => r.Record.Has("completeness_delta") ? r.Record.GetDouble("completeness_delta") : double.NaN));
        written.Describe(record);
        return record;
    }

    private static string Text(RunRecord record, ComparisonFiles written, string path)
    {
        var lines = new List<string> { string.Create(CultureInfo.InvariantCulture, $"compare: {written.Count:N0} sequences, 0 model rows. Medians over the sequences:") };
        IReadOnlyList<string> pairs = record.GetStrings("pairs");
        for (int p = 0; p < pairs.Count; p++)
            lines.Add($"  {pairs[p]}: Pearson {Of("median_pearson", p)}, Spearman {Of("median_spearman", p)}, overlap of the top positions {Of("median_top_overlap", p)}");
        return string.Join(Environment.NewLine, [.. lines, $"Results: {path}"]);

        string Of(string key, int pair) => record.GetDoubles(key)[pair] is var value && double.IsNaN(value) ? "undefined" : value.ToString("F3", CultureInfo.InvariantCulture);
    }
}

using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;
using GenoXai.Local.Reports;

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
        RequireDifferent(request.Folders, "compare");
        OnRunsFolder.RequireOther(request.Folders, path, "is one of the runs that are compared");
        var folder = new RunFolder(path, overwrite);
        folder.PrepareForQuery();
        SourceRun[] runs = [.. request.Folders.Select(RunResults.Open).Zip(NamesOf(request.Folders), static (run, name) => run.AsSource(name))];
        var asked = new RunRequest
        {
            Method = RunMethod.Compare,
            Pictures = request.Pictures,
            Comparison = new ComparisonRequest { Target = request.Target, TopShare = request.Share },
        };
        RunRecord record = await OnRunsFolder.RunAsync(asked, path, folder, watch, runs, cancellationToken);
        return new RunSummary(record, Text(record, path));
    }

    /// <summary>Opens what a finished run explains.</summary>
    public static ExplanationFile OpenExplanations(RunResults run, string name, string? target) => run.AsSource(name).Open(target);

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

    private static string Text(RunRecord record, string path)
    {
        var lines = new List<string> { string.Create(CultureInfo.InvariantCulture, $"compare: {record.GetInt64("sequences"):N0} sequences, 0 model rows. Medians over the sequences:") };
        IReadOnlyList<string> pairs = record.GetStrings("pairs");
        for (int p = 0; p < pairs.Count; p++)
            lines.Add($"  {pairs[p]}: Pearson {Of("median_pearson", p)}, Spearman {Of("median_spearman", p)}, overlap of the top positions {Of("median_top_overlap", p)}");
        return string.Join(Environment.NewLine, [.. lines, $"Results: {path}"]);

        string Of(string key, int pair) => record.GetDoubles(key)[pair] is var value && double.IsNaN(value) ? "undefined" : value.ToString("F3", CultureInfo.InvariantCulture);
    }
}

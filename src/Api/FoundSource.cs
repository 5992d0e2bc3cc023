using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Results;

namespace GenoXai.Api;

/// <summary>A finished run that another one is to read, or one model's part of it.</summary>
/// <param name="Entry">The run.</param>
/// <param name="Member">The part, of a run on several models; null for the run as a whole.</param>
/// <param name="Record">The record of what is read.</param>
internal sealed record FoundSource(RunEntry Entry, RunMember? Member, RunRecord Record)
{
    /// <summary>How it is named in a request: the run's id, and the part's folder behind a slash.</summary>
    public string Id => Member is null ? Entry.Id : $"{Entry.Id}/{Member.Folder}";

    /// <summary>Its method; of a test with random weights that of the test's part.</summary>
    public string Method => Record.GetString("method");

    /// <summary>Name of its arrays among the run's files.</summary>
    public string Arrays => (Member is null ? "" : Member.Folder + "/") + SourceRun.ArraysOf(Method);

    /// <summary>Its letters, where it says them.</summary>
    public string? Letters => Record.Has("alphabet") ? Record.GetString("alphabet") : null;

    private string Model => Member?.Model ?? Entry.Models;

    private string Part => Member?.Folder ?? Method;

    /// <summary>The shortest names that tell runs apart: by method, by model, by both, by part, with their targets; else the first that do, with parts of the ids.</summary>
    public static string[] Names(IReadOnlyList<FoundSource> runs)
    {
        Func<FoundSource, string>[] ways =
        [
            static r => r.Method, static r => r.Model, static r => $"{r.Method} {r.Model}", static r => r.Part, static r => $"{r.Part} {r.Model}",
            static r => $"{r.Method} {r.Model} {string.Join(',', r.Entry.Submission.Targets ?? [])}", static r => $"{r.Part} {r.Entry.Id[..8]}", static r => r.Id,
        ];
        foreach (Func<FoundSource, string> way in ways)
        {
            string[] names = [.. runs.Select(way)];
            if (names.Distinct().Count() == names.Length) return names;
        }

        throw new InvalidOperationException("A run is named twice.");
    }
}

using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace GenoXai.Api;

/// <summary>Core's messages name the options of the command line; who asked over HTTP has fields instead.</summary>
public static partial class OptionFields
{
    // Options that are called otherwise here, or are no options here.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["target"] = "targets",
        ["model"] = "model",
        ["fasta"] = "sequences",
        ["pairs"] = "pairs",
        ["data"] = "data",
        ["method"] = "options.attribution",
        ["from"] = "runs",
        ["score"] = "options.motifScore",
        ["test"] = "options.testShare",
    };

    private static readonly Dictionary<(string Method, string Option), string> RenamedOf = new()
    {
        [("sanity", "method")] = "options.explanation",
        [("filters", "threshold")] = "options.filterThreshold",
        [("compare", "top")] = "options.topShare",
        [("perturb", "word")] = "options.words",
        [("sketch", "fasta")] = "options.sequence",
    };

    private static readonly HashSet<string> Fields = [.. ApiJson.Default.RunSubmissionOptions.Properties.Select(static (JsonPropertyInfo p) => p.Name)];

    /// <summary>A message with the fields of a request in place of the command line's options; a whole command in quotation marks stays.</summary>
    /// <param name="message">The message.</param>
    /// <param name="method">The method that was asked for.</param>
    public static string In(string message, string? method)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Contains("--", StringComparison.Ordinal) ? Option().Replace(message, match => match.Groups[1] is { Success: true, Value: var name } ? Of(name, method) ?? match.Value : match.Value) : message;
    }

    /// <summary>The field of an option, without its dashes; null for one that only the command line has.</summary>
    internal static string? Of(string option, string? method)
    {
        if (RenamedOf.TryGetValue((method ?? "", option), out string? own) || Renamed.TryGetValue(option, out own)) return own;
        string[] words = option.Split('-');
        string field = words[0] + string.Concat(words.Skip(1).Select(static w => w.Length > 0 ? char.ToUpperInvariant(w[0]) + w[1..] : w));
        return Fields.Contains(field) ? "options." + field : null;
    }

    /// <summary>The same of failures; one of the options or of a table as a whole is of the option that its message begins with.</summary>
    internal static IReadOnlyList<Failure> In(IReadOnlyList<Failure> failures, string? method) => [.. failures.Select(failure =>
    {
        string message = In(failure.Message, method);
        return failure with { Message = message, Field = failure.Field is "options" or TableIntake.Field && Begin().Match(message) is { Success: true, Value: var field } ? field : failure.Field };
    })];

    [GeneratedRegex("\"genoxai [^\"]*\"|(?<![\\w-])--([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")]
    private static partial Regex Option();

    [GeneratedRegex(@"^options\.[A-Za-z0-9]+(?:\.[\w-]+)*(?=[: ])")]
    private static partial Regex Begin();
}

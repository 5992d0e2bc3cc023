using System.Text.Json;
using System.Text.Json.Serialization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>Reads, writes and checks <c>manifest.json</c>.</summary>
public static class ManifestFile
{
    /// <summary>The file's name, beside the model.</summary>
    public const string Name = "manifest.json";

    private const int MostOnUpload = 16;

    /// <summary>Reads a manifest.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="InputException">Not JSON, an unknown or missing field, or a value out of range; all problems of the values at once.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> json, string path)
    {
        ModelManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json.StartsWith("\uFEFF"u8) ? json[3..] : json, ManifestJson.Default.ModelManifest);
        }
        catch (JsonException error)
        {
            string where = error.LineNumber is { } line ? $", line {line + 1}" : "";
            throw new InputException($"{path}{where}: {error.Message}", "bad-manifest", error);
        }

        if (manifest is null) throw new InputException($"{path}: is empty.", "bad-manifest");
        if (Nulls(manifest) is { } hole) throw new InputException($"{path}: {hole} is null.", "bad-manifest");
        List<string> problems = Problems(manifest);
        return problems.Count == 0 ? manifest : throw new InputException($"{path}: " + string.Join(" ", problems), "bad-manifest");
    }

    /// <summary>The manifest as JSON, indented, ending in a line feed.</summary>
    /// <param name="manifest">The manifest.</param>
    public static string Format(ModelManifest manifest) => JsonSerializer.Serialize(manifest, ManifestJson.Default.ModelManifest) + "\n";

    /// <summary>Whether a name can be a model's id.</summary>
    /// <param name="id">The name.</param>
    public static bool IsId(string id) => id is { Length: > 0 and <= 100 } && id[0] is not ('-' or '.')
        && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static List<string> Problems(ModelManifest manifest)
    {
        var problems = new List<string>();
        if (!IsId(manifest.Id)) problems.Add($"id \"{manifest.Id}\": 1 to 100 letters, digits, '-', '_' and '.', and no '-' or '.' at the start.");
        if (manifest.Genome is { } genome && !IsId(genome)) problems.Add($"genome \"{genome}\": 1 to 100 letters, digits, '-', '_' and '.', and no '-' or '.' at the start.");
        ManifestInput input = manifest.Input;
        Check(() => CheckAlphabet(input), problems);
        if (input.Length is <= 0) problems.Add($"input.length {input.Length}: must be 1 or more.");
        if (input.MinLength is < 0) problems.Add($"input.minLength {input.MinLength}: must not be negative.");
        if (input.MaxLength is { } max && max < (input.MinLength ?? 1)) problems.Add($"input.maxLength {max}: smaller than the least length.");
        if (input.LengthStep is <= 0) problems.Add($"input.lengthStep {input.LengthStep}: must be 1 or more.");
        if (input.IsFeatures && (input.Length ?? input.MinLength ?? input.MaxLength ?? input.LengthStep) is not null)
            problems.Add("input.axes features: lengths are of sequences; leave them out.");
        if (input.MissingLetter is not ("zero" or "uniform")) problems.Add($"input.missingLetter \"{input.MissingLetter}\": zero or uniform.");
        foreach (ManifestConstant constant in manifest.Constants) CheckConstant(constant, problems);
        foreach (IGrouping<string, ManifestConstant> repeated in manifest.Constants.GroupBy(static c => c.Name).Where(static g => g.Count() > 1))
            problems.Add($"constants: \"{repeated.Key}\" is given twice.");
        foreach (ManifestTarget target in manifest.Targets) CheckTarget(target, problems);
        if (manifest.OnUpload is { Count: > MostOnUpload }) problems.Add($"onUpload: {manifest.OnUpload.Count} runs; at most {MostOnUpload} are started.");
        for (int run = 0; run < manifest.OnUpload?.Count; run++)
            if (manifest.OnUpload[run].ValueKind != JsonValueKind.Object) problems.Add($"onUpload[{run}]: must be an object such as {{\"method\":\"sketch\",\"options\":{{\"budget\":20000}}}}.");
        foreach (IGrouping<string, ManifestTarget> repeated in manifest.Targets.GroupBy(static t => t.Name).Where(static g => g.Count() > 1))
            problems.Add($"targets: the name \"{repeated.Key}\" is used twice.");
        return problems;
    }

    /// <summary>What JSON says is null where there must be something: required only means that the field is there.</summary>
    private static string? Nulls(ModelManifest manifest) =>
        manifest.Input is null ? "input"
        : manifest.Constants.Any(static c => c is null) ? "an element of constants"
        : manifest.Targets.Any(static t => t is null) ? "an element of targets"
        : null;

    private static void CheckConstant(ManifestConstant constant, List<string> problems)
    {
        string name = $"constants \"{constant.Name}\": shape [{string.Join(',', constant.Shape)}]";
        double size = constant.Shape.Aggregate(1.0, static (product, n) => product * n);
        if (constant.Shape.Any(static n => n < 1)) problems.Add($"{name}: every size is 1 or more.");
        else if (size != constant.Values.Count)
            problems.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} needs {size} values, there are {constant.Values.Count}."));
    }

    private static void CheckAlphabet(ManifestInput input)
    {
        var alphabet = new Alphabet(input.Alphabet);
        alphabet.Parse(input.FlankLeft, "input.flankLeft");
        alphabet.Parse(input.FlankRight, "input.flankRight");
    }

    private static void CheckTarget(ManifestTarget target, List<string> problems)
    {
        string name = $"target \"{target.Name}\"";
        if (string.IsNullOrWhiteSpace(target.Name) || target.Name.Any(char.IsControl)) problems.Add($"{name}: give it a name, of printable letters.");
        if (target.Expression is null && target.Output is null) problems.Add($"{name}: give output, or expression.");
        if (target.Reduction is not ("none" or "sum" or "mean")) problems.Add($"{name}: reduction \"{target.Reduction}\" is not none, sum or mean.");
        else if (target.Activation is not "none" && !FunctionNode.Known.ContainsKey(target.Activation))
            problems.Add($"{name}: activation \"{target.Activation}\" is not none, {string.Join(", ", FunctionNode.Known.Keys)}.");
        else if (target.Expression is not null || target.Output is not null) Check(() => TargetExpression.Parse(target.EffectiveExpression), problems);
    }

    private static void Check(Action action, List<string> problems)
    {
        try
        {
            action();
        }
        catch (InputException error)
        {
            problems.Add(error.Message);
        }
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

using System.Text.Json;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The runs that a manifest's <c>onUpload</c> asks for.</summary>
public static class OnUpload
{
    /// <summary>Reads them, by the rules of <c>POST /api/runs</c>; what only the open model can tell is found when they are submitted.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="id">Id that the model is registered under.</param>
    /// <returns>The runs; null when the manifest leaves it to the server.</returns>
    /// <exception cref="InputException">Everything that is wrong with the first wrong one.</exception>
    public static IReadOnlyList<RunSubmission>? Read(ModelManifest manifest, string id)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.OnUpload is { } asked ? [.. asked.Select((run, i) => Read(run, $"{ManifestFile.Name}: onUpload[{i}]", id))] : null;
    }

    private static RunSubmission Read(JsonElement asked, string place, string id)
    {
        RunSubmission run;
        try
        {
            run = asked.Deserialize(ApiJson.Default.RunSubmission)!;
        }
        catch (JsonException error)
        {
            string field = error.Path is { Length: > 1 } path ? $", field {path[2..]}" : "";
            throw new InputException($"{place}{field}: {RequestBody.Reason(error)}", "bad-manifest", error);
        }

        if (run.Model is not null) throw new InputException($"{place}: leave model out; it is the uploaded one.", "bad-manifest");
        run = run with { Model = id };
        return RunSubmissionParser.TryParse(run, out _, out IReadOnlyList<Failure> failures)
            ? run
            : throw new InputException($"{place}: {string.Join(" ", failures.Select(static f => f.Message))}", "bad-manifest");
    }
}

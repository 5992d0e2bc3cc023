using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>Fingerprints that tell whether two runs are the same.</summary>
public static class RunIdentity
{
    private const string AnyVersion = "any version";

    /// <summary>Version of this program.</summary>
    public static string Version { get; } =
        typeof(RunIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Fingerprint of everything but the sequences: request, model file, manifest, program version.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model.</param>
    public static string Of(RunRequest request, OnnxSequenceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(request, model.Facts.Sha256, model.Manifest);
    }

    /// <summary>The same, of a model that is not open.</summary>
    /// <param name="request">The request.</param>
    /// <param name="modelSha256">SHA-256 of the model file.</param>
    /// <param name="manifest">The manifest in force.</param>
    public static string Of(RunRequest request, string modelSha256, ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return Of(request, modelSha256, ManifestFile.Format(manifest));
    }

    /// <summary>The same, of a model that needs no manifest.</summary>
    /// <param name="request">The request.</param>
    /// <param name="modelSha256">SHA-256 of the model file.</param>
    /// <param name="manifest">The manifest's text; empty without one.</param>
    public static string Of(RunRequest request, string modelSha256, string manifest) => Of(request, modelSha256, manifest, Version);

    /// <summary>The same without the program version: a new version does not make a result stale.</summary>
    /// <param name="request">The request.</param>
    /// <param name="modelSha256">SHA-256 of the model file.</param>
    /// <param name="manifest">The manifest in force.</param>
    public static string ContentOf(RunRequest request, string modelSha256, ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return Of(request, modelSha256, ManifestFile.Format(manifest), AnyVersion);
    }

    /// <summary>The same of a run that shows nothing to a model.</summary>
    /// <param name="request">The request.</param>
    public static string ContentOf(RunRequest request) => Of(request, "", "", AnyVersion);

    private static string Of(RunRequest request, string modelSha256, string manifest, string version)
    {
        ArgumentNullException.ThrowIfNull(request);
        string text = string.Join('\n', "run 1", version, JsonSerializer.Serialize(request, RunJson.Default.RunRequest), modelSha256, manifest);
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Fingerprint of everything that decides the model's value of a sketch's uniform row, given the row's number; null when the decoder shows no such rows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model.</param>
    public static string? OfRows(RunRequest request, OnnxSequenceModel model)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(model);
        if (request.Sketch is not { Decoder: SketchDecoder.Hybrid or SketchDecoder.Ridge } sketch) return null;
        // Budget, rounds, decoder, batch and chunk sizes are left out: they do not change a row.
        SketchDomain sketched = SketchPlan.Of(request, model).Domain;
        var domain = new SketchRequest { Budget = 0, Length = sketched.Length, Sequence = sketch.Sequence, Range = sketch.Range, Letters = sketch.Letters };
        var rows = new RunRequest { Method = RunMethod.Sketch, Seed = request.Seed, Provider = request.Provider, Sketch = domain };
        string text = string.Join('\n', sketched.Codes.IsMixed ? "sketch rows of own codes 1" : "sketch rows 1", Version, JsonSerializer.Serialize(rows, RunJson.Default.RunRequest),
            model.ResolvedTargets[0].Expression.Text, model.Facts.Sha256, ManifestFile.Format(model.Manifest));
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Adds a sequence to a running hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="sequence">The sequence.</param>
    public static void Append(IncrementalHash hash, NamedSequence sequence)
    {
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(sequence.Id));
        hash.AppendData("\n"u8);
        hash.AppendData(sequence.Letters);
        hash.AppendData("\n"u8);
    }
}

using System.Security.Cryptography;
using System.Text;
using GenoXai.Core.Models;

namespace GenoXai.Api.Contracts;

/// <summary>The server answers.</summary>
/// <param name="Status"><c>ok</c>.</param>
/// <param name="Version">Version of the program.</param>
public sealed record HealthReport(string Status, string Version);

/// <summary>A registered model, in a word; also what the catalog keeps of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Sha256">SHA-256 of the model file.</param>
/// <param name="Targets">Names of its targets.</param>
public sealed record ModelSummary(string Id, string Name, string Sha256, IReadOnlyList<string> Targets)
{
    /// <summary>Hash of manifest and model file: another manifest or file is another version.</summary>
    public string Version { get; init => field = value ?? ""; } = "";

    /// <summary>What the catalog keeps of a model.</summary>
    /// <param name="manifest">The model's manifest, with its SHA-256.</param>
    public static ModelSummary Of(ModelManifest manifest) =>
        new(manifest.Id, manifest.Name, manifest.Sha256 ?? "", [.. manifest.Targets.Select(static t => t.Name)]) { Version = VersionOf(manifest) };

    /// <summary>The version of a registered model.</summary>
    /// <param name="manifest">Its manifest, with the file's SHA-256.</param>
    public static string VersionOf(ModelManifest manifest) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ManifestFile.Format(manifest))))[..32];
}

/// <summary>A registered model.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Sha256">SHA-256 of the model file.</param>
/// <param name="Manifest">The manifest in force.</param>
/// <param name="Parameters">Number of weights.</param>
/// <param name="Inputs">The graph's inputs with their shapes.</param>
/// <param name="Outputs">The graph's outputs with their shapes.</param>
public sealed record ModelDetails(string Id, string Sha256, ModelManifest Manifest, long Parameters, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    internal static ModelDetails Of(LoadedModel model, ModelManifest manifest) => new(
        manifest.Id, model.Onnx.Sha256, manifest, model.Onnx.Facts.Parameters,
        [.. model.Onnx.Facts.Inputs.Select(static i => i.Description)], [.. model.Onnx.Facts.Outputs.Select(static o => o.Description)]);
}

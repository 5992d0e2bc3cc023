using System.Text.Json;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Commands;

/// <summary>The folder where one machine keeps registered models, runs and sketches.</summary>
internal sealed class ModelHome : IModelLibrary
{
    private ModelHome(string path) => Path = System.IO.Path.GetFullPath(path);

    public string Path { get; }

    public FolderCatalog Catalog => new(Path);

    public string ModelFolder(string id) => System.IO.Path.Combine(Path, "models", id);

    public static ModelHome Open(string? path) => new(path
        ?? Environment.GetEnvironmentVariable("GENOXAI_HOME")
        ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".genoxai"));

    /// <summary>Loads a model by path, or by the id it was registered under.</summary>
    /// <exception cref="InputException">Neither, or the model is wrong.</exception>
    public LoadedModel Load(string model, string? manifest = null, string? alphabet = null)
    {
        if (File.Exists(model) || Directory.Exists(model)) return ModelLoader.Load(model, manifest, alphabet);
        bool isId = ManifestFile.IsId(model);
        if (isId && File.Exists(System.IO.Path.Combine(ModelFolder(model), "model.onnx"))) return ModelLoader.Load(ModelFolder(model), manifest, alphabet, NameOf(model));
        string known = isId && Directory.Exists(System.IO.Path.Combine(Path, "models"))
            ? string.Join(", ", Directory.EnumerateDirectories(System.IO.Path.Combine(Path, "models")).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal))
            : "";
        throw new InputException(
            $"model {model}: there is no such file, and no model is registered under that id"
            + (known.Length > 0 ? $" (registered: {known})." : $" in {Path}. \"genoxai model add FILE.onnx\" registers one."), "unknown-model");
    }

    /// <inheritdoc/>
    public Task<LoadedModel?> FindAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(ManifestFile.IsId(id) && File.Exists(System.IO.Path.Combine(ModelFolder(id), "model.onnx")) ? ModelLoader.Load(ModelFolder(id), name: NameOf(id)) : null);

    // Where a server keeps its models is not the client's to know.
    private static string NameOf(string id) => $"model \"{id}\"";

    /// <inheritdoc/>
    public async Task RegisterAsync(LoadedModel model, ModelManifest manifest, string? expectedETag, CancellationToken cancellationToken)
    {
        // One server has this folder, which registers one model at a time; the command line may have come between.
        if (expectedETag != "*" && (await Catalog.FindAsync("models", manifest.Id, cancellationToken))?.ETag != expectedETag)
            throw new CatalogConflictException("models", manifest.Id);
        await AddAsync(model, manifest.Id, overwrite: true, cancellationToken);
    }

    /// <summary>Registers a model: copies the file and its manifest below this folder.</summary>
    /// <exception cref="InputException">The model is wrong, or the id is taken by another model.</exception>
    public async Task<ModelManifest> AddAsync(LoadedModel model, string? id, bool overwrite, CancellationToken cancellationToken)
    {
        ModelManifest manifest = model.Manifest with { Id = id ?? model.Manifest.Id, Sha256 = model.Onnx.Sha256, OnUpload = null };
        if (!ManifestFile.IsId(manifest.Id)) throw new InputException($"id \"{manifest.Id}\": letters, digits, '-', '_' and '.' only.", "bad-id");
        string folder = ModelFolder(manifest.Id), staging = folder + ".tmp";
        string json = ManifestFile.Format(manifest);
        if (Directory.Exists(folder) && !overwrite)
        {
            string current = System.IO.Path.Combine(folder, ManifestFile.Name);
            if (File.Exists(current) && await File.ReadAllTextAsync(current, cancellationToken) == json) return manifest;
            throw new InputException($"id \"{manifest.Id}\": another model or manifest is registered under it. Choose another --id, or say --overwrite.", "conflict");
        }

        if (Directory.Exists(staging)) Directory.Delete(staging, true);
        Directory.CreateDirectory(staging);
        File.Copy(model.Onnx.Path!, System.IO.Path.Combine(staging, "model.onnx"));
        string source = System.IO.Path.GetDirectoryName(model.Onnx.Path!)!;
        foreach (string file in model.Onnx.ExternalFiles)
        {
            string target = System.IO.Path.Combine(staging, System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        await File.WriteAllTextAsync(System.IO.Path.Combine(staging, ManifestFile.Name), json, cancellationToken);
        if (Directory.Exists(folder)) Directory.Delete(folder, true);
        Directory.Move(staging, folder);
        await Catalog.PutAsync("models", manifest.Id, JsonSerializer.Serialize(ModelSummary.Of(manifest), ApiJson.Default.ModelSummary), "*", cancellationToken);
        return manifest;
    }
}

using System.Text.Json;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;

namespace GenoXai.Functions.Models;

/// <summary>
/// Registered models as artifacts. A version (manifest and file) has keys of its own and never changes; the catalog
/// says which one is in force, so nobody meets half a replacement. Files are kept on this machine's disk for ONNX Runtime.
/// </summary>
/// <param name="catalog">Which models there are.</param>
/// <param name="store">Their files.</param>
/// <param name="options">Where files are kept here, and how many versions.</param>
public sealed class StoredModelLibrary(ICatalog catalog, IArtifactStore store, AzureOptions options) : IModelLibrary, IDisposable
{
    private const string Kind = "models", ModelName = "model.onnx";
    // One at a time, so that a burst of work downloads a model once.
    private readonly SemaphoreSlim _disk = new(1);

    /// <inheritdoc/>
    public async Task<LoadedModel?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!ManifestFile.IsId(id) || await catalog.FindAsync(Kind, id, cancellationToken) is not { } entry) return null;
        ModelSummary summary = JsonSerializer.Deserialize(entry.Json, ApiJson.Default.ModelSummary) ?? throw new InvalidDataException($"catalog: model {id} is empty.");
        await _disk.WaitAsync(cancellationToken);
        try
        {
            string folder = Path.Combine(options.CacheFolder, summary.Version);
            if (!Directory.Exists(folder)) await DownloadAsync(id, summary.Version, folder, cancellationToken);
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
            LoadedModel model = ModelLoader.Load(folder, name: $"model \"{id}\"");
            MakeRoom();
            return model;
        }
        finally
        {
            _disk.Release();
        }
    }

    /// <inheritdoc/>
    public async Task RegisterAsync(LoadedModel model, ModelManifest manifest, string? expectedETag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var summary = ModelSummary.Of(manifest);
        string prefix = KeyOf(manifest.Id, summary.Version);
        await using (FileStream file = File.OpenRead(model.Onnx.Path!))
            await store.PutAsync(prefix + ModelName, target => file.CopyToAsync(target, cancellationToken), cancellationToken);
        byte[] text = System.Text.Encoding.UTF8.GetBytes(ManifestFile.Format(manifest));
        await store.PutAsync(prefix + ManifestFile.Name, target => target.WriteAsync(text, cancellationToken).AsTask(), cancellationToken);
        string json = JsonSerializer.Serialize(summary, ApiJson.Default.ModelSummary);
        try
        {
            await catalog.PutAsync(Kind, manifest.Id, json, expectedETag, cancellationToken);
        }
        catch (CatalogConflictException)
        {
            // The same model, registered by another process at the same time: nothing is lost.
            if (await catalog.FindAsync(Kind, manifest.Id, cancellationToken) is not { } now || now.Json != json) throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _disk.Dispose();

    private static string KeyOf(string id, string version) => $"models/{id}/{version}/";

    private async Task DownloadAsync(string id, string version, string folder, CancellationToken cancellationToken)
    {
        string unfinished = $"{folder}.{Guid.NewGuid():n}.tmp";
        Directory.CreateDirectory(unfinished);
        try
        {
            foreach (string name in (string[])[ModelName, ManifestFile.Name])
            {
                await using Stream source = await store.OpenReadAsync(KeyOf(id, version) + name, cancellationToken);
                await using FileStream target = File.Create(Path.Combine(unfinished, name));
                await source.CopyToAsync(target, cancellationToken);
            }

            Directory.Move(unfinished, folder);
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    /// <summary>Deletes the files that were used longest ago; a model in memory needs them no longer.</summary>
    private void MakeRoom()
    {
        foreach (DirectoryInfo old in new DirectoryInfo(options.CacheFolder).EnumerateDirectories().OrderByDescending(static d => d.LastWriteTimeUtc).Skip(options.ModelsOnDisk))
            old.Delete(recursive: true);
    }
}

using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Storage;

/// <summary>A catalog as one JSON file per record: <c>catalog/KIND/ID.json</c>. The version is a hash of the content.</summary>
internal sealed class FolderCatalog(string home) : ICatalog
{
    private readonly string _root = Path.Combine(Path.GetFullPath(home), "catalog");

    public async Task<CatalogEntry?> FindAsync(string kind, string id, CancellationToken cancellationToken = default)
    {
        string path = PathOf(kind, id);
        try
        {
            string json = await File.ReadAllTextAsync(path, cancellationToken);
            return new CatalogEntry(kind, id, json, ETag(json));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<CatalogEntry> ListAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string folder = Path.Combine(_root, kind);
        if (!Directory.Exists(folder)) yield break;
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            if (await FindAsync(kind, Path.GetFileNameWithoutExtension(path), cancellationToken) is { } entry) yield return entry;
    }

    public async Task<CatalogEntry> PutAsync(string kind, string id, string json, string? expectedETag, CancellationToken cancellationToken = default)
    {
        string path = PathOf(kind, id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // The lock file makes the check and the write one step, among processes too.
        await using FileStream held = await LockAsync(path + ".lock", cancellationToken);
        CatalogEntry? current = await FindAsync(kind, id, cancellationToken);
        if (expectedETag != "*" && current?.ETag != expectedETag) throw new CatalogConflictException(kind, id);
        await File.WriteAllTextAsync(path + ".tmp", json, cancellationToken);
        File.Move(path + ".tmp", path, overwrite: true);
        return new CatalogEntry(kind, id, json, ETag(json));
    }

    public Task DeleteAsync(string kind, string id, CancellationToken cancellationToken = default)
    {
        string path = PathOf(kind, id);
        if (File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(10, cancellationToken);
            }
        }
    }

    private string PathOf(string kind, string id) => ManifestFile.IsId(id)
        ? Path.Combine(_root, kind, id + ".json")
        : throw new InputException($"id \"{id}\": letters, digits, '-', '_' and '.' only.", "bad-id");

    private static string ETag(string json) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)))[..16];
}

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
        // The lock file makes the check and the write one step, among processes too. It stays: one that is deleted when it
        // is given back may be held by two, by the one on the deleted file and by the other on the next.
        await using FileStream held = await LockAsync(cancellationToken);
        CatalogEntry? current = await FindAsync(kind, id, cancellationToken);
        if (expectedETag != "*" && current?.ETag != expectedETag) throw new CatalogConflictException(kind, id);
        await using (var file = new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(json), cancellationToken);
            // On disk before it takes the place of the earlier one: a machine that goes down must leave the one or the other.
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".tmp", path, overwrite: true);
        return new CatalogEntry(kind, id, json, ETag(json));
    }

    public async Task DeleteAsync(string kind, string id, CancellationToken cancellationToken = default)
    {
        string path = PathOf(kind, id);
        if (!File.Exists(path)) return;
        // Not between another's check and his write, which would bring the record back.
        await using FileStream held = await LockAsync(cancellationToken);
        File.Delete(path);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(_root, "lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1);
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

using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Storage;

/// <summary>Artifacts as files below a folder. A file is written beside its place and renamed into it once it is on disk.</summary>
internal sealed class FolderArtifactStore : IArtifactStore
{
    private const string Unfinished = ".tmp";
    private readonly string _root;

    /// <summary>Opens or makes the folder.</summary>
    /// <exception cref="InputException">It cannot be made or written to.</exception>
    public FolderArtifactStore(string root)
    {
        _root = Path.GetFullPath(root);
        try
        {
            Directory.CreateDirectory(_root);
            string probe = Path.Combine(_root, ".write-test" + Unfinished);
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out {root}: the folder cannot be written to ({error.Message}). Choose another.", "unwritable", error);
        }
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(File.Exists(PathOf(key)));

    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult<Stream>(new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan));
        }
        catch (DirectoryNotFoundException error)
        {
            throw new FileNotFoundException(error.Message, error);
        }
    }

    public async Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key), temporary = path + Unfinished;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            ArtifactInfo info;
            await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                await using var hashing = new HashedFile(file);
                await write(hashing);
                cancellationToken.ThrowIfCancellationRequested();
                info = hashing.Finish(key);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return info;
        }
        catch (IOException error) when (error is not (FileNotFoundException or UnwritableException))
        {
            File.Delete(temporary);
            throw new UnwritableException($"{path}: cannot be written ({error.Message}). Free some space and give the same command again; finished chunks are kept.", error);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        if (!key.EndsWith('/')) File.Delete(path);
        else if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return Task.CompletedTask;
    }

    private string PathOf(string key)
    {
        string path = Path.GetFullPath(Path.Combine(_root, key));
        return path.StartsWith(Path.TrimEndingDirectorySeparator(_root) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw new ArgumentException($"Key {key} leads out of the store.", nameof(key));
    }

    /// <summary>Said once, also where one artifact is written while another is.</summary>
    private sealed class UnwritableException(string message, Exception inner) : IOException(message, inner);

    private sealed class HashedFile(FileStream file) : HashedWriteStream
    {
        public ArtifactInfo Finish(string key) => End(key);

        public override void Flush() => file.Flush();

        protected override void Take(ReadOnlySpan<byte> bytes) => file.Write(bytes);
    }
}

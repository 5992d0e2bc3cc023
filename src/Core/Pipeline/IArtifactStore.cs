namespace GenoXai.Core.Pipeline;

/// <summary>
/// Bytes by key. A key is a relative path with forward slashes. Writes are atomic: a reader sees the
/// whole of an artifact or none of it, and writing a key again replaces it.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Whether a key holds something.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Opens an artifact for reading, front to back.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="FileNotFoundException">Nothing lies there.</exception>
    Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Writes an artifact.</summary>
    /// <param name="key">The key.</param>
    /// <param name="write">Writes the content to a forward-only stream.</param>
    /// <param name="cancellationToken">Stops the call; nothing is then changed.</param>
    /// <returns>Size and SHA-256 of what was written.</returns>
    Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default);

    /// <summary>Deletes an artifact, or every artifact below a key that ends in a slash; nothing there is no error.</summary>
    /// <param name="key">The key, or a prefix ending in a slash.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);
}

/// <summary>Shorter ways to use a store.</summary>
public static class ArtifactStoreExtensions
{
    /// <summary>Writes an artifact whose content is at hand.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellationToken">Stops the call; nothing is then changed.</param>
    public static Task<ArtifactInfo> PutAsync(this IArtifactStore store, string key, Action<Stream> write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.PutAsync(key, stream =>
        {
            write(stream);
            return Task.CompletedTask;
        }, cancellationToken);
    }
}

/// <summary>What was written.</summary>
/// <param name="Key">The key.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256, lower-case hexadecimal.</param>
public sealed record ArtifactInfo(string Key, long Length, string Sha256);

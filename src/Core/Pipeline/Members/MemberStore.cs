namespace GenoXai.Core.Pipeline.Members;

/// <summary>
/// The artifacts of one model's part of a run on several: files in a folder of its own below the run, journals together
/// in the run's own, with which they go.
/// </summary>
/// <param name="store">Artifacts of the run.</param>
/// <param name="folder">The part's folder, without a slash.</param>
public sealed class MemberStore(IArtifactStore store, string folder) : IArtifactStore
{
    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => store.ExistsAsync(Own(key), cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default) => store.OpenReadAsync(Own(key), cancellationToken);

    /// <inheritdoc/>
    public async Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default) =>
        (await store.PutAsync(Own(key), write, cancellationToken)) with { Key = key };

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => store.DeleteAsync(Own(key), cancellationToken);

    private string Own(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith(RunKeys.Journal, StringComparison.Ordinal) ? $"{RunKeys.Journal}{folder}/{key[RunKeys.Journal.Length..]}" : $"{folder}/{key}";
    }
}

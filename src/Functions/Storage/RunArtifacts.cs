using GenoXai.Core.Pipeline;

namespace GenoXai.Functions.Storage;

/// <summary>The artifacts of one run: keys below its own.</summary>
/// <param name="store">Artifacts of all runs.</param>
/// <param name="folder">The run's key; ends in a slash.</param>
internal sealed class RunArtifacts(IArtifactStore store, string folder) : IArtifactStore
{
    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) => store.ExistsAsync(folder + key, cancellationToken);

    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default) => store.OpenReadAsync(folder + key, cancellationToken);

    public async Task<ArtifactInfo> PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken = default) =>
        (await store.PutAsync(folder + key, write, cancellationToken)) with { Key = key };

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => store.DeleteAsync(folder + key, cancellationToken);
}

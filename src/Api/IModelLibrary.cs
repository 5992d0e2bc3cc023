using GenoXai.Core.Models;

namespace GenoXai.Api;

/// <summary>Where registered models are: a folder, or blobs.</summary>
public interface IModelLibrary
{
    /// <summary>Loads a registered model.</summary>
    /// <param name="id">Its id; anything else than a registered id, a path above all, finds nothing.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<LoadedModel?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Registers a model, in place of any other of that id, and lists it in the catalog.</summary>
    /// <param name="model">The model, loaded from a file.</param>
    /// <param name="manifest">Its manifest, with the id it is registered under.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task RegisterAsync(LoadedModel model, ModelManifest manifest, CancellationToken cancellationToken);
}

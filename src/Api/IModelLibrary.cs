using GenoXai.Core.Models;

namespace GenoXai.Api;

/// <summary>Where registered models are: a folder, or blobs.</summary>
public interface IModelLibrary
{
    /// <summary>Loads a registered model.</summary>
    /// <param name="id">Its id; anything else than a registered id, a path above all, finds nothing.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<LoadedModel?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Registers a model and lists it in the catalog. Of two who do so at once upon the same version, one does.</summary>
    /// <param name="model">The model, loaded from a file.</param>
    /// <param name="manifest">Its manifest, with the id it is registered under.</param>
    /// <param name="expectedETag">ETag of the catalog's record of the model that it replaces; null when there must be none, <c>*</c> for any.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="Core.Pipeline.CatalogConflictException">Another model was registered under that id meanwhile.</exception>
    Task RegisterAsync(LoadedModel model, ModelManifest manifest, string? expectedETag, CancellationToken cancellationToken);
}

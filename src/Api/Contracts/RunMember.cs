namespace GenoXai.Api.Contracts;

/// <summary>One of the models that a run is done on, one after the other.</summary>
/// <param name="Folder">Where its own files lie, below the run.</param>
/// <param name="Model">Id of the registered model.</param>
/// <param name="Sha256">SHA-256 of its file.</param>
/// <param name="Version">Its version, see <see cref="ModelSummary.Version"/>.</param>
public sealed record RunMember(string Folder, string Model, string Sha256, string Version)
{
    /// <summary>Numbers of the layers whose weights are random; null for the model as it is registered.</summary>
    public IReadOnlyList<int>? RandomLayers { get; init; }
}

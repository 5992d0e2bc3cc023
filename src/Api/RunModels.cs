using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>The models that runs are of.</summary>
public static class RunModels
{
    /// <summary>The model that a run was posted for, not opened.</summary>
    /// <param name="library">The registered models.</param>
    /// <param name="entry">The run, which names model and version.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InputException">It is gone (<c>unknown-model</c>), or its file or manifest is another by now (<c>conflict</c>).</exception>
    public static async Task<LoadedModel> LoadAsync(this IModelLibrary library, RunEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(entry);
        string id = entry.Submission.Model!;
        LoadedModel model = await library.FindAsync(id, cancellationToken)
            ?? throw new InputException($"model \"{id}\": is no longer registered.", "unknown-model");
        return IsOf(model, entry)
            ? model
            : throw new InputException($"model \"{id}\": was replaced by another since this run was posted. Post the run again.", "conflict");
    }

    /// <summary>Whether a model is the one that a run was posted for. Runs of an earlier program version know the file only.</summary>
    internal static bool IsOf(LoadedModel model, RunEntry entry) =>
        entry.ModelVersion.Length == 0 ? model.Onnx.Sha256 == entry.ModelSha256 : ModelSummary.VersionOf(model.Manifest) == entry.ModelVersion;
}

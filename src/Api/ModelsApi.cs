using System.Text.Json;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace GenoXai.Api;

/// <summary><c>/api/models</c>.</summary>
public static class ModelsApi
{
    private static readonly SemaphoreSlim Writing = new(1);

    /// <summary>Lists the registered models.</summary>
    public static async Task<Ok<IReadOnlyList<ModelSummary>>> ListAsync(ICatalog catalog, CancellationToken cancellationToken)
    {
        var models = new List<ModelSummary>();
        await foreach (CatalogEntry entry in catalog.ListAsync("models", cancellationToken))
            if (JsonSerializer.Deserialize(entry.Json, ApiJson.Default.ModelSummary) is { } model) models.Add(model);
        return TypedResults.Ok<IReadOnlyList<ModelSummary>>(models);
    }

    /// <summary>A model's manifest, inputs and outputs. The ETag serves to replace it by PUT.</summary>
    /// <param name="id">The model's id.</param>
    public static async Task<Ok<ModelDetails>> GetAsync(string id, IModelLibrary library, HttpResponse response, CancellationToken cancellationToken)
    {
        LoadedModel model = await library.FindAsync(id, cancellationToken)
            ?? throw new InputException($"model \"{id}\": none is registered under that id. GET /api/models lists them.", "unknown-model");
        response.Headers.ETag = ETag(model.Manifest);
        return TypedResults.Ok(ModelDetails.Of(model, model.Manifest));
    }

    /// <summary>
    /// Registers a model: the ONNX file as application/octet-stream, or multipart/form-data with the
    /// parts model and manifest. Without a manifest one is drafted, if the graph leaves nothing open.
    /// </summary>
    /// <param name="id">The id to register it under.</param>
    /// <param name="overwrite">Whether another model of that id is replaced.</param>
    /// <param name="features">Whether a model without a manifest takes rows of features instead of sequences.</param>
    public static async Task<Results<Created<ModelDetails>, Ok<ModelDetails>>> PutAsync(
        string id, bool? overwrite, bool? features, HttpRequest request, ICatalog catalog, IModelLibrary library, ApiOptions options, CancellationToken cancellationToken)
    {
        if (!ManifestFile.IsId(id)) throw new InputException($"id \"{id}\": letters, digits, '-', '_' and '.' only.", "bad-id");
        using ModelUpload upload = await ModelUpload.ReceiveAsync(request, id, options.MostModelBytes, features ?? false, cancellationToken);
        ModelManifest manifest = upload.Model.Manifest with { Id = id, Sha256 = upload.Model.Onnx.Sha256, OnUpload = null };
        var details = ModelDetails.Of(upload.Model, manifest);
        await Writing.WaitAsync(cancellationToken);
        try
        {
            // Read first: what another server registers from here on is a conflict, also one with overwrite, which was
            // meant for what was there.
            string? expected = (await catalog.FindAsync("models", id, cancellationToken))?.ETag;
            LoadedModel? current = await library.FindAsync(id, cancellationToken);
            CheckVersion(id, current is null ? null : ETag(current.Manifest), ETag(manifest), request, overwrite ?? false);
            await library.RegisterAsync(upload.Model, manifest, expected, cancellationToken);
            request.HttpContext.Response.Headers.ETag = ETag(manifest);
            return current is null ? TypedResults.Created($"/api/models/{id}", details) : TypedResults.Ok(details);
        }
        finally
        {
            Writing.Release();
        }
    }

    /// <summary>The same model again is no conflict; another one needs the version that is replaced, or leave to replace any.</summary>
    private static void CheckVersion(string id, string? current, string wanted, HttpRequest request, bool overwrite)
    {
        string asked = request.Headers.IfMatch.ToString();
        if (asked.Length > 0)
        {
            bool matches = current is not null && (asked == "*" || asked.Split(',', StringSplitOptions.TrimEntries).Contains(current));
            if (!matches) throw new InputException($"model \"{id}\": is not the version that If-Match names; it is {current ?? "not there"}.", "precondition-failed");
        }
        else if (current is not null && current != wanted && !overwrite)
        {
            throw new InputException($"model \"{id}\": another model or manifest is registered under that id. Choose another id, or replace it by If-Match: {current} or ?overwrite=true.", "conflict");
        }
    }

    /// <summary>The manifest holds the model's SHA-256, so its hash stands for both.</summary>
    private static string ETag(ModelManifest manifest) =>
        new EntityTagHeaderValue($"\"{ModelSummary.VersionOf(manifest)}\"").ToString();
}

using GenoXai.Api;
using GenoXai.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace GenoXai.Functions;

/// <summary><c>/api/models</c>, by the handlers of <see cref="ModelsApi"/>.</summary>
public sealed class ModelTriggers(ICatalog catalog, IModelLibrary library, ApiOptions options)
{
    /// <summary>Lists the models.</summary>
    [Function("ListModels")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await ModelsApi.ListAsync(catalog, cancellationToken));

    /// <summary>A model.</summary>
    [Function("GetModel")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await ModelsApi.GetAsync(id, library, request.HttpContext.Response, cancellationToken));

    /// <summary>Registers a model.</summary>
    [Function("PutModel")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "models/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await ModelsApi.PutAsync(id, request.Flag("overwrite"), request.Flag("features"), request, catalog, library, options, cancellationToken));
}

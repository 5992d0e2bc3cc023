using GenoXai.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace GenoXai.Functions;

/// <summary><c>/api/sketches</c>, by the handlers of <see cref="SketchesApi"/>: answered from memory.</summary>
public sealed class SketchTriggers(SketchBook book, HotSketches hot, OwnerOf ownerOf, ApiOptions options)
{
    /// <summary>Lists the sketches.</summary>
    [Function("ListSketches")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "sketches")] HttpRequest request, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await SketchesApi.ListAsync(request, book, ownerOf, cancellationToken));

    /// <summary>A sketch.</summary>
    [Function("GetSketch")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "sketches/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await SketchesApi.GetAsync(id, request, hot, ownerOf, cancellationToken));

    /// <summary>What a sketch says of its model as a whole.</summary>
    [Function("GetSketchGlobal")]
    public Task<IResult> GetGlobalAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "sketches/{id}/global")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await SketchesApi.GetGlobalAsync(id, request.Number("top"), request, hot, ownerOf, cancellationToken));

    /// <summary>Explains one sequence.</summary>
    [Function("Explain")]
    public Task<IResult> ExplainAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "sketches/{id}/explain")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(() => SketchesApi.ExplainAsync(
            id, request.Text("sequence"), request.Number("top"), request.Text("index"), request.Number("order"), request, hot, ownerOf, options, cancellationToken));

    /// <summary>Explains several sequences.</summary>
    [Function("ExplainMany")]
    public Task<IResult> ExplainManyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sketches/{id}/explain")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await SketchesApi.ExplainManyAsync(id, request, hot, ownerOf, options, cancellationToken));
}

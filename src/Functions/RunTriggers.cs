using GenoXai.Api;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace GenoXai.Functions;

/// <summary>
/// <c>/api/runs</c>, by the handlers of <see cref="RunsApi"/>. A start answers with our own status address: the
/// task hub's management addresses carry a key and are never told.
/// </summary>
public sealed class RunTriggers(RunBook book, IModelLibrary models, IArtifactStore store, OwnerOf ownerOf, ApiOptions options, TimeProvider clock)
{
    /// <summary>Starts a run.</summary>
    [Function("StartRun")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "runs")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => HttpAnswer.OfAsync(async () =>
        {
            // Rows are computed by another app, so the request is checked here on the processor.
            using var intake = new RunIntake(book, models, store, Host(client), clock) { CheckOn = ExecutionProvider.Cpu };
            return await RunsApi.StartAsync(request, intake, Host(client), ownerOf, options, cancellationToken);
        });

    /// <summary>Lists the runs.</summary>
    [Function("ListRuns")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await RunsApi.ListAsync(request, book, Host(client), ownerOf, cancellationToken));

    /// <summary>How far a run is.</summary>
    [Function("GetRun")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await RunsApi.GetAsync(id, request, book, Host(client), ownerOf, cancellationToken));

    /// <summary>A file of a finished run.</summary>
    [Function("GetResult")]
    public Task<IResult> GetResultAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs/{id}/result")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await RunsApi.GetResultAsync(id, request.Text("file"), request, book, store, ownerOf, cancellationToken));

    /// <summary>Cancels or removes a run.</summary>
    [Function("DeleteRun")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "runs/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        HttpAnswer.OfAsync(async () => await RunsApi.DeleteAsync(id, request, book, Host(client), ownerOf, cancellationToken));

    private DurableRunHost Host(DurableTaskClient client) => new(client, book, clock);
}

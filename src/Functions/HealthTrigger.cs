using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace GenoXai.Functions;

/// <summary>Says that the worker answers. Open to anyone: probes carry no key, and nothing is told.</summary>
public static class HealthTrigger
{
    /// <summary><c>GET /api/health</c>.</summary>
    [Function("Health")]
    public static Ok<HealthReport> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        TypedResults.Ok(new HealthReport("ok"));
}

/// <summary>The body of a health answer.</summary>
/// <param name="Status"><c>ok</c> when the process answers.</param>
public sealed record HealthReport(string Status);

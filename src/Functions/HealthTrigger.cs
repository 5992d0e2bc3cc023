using GenoXai.Api;
using GenoXai.Api.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace GenoXai.Functions;

/// <summary>Says that the worker answers. Open to anyone: probes carry no key, and nothing is told but the version.</summary>
public static class HealthTrigger
{
    /// <summary><c>GET /api/health</c>, by the same handler as in the embedded host.</summary>
    [Function("Health")]
    public static Ok<HealthReport> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) => HealthApi.Get();
}

using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenoXai.Api;

/// <summary><c>/api/health</c>.</summary>
public static class HealthApi
{
    /// <summary>Says that the server answers.</summary>
    public static Ok<HealthReport> Get() => TypedResults.Ok(new HealthReport("ok", RunIdentity.Version));
}

using System.Text.Json.Serialization;

namespace GenoXai.Api.Contracts;

/// <summary>How far a run is.</summary>
public enum RunPhase
{
    /// <summary>Waits for its turn.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>Is at work, or was when its server stopped; it goes on when the server is back.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Has a result.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Stopped by an error.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Stopped by DELETE; posted again, it goes on from its finished chunks.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>A file of a finished run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">SHA-256 of its bytes; also its ETag.</param>
/// <param name="Href">Where to get it.</param>
public sealed record RunFile(string Name, string Sha256, string Href);

/// <summary>Why a run failed.</summary>
/// <param name="Type">Type of the problem, as of an error answer.</param>
/// <param name="Detail">The message.</param>
public sealed record RunError(string Type, string Detail);

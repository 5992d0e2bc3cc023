using System.Text.Json.Serialization;
using GenoXai.Core.Motifs.Discovery;

namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>Options of motif discovery in the maps of a finished run.</summary>
public sealed record DiscoveryRequest
{
    /// <summary>Which target, of a run with several; null for the first.</summary>
    public string? Target { get; init; }

    /// <summary>How motifs are found.</summary>
    public DiscoveryOptions Options { get; init; } = new();

    /// <summary>Known motifs to compare with as the text of a motif file, where they come with the request and not beside it; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KnownText { get; init; }
}

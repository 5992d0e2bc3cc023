namespace GenoXai.Api.Contracts;

/// <summary>A run.</summary>
public sealed record RunStatus
{
    /// <summary>Hash of everything that decides the result: equal requests are the same run.</summary>
    public required string Id { get; init; }

    /// <summary>How far it is.</summary>
    public required RunPhase Status { get; init; }

    /// <summary>What is computed.</summary>
    public required string Method { get; init; }

    /// <summary>Of which model.</summary>
    public required string Model { get; init; }

    /// <summary>Of which models, for a run on replicas.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Its SHA-256; of several models, all of them.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The targets that were asked for.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Ids of the finished runs that it reads, for a run on runs.</summary>
    public IReadOnlyList<string>? Runs { get; init; }

    /// <summary>Number of sequences.</summary>
    public long Sequences { get; init; }

    /// <summary>Model rows finished, those of an earlier attempt included.</summary>
    public long RowsDone { get; init; }

    /// <summary>All model rows; 0 until they are counted.</summary>
    public long RowsTotal { get; init; }

    /// <summary>Speed of a running run.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>When it was posted.</summary>
    public DateTimeOffset Submitted { get; init; }

    /// <summary>When it last began to work.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Why it failed.</summary>
    public RunError? Error { get; init; }

    /// <summary>What a person should know of the result.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where the result is, once it is done.</summary>
    public string? Result { get; init; }

    /// <summary>The result's files.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];

    /// <summary>Where the sketch is, for a finished run that made one.</summary>
    public string? Sketch { get; init; }
}

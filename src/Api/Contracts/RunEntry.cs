using System.Text.Json.Serialization;

namespace GenoXai.Api.Contracts;

/// <summary>What the catalog keeps of a run: enough to do it, to do it again, and to say how it went.</summary>
public sealed record RunEntry
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is: a hash of the caller; empty where there is one owner only, or when no caller asked for it.</summary>
    public string Owner { get; init => field = value ?? ""; } = "";

    /// <summary>Hash of model, manifest, sequences and options: what decides the result, but for the program's version.</summary>
    public string Content { get; init => field = value ?? ""; } = "";

    /// <summary>What was asked, but for the sequences or the table, which lie at <see cref="RunBook.InputKey"/>.</summary>
    public required RunSubmission Submission { get; init; }

    /// <summary>The model file it was asked of; of several, all of them; empty where there is none.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The version of the model it was asked of, see <see cref="ModelSummary.Version"/>.</summary>
    public string ModelVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is on pairs of sequences.</summary>
    public bool OnPairs { get; init; }

    /// <summary>The variants it is on; null for a run on sequences, or on the model alone.</summary>
    public VariantFile? Variants { get; init; }

    /// <summary>The finished runs that it reads; none for a run of its own input.</summary>
    public IReadOnlyList<SourceEntry> Sources { get; init => field = value ?? []; } = [];

    /// <summary>The models that it is done on one after the other, for a run on several; none for a run on one.</summary>
    public IReadOnlyList<RunMember> Members { get; init => field = value ?? []; } = [];

    /// <summary>Number of sequences; of variants, of records; of a table, of the inputs that are explained.</summary>
    public long Sequences { get; init; }

    /// <summary>How far it is.</summary>
    public RunPhase Phase { get; init; }

    /// <summary>When it was posted.</summary>
    public DateTimeOffset Submitted { get; init; }

    /// <summary>When it last began to work.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Model rows of a finished run.</summary>
    public long Rows { get; init; }

    /// <summary>Kind of the problem it failed by.</summary>
    public string? Problem { get; init; }

    /// <summary>The message it failed with.</summary>
    public string? Message { get; init; }

    /// <summary>What a person should know of the result.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>Its files: SHA-256 by name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>The sketch it made.</summary>
    public string? SketchId { get; init; }

    /// <summary>The model that it is on, or the models; empty for a run on finished runs that shows nothing to one.</summary>
    [JsonIgnore]
    public string Models => Submission.Model ?? string.Join(", ", Submission.Models ?? []);
}

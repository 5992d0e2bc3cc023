using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>What the work of one run needs: request, open model, artifacts, sequences.</summary>
/// <param name="Request">The request.</param>
/// <param name="Model">The model, open.</param>
/// <param name="Store">Artifacts below the run.</param>
/// <param name="Sequences">The sequences, read anew at every enumeration; none for a sketch.</param>
/// <param name="Source">How messages call where they come from.</param>
public sealed record RunContext(RunRequest Request, OnnxSequenceModel Model, IArtifactStore Store, IEnumerable<NamedSequence> Sequences, string Source)
{
    /// <summary>Batches in work at once.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether a sketch takes over the rows that a finished one left in <c>sketch.rows</c>.</summary>
    public bool TakesOverRows { get; init; }

    /// <summary>The genome that the sequences were cut from; null for none.</summary>
    public string? Genome { get; init; }

    /// <summary>A sketch that interactions are compared with; null for none.</summary>
    public Sketch? Sketch { get; init; }

    /// <summary>Known motifs to compare with; their SHA-256 stands in the request. Null for none.</summary>
    public IReadOnlyList<Motif>? Motifs { get; init; }

    /// <summary>The run's id in <see cref="Plans"/>.</summary>
    public string RunId { get; init; } = "";

    /// <summary>Plans that this process has read, so that not every work item reads its own again.</summary>
    public RecentPlans? Plans { get; init; }

    /// <summary>The run's sketch, while its decoder waits for the rows that it asked for.</summary>
    internal HybridDecoding Decoding { get; } = new();

    /// <summary>Told the model rows as they are done; called from several threads.</summary>
    public Action<int>? Progress { get; init; }

    /// <summary>Told each round of a sketch that is decoded.</summary>
    public Action<SketchRound>? RoundDone { get; init; }

    /// <summary>Told what a person should see; each once.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Seconds since the run began, for its record.</summary>
    public Func<double> Elapsed { get; init; } = static () => 0;
}

/// <summary>A decoded round of a sketch.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Most">Rounds until the budget ends.</param>
/// <param name="Rows">Model rows up to here.</param>
/// <param name="ValidationR2">R² on the validation rows; null when undefined or not measured.</param>
public sealed record SketchRound(int Number, int Most, long Rows, double? ValidationR2);

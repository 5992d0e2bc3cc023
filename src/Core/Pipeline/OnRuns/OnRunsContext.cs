using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>Opens the runs that another run reads, in its order; the caller disposes of them.</summary>
/// <param name="cancellationToken">Stops the call.</param>
/// <exception cref="InputException">One of them is gone, or is another by now.</exception>
public delegate Task<IReadOnlyList<SourceRun>> OpenSourceRuns(CancellationToken cancellationToken);

/// <summary>What the work of a run needs that reads finished runs and shows nothing to a model.</summary>
/// <param name="Request">The request.</param>
/// <param name="Store">Artifacts below the run.</param>
/// <param name="Sources">What the runs are, as a text: their ids, names and checksums. It is part of the run's identity.</param>
/// <param name="Open">Opens them.</param>
public sealed record OnRunsContext(RunRequest Request, IArtifactStore Store, string Sources, OpenSourceRuns Open)
{
    /// <summary>Threads; they do not change the results.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Motif discovery: the letters of a run that does not say its own; DNA when null.</summary>
    public Alphabet? Alphabet { get; init; }

    /// <summary>Motif discovery: known motifs to compare with and where they come from; null for none, or for those of the request.</summary>
    public (string Name, MotifSet Motifs)? Known { get; init; }

    /// <summary>Told once all that is read has proved good, before the first file is there.</summary>
    public Action IsRead { get; init; } = static () => { };

    /// <summary>Told what a person should see; each once.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Seconds since the run began, for its record.</summary>
    public Func<double> Elapsed { get; init; } = static () => 0;
}

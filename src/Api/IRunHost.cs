namespace GenoXai.Api;

/// <summary>Does the runs: a queue in this process, or an orchestrator. What it does it notes in the <see cref="RunBook"/>.</summary>
public interface IRunHost
{
    /// <summary>Takes a run that the book has as queued.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Stops the call, not the run.</param>
    /// <exception cref="Core.Sequences.InputException">Too many are waiting (<c>queue-full</c>).</exception>
    Task StartAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stops a run that waits or is at work; the book says so once it has stopped. No error when it ended by itself.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task CancelAsync(string id, CancellationToken cancellationToken);

    /// <summary>How far a run is; null when it is not at work.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<RunRows?> ProgressAsync(string id, CancellationToken cancellationToken);
}

/// <summary>Model rows of a run at work.</summary>
/// <param name="Done">Finished ones, those of an earlier attempt included.</param>
/// <param name="Total">All; 0 until they are counted.</param>
/// <param name="PerSecond">Computed per second in this attempt.</param>
public sealed record RunRows(long Done, long Total, double PerSecond);

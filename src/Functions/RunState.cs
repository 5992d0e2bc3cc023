namespace GenoXai.Functions;

/// <summary>Where a run stands: all that its orchestrator carries from one generation to the next.</summary>
/// <param name="RunId">The run's id, the prefix of its artifact keys.</param>
/// <param name="Chunks">Chunks that the run's plan has.</param>
/// <param name="ChunksDone">Chunks finished, always the first ones.</param>
/// <param name="ModelRows">Rows shown to the model so far.</param>
public sealed record RunState(string RunId, int Chunks, int ChunksDone, long ModelRows)
{
    /// <summary>Chunks in flight at once: bounds the history of one orchestrator generation.</summary>
    public const int BatchSize = 100;

    /// <summary>The next chunks to run, in order and at most <see cref="BatchSize"/>; empty when the run is done.</summary>
    public IReadOnlyList<RunChunkKey> NextBatch() =>
        [.. Enumerable.Range(ChunksDone, Math.Clamp(Chunks - ChunksDone, 0, BatchSize)).Select(chunk => new RunChunkKey(RunId, chunk))];

    /// <summary>The state after a batch, given the rows that each of its chunks showed the model.</summary>
    public RunState After(IReadOnlyList<long> rowsOfChunks) =>
        this with { ChunksDone = ChunksDone + rowsOfChunks.Count, ModelRows = ModelRows + rowsOfChunks.Sum() };
}

/// <summary>Names one chunk of a run. Activities take keys and give counts, never arrays.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Chunk">The chunk's index in the plan, from 0. A retry of the same chunk overwrites its own artifact.</param>
public sealed record RunChunkKey(string RunId, int Chunk);

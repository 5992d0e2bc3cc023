using Microsoft.Azure.Functions.Worker;

namespace GenoXai.Functions;

/// <summary>Runs one chunk of a plan and stores its artifact under the chunk's key.</summary>
/// <returns>Rows shown to the model.</returns>
public delegate Task<long> RunChunk(RunChunkKey chunk, CancellationToken cancellation);

/// <summary>The activity that shows rows to the model: the only one that a GPU app registers.</summary>
public sealed class RunModelRows(RunChunk runChunk)
{
    /// <summary>Runs the chunk; its artifact stays in the store, only the count travels.</summary>
    [Function(nameof(RunModelRows))]
    public Task<long> RunAsync([ActivityTrigger] RunChunkKey chunk, CancellationToken cancellation) =>
        runChunk(chunk, cancellation);
}

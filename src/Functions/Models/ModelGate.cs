namespace GenoXai.Functions.Models;

/// <summary>
/// Lets only so many chunks at the model at once, however many the host hands to this process, and stops one that
/// takes too long: ONNX Runtime is told to terminate, and the hub tries the chunk again.
/// </summary>
/// <param name="options">How many, and how long.</param>
public sealed class ModelGate(AzureOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.ModelRunsAtOnce);

    /// <summary>Does model rows when it is their turn.</summary>
    /// <param name="rows">The work; its token is also that of the time limit.</param>
    /// <param name="cancellationToken">Stops waiting and work.</param>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        await _free.WaitAsync(cancellationToken);
        try
        {
            // The time spent waiting for a turn does not count.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            stop.CancelAfter(options.ModelTimeout);
            try
            {
                return await rows(stop.Token);
            }
            catch (OperationCanceledException error) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"The model rows of one chunk took longer than {options.ModelTimeout}. Ask for smaller chunks (chunkRows), or set GENOXAI_MODEL_TIMEOUT.", error);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}

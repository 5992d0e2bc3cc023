using System.Diagnostics;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenoXai.Local.Running;

/// <summary>
/// Does runs in this process, one at a time, in the order they came. What was waiting or at work
/// when the server stopped or was killed goes on from its finished chunks at the next start.
/// </summary>
internal sealed partial class LocalRunHost(LocalRunQueue queue, RunBook book, LocalRunWork work, ILogger<LocalRunHost> logger) : BackgroundService, IRunHost
{
    private readonly Lock _lock = new();
    private LocalRunProgress? _current;

    public Task StartAsync(string id, CancellationToken cancellationToken)
    {
        queue.Add(id);
        return Task.CompletedTask;
    }

    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        bool atWork;
        lock (_lock)
        {
            atWork = _current?.Id == id;
            if (atWork) _current!.Cancel();
        }

        // One at work stops between two batches and then notes it itself.
        queue.Remove(id);
        await book.CancelAsync(id, onlyQueued: atWork, cancellationToken);
    }

    public ValueTask<RunRows?> ProgressAsync(string id, CancellationToken cancellationToken)
    {
        lock (_lock) return ValueTask.FromResult(_current?.Id == id ? _current.Rows : null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Do not hold up the server's start.
        await Task.Yield();
        try
        {
            foreach (RunEntry entry in (await book.ListAsync(stoppingToken)).Reverse())
                if (entry.Phase is RunPhase.Queued or RunPhase.Running) queue.Resume(entry.Id);
            while (true) await RunAsync(await queue.TakeAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task RunAsync(string id, CancellationToken stoppingToken)
    {
        using var progress = new LocalRunProgress(id, stoppingToken);
        lock (_lock) _current = progress;
        try
        {
            if (await book.BeginAsync(id, stoppingToken) is not { } entry) return;
            await work.RunAsync(entry, progress);
            await book.FinishAsync(id, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested && !progress.IsCancelled)
        {
            // The book still has it at work: that is what resumes it.
            throw;
        }
        catch (OperationCanceledException)
        {
            await book.CancelAsync(id, onlyQueued: false, CancellationToken.None);
        }
        catch (Exception error)
        {
            (string problem, string message) = Told(error);
            if (problem == Problems.Unexpected) LogFailure(id, error);
            await book.FailAsync(id, problem, message, CancellationToken.None);
        }
        finally
        {
            lock (_lock) _current = null;
        }
    }

    private static (string Problem, string Message) Told(Exception error) => error switch
    {
        InputException input => (input.Problem, input.Message),
        AggregateException { InnerExceptions: [InputException input] } => (input.Problem, input.Message),
        IOException or InvalidDataException or UnauthorizedAccessException => (Problems.Unexpected, error.Message),
        _ => (Problems.Unexpected, "Unexpected error; the server's log says more."),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "run {Id} failed")]
    private partial void LogFailure(string id, Exception error);
}

/// <summary>The run at work: its way to be stopped, and how far it is.</summary>
internal sealed class LocalRunProgress(string id, CancellationToken stoppingToken) : IDisposable
{
    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _computed, _reused, _total;

    public string Id { get; } = id;

    public CancellationToken Token => _cancel.Token;

    public double Seconds => _watch.Elapsed.TotalSeconds;

    public RunRows Rows
    {
        get
        {
            long computed = Interlocked.Read(ref _computed);
            long done = computed + Interlocked.Read(ref _reused);
            // Rounds of SensX beyond the first are not in the plan.
            return new RunRows(done, Math.Max(done, Interlocked.Read(ref _total)), computed / Math.Max(1e-3, Seconds));
        }
    }

    /// <summary>Adds rows: computed ones as a positive number, reused ones as a negative.</summary>
    public void Add(int rows)
    {
        if (rows < 0) Interlocked.Add(ref _reused, -rows);
        else Interlocked.Add(ref _computed, rows);
    }

    public void Planned(RunDocument plan) => Interlocked.Exchange(ref _total, plan.Rows);

    /// <summary>A sketch that stopped early is done, not at a part of its budget.</summary>
    public void Finished(RunState state) => Interlocked.Exchange(ref _total, state.Rows);

    /// <summary>Whether somebody cancelled the run, also where the server then stopped before it did.</summary>
    public bool IsCancelled { get; private set; }

    public void Cancel()
    {
        IsCancelled = true;
        _cancel.Cancel();
    }

    public void Dispose() => _cancel.Dispose();
}

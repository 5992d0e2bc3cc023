using GenoXai.Api;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Running;

/// <summary>Ids of the runs that wait, first come first served, only so many.</summary>
internal sealed class LocalRunQueue(ApiOptions options) : IDisposable
{
    private readonly LinkedList<string> _waiting = new();
    private readonly SemaphoreSlim _ready = new(0);

    /// <summary>Adds a run.</summary>
    /// <exception cref="InputException">Too many are waiting.</exception>
    public void Add(string id)
    {
        lock (_waiting)
        {
            if (_waiting.Count >= options.MostQueued)
                throw new InputException($"{_waiting.Count} runs are waiting, which is as many as are taken. Try again when some are done.", "queue-full");
            Append(id);
        }
    }

    /// <summary>Adds a run that was accepted before the server's last stop, however many there are.</summary>
    public void Resume(string id)
    {
        lock (_waiting) Append(id);
    }

    /// <summary>Takes a run out, if it still waits.</summary>
    public void Remove(string id)
    {
        lock (_waiting) _waiting.Remove(id);
    }

    /// <summary>The next run, as soon as there is one.</summary>
    public async Task<string> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _ready.WaitAsync(cancellationToken);
            lock (_waiting)
            {
                // A removed run leaves its signal behind.
                if (_waiting.First is not { } first) continue;
                _waiting.RemoveFirst();
                return first.Value;
            }
        }
    }

    public void Dispose() => _ready.Dispose();

    private void Append(string id)
    {
        if (_waiting.Contains(id)) return;
        _waiting.AddLast(id);
        _ready.Release();
    }
}

using GenoXai.Core.Numerics;

namespace GenoXai.Bench.Simulation;

/// <summary>
/// GPU replicas: a scaler looks at the queue from time to time and starts as many as it asks for; each computes one
/// chunk at a time, may be lost with its work, and goes when idle. Seconds are paid from the start on.
/// </summary>
internal sealed class GpuPool(EventClock clock, SimulationOptions options, SimulationFigures figures)
{
    private sealed class Replica
    {
        public double Started;
        public double FreeSince;
        public bool Works;
    }

    private readonly Queue<(double Seconds, Action Done)> _queue = new();
    private readonly List<Replica> _replicas = [];
    private SeededRandom _random = SeededRandom.Stream(options.Seed, "preemptions");
    private int _starting;
    private bool _watched;

    public void Add(double seconds, Action done)
    {
        _queue.Enqueue((seconds, done));
        if (!_watched)
        {
            _watched = true;
            Look();
        }

        Assign();
    }

    /// <summary>The run is over: replicas are paid until they would have gone.</summary>
    public void Close()
    {
        foreach (Replica replica in _replicas) figures.GpuSeconds += clock.Now - replica.Started + options.IdleSeconds;
        figures.GpuSeconds += _starting * options.StartSeconds;
        _replicas.Clear();
    }

    private void Look()
    {
        int working = _replicas.Count(static r => r.Works);
        int wanted = Math.Min(options.Replicas, (int)Math.Ceiling((_queue.Count + working) / (double)options.ItemsPerReplica));
        for (int missing = wanted - _replicas.Count - _starting; missing > 0; missing--)
        {
            _starting++;
            double from = clock.Now;
            clock.After(options.StartSeconds, () => Started(from));
        }

        foreach (Replica idle in _replicas.Where(r => !r.Works && clock.Now - r.FreeSince >= options.IdleSeconds).ToList()) Leave(idle);
        clock.After(options.ScalerSeconds, Look);
    }

    private void Started(double from)
    {
        _starting--;
        _replicas.Add(new Replica { Started = from, FreeSince = clock.Now });
        if (figures.FirstStartSeconds == 0) figures.FirstStartSeconds = options.StartSeconds;
        Assign();
    }

    private void Leave(Replica replica)
    {
        _replicas.Remove(replica);
        figures.GpuSeconds += clock.Now - replica.Started;
    }

    private void Assign()
    {
        foreach (Replica replica in _replicas)
        {
            if (_queue.Count == 0) return;
            if (!replica.Works) Work(replica);
        }
    }

    private void Work(Replica replica)
    {
        (double seconds, Action done) = _queue.Dequeue();
        replica.Works = true;
        // The time to the loss of a replica is exponential, so it may be drawn anew for each chunk.
        double loss = options.PreemptionsPerHour <= 0 ? double.PositiveInfinity : -Math.Log(1 - _random.NextDouble()) * 3600 / options.PreemptionsPerHour;
        if (loss < seconds)
        {
            clock.After(loss, () =>
            {
                figures.Preemptions++;
                figures.GpuBusySeconds += loss;
                Leave(replica);
                clock.After(options.LockSeconds, () => Add(seconds, done));
            });
            return;
        }

        clock.After(seconds, () =>
        {
            figures.GpuBusySeconds += seconds;
            replica.Works = false;
            replica.FreeSince = clock.Now;
            done();
            Assign();
        });
    }
}

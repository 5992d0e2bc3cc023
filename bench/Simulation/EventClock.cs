namespace GenoXai.Bench.Simulation;

/// <summary>Virtual time: what is to happen, in its order.</summary>
internal sealed class EventClock
{
    private readonly PriorityQueue<Action, (double Time, long Number)> _events = new();
    private long _number;

    public double Now { get; private set; }

    public void After(double seconds, Action action) => _events.Enqueue(action, (Now + seconds, _number++));

    /// <summary>Runs until nothing is left to happen, or <paramref name="done"/>.</summary>
    public void Run(Func<bool> done)
    {
        while (!done())
        {
            if (!_events.TryDequeue(out Action? action, out (double Time, long Number) at)) throw new InvalidOperationException("The simulated run waits for something that never comes.");
            Now = at.Time;
            action();
        }
    }
}

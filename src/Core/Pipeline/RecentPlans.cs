namespace GenoXai.Core.Pipeline;

/// <summary>
/// The plans of the runs that this process worked on last. A plan follows from the run's id, which stands for its
/// sequences, and from its identity; so one that is kept needs no look at the store. Safe from several threads.
/// </summary>
/// <param name="most">How many are kept; that of a 10⁹-row sketch has 15,000 chunks and takes about a megabyte.</param>
public sealed class RecentPlans(int most = 16)
{
    private readonly LinkedList<(string Run, RunDocument Plan)> _plans = [];
    private readonly Lock _lock = new();

    /// <summary>The plan of a run, when it is kept.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="identity">Fingerprint of request, model, manifest and program version; the plan of another is not given.</param>
    public RunDocument? Find(string run, string identity)
    {
        lock (_lock)
        {
            for (LinkedListNode<(string Run, RunDocument Plan)>? node = _plans.First; node is not null; node = node.Next)
            {
                if (node.Value.Run != run || node.Value.Plan.Identity != identity) continue;
                _plans.Remove(node);
                _plans.AddFirst(node);
                return node.Value.Plan;
            }
        }

        return null;
    }

    /// <summary>Keeps a plan, instead of an earlier one of the run and, where there are too many, of that not asked for the longest.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="plan">Its plan.</param>
    public void Keep(string run, RunDocument plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        lock (_lock)
        {
            for (LinkedListNode<(string Run, RunDocument Plan)>? node = _plans.First, next; node is not null; node = next)
            {
                next = node.Next;
                if (node.Value.Run == run) _plans.Remove(node);
            }

            _plans.AddFirst((run, plan));
            if (_plans.Count > most) _plans.RemoveLast();
        }
    }
}

namespace GenoXai.Core.Pipeline;

/// <summary>What a run is about to do.</summary>
public enum RunStage
{
    /// <summary>Sequences are read and cut into chunks.</summary>
    Import,

    /// <summary>Model rows are computed, chunk by chunk.</summary>
    Rows,

    /// <summary>A sketch is decoded from the rows; SensX reviews its round, methods of two passes the first one.</summary>
    Decode,

    /// <summary>Model rows that a sketch's decoder asked for are computed.</summary>
    Probe,

    /// <summary>The chunks' results become the run's files.</summary>
    Merge,

    /// <summary>What the runs on several models say together becomes the run's files.</summary>
    Join,

    /// <summary>Nothing is left to do.</summary>
    Done,
}

/// <summary>One piece of work: small, idempotent, described by keys and counts.</summary>
/// <param name="Stage">What to do.</param>
/// <param name="Chunk">Which chunk, for <see cref="RunStage.Rows"/>; which set of probes, for <see cref="RunStage.Probe"/>.</param>
public sealed record WorkItem(RunStage Stage, int Chunk = 0)
{
    /// <summary>For <see cref="RunStage.Decode"/>: validation R² of the rounds before this one; null where undefined.</summary>
    public IReadOnlyList<double?> EarlierR2 { get; init; } = [];

    /// <summary>For <see cref="RunStage.Decode"/>: how many sets of probes have been computed for the round.</summary>
    public int ProbeSets { get; init; }

    /// <summary>Which of several models it is of, from 0.</summary>
    public int Member { get; init; }

    /// <summary>Whether the work is the same: lists are compared by what they hold, so that an item read back from a store equals the one written.</summary>
    /// <param name="other">Another item.</param>
    public bool Equals(WorkItem? other) =>
        other is not null && Stage == other.Stage && Chunk == other.Chunk && Member == other.Member && ProbeSets == other.ProbeSets && EarlierR2.SequenceEqual(other.EarlierR2);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Stage, Chunk, Member, ProbeSets, EarlierR2.Count);
}

/// <summary>What a piece of work came to.</summary>
/// <param name="Item">The work.</param>
/// <param name="ChunkCount">After <see cref="RunStage.Import"/>: number of chunks.</param>
/// <param name="Rows">Model rows that the result rests on.</param>
/// <param name="Reused">Whether the rows had been computed before, and nothing was shown to the model now.</param>
public sealed record WorkResult(WorkItem Item, int ChunkCount = 0, long Rows = 0, bool Reused = false)
{
    /// <summary>After <see cref="RunStage.Import"/> of a sketch: chunks before the end of each round, the last being all.</summary>
    public IReadOnlyList<int> RoundEnds { get; init; } = [];

    /// <summary>After <see cref="RunStage.Import"/> of a run on several models: how many they are.</summary>
    public int Members { get; init; }

    /// <summary>After <see cref="RunStage.Decode"/>: validation R² of the round; null when undefined.</summary>
    public double? ValidationR2 { get; init; }

    /// <summary>After <see cref="RunStage.Decode"/>: rows that the decoder asks for before it ends, 0 for none.</summary>
    public int ProbeRows { get; init; }

    /// <summary>After <see cref="RunStage.Decode"/> of SensX: whether no further walks are needed.</summary>
    public bool Settled { get; init; }
}

/// <summary>How far a run is: a few numbers, however large the run.</summary>
/// <param name="Stage">What comes next.</param>
/// <param name="ChunkCount">Number of chunks, known after the import.</param>
/// <param name="NextChunk">Chunks before this one are finished.</param>
/// <param name="Rows">Model rows of the finished chunks.</param>
/// <param name="ReusedRows">Those of them that had been computed in an earlier attempt.</param>
public sealed record RunState(RunStage Stage = RunStage.Import, int ChunkCount = 0, int NextChunk = 0, long Rows = 0, long ReusedRows = 0)
{
    /// <summary>Chunks before the end of each round of a sketch; empty for one round of all chunks.</summary>
    public IReadOnlyList<int> RoundEnds { get; init; } = [];

    /// <summary>Validation R² of each decoded round; null where undefined.</summary>
    public IReadOnlyList<double?> RoundR2 { get; init; } = [];

    /// <summary>Sets of probes that have been computed for the round at work.</summary>
    public int ProbeSets { get; init; }

    /// <summary>Why a finished sketch was shown no further rows.</summary>
    public SketchStop? Stop { get; init; }

    /// <summary>Of several models, the one at work, from 0.</summary>
    public int Member { get; init; }

    /// <summary>How many models the same is run on, one after the other; 0 for a run on its own model.</summary>
    public int Members { get; init; }

    /// <summary>Model rows of the models before the one at work.</summary>
    public long EarlierRows { get; init; }

    /// <summary>Chunks before the end of the round at work.</summary>
    internal int RoundEnd => RoundR2.Count < RoundEnds.Count ? RoundEnds[RoundR2.Count] : ChunkCount;
}

/// <summary>
/// Decides what a run does next. Pure: the same request and state give the same work, in one
/// process as in a cloud's orchestrator, which only execute it.
/// </summary>
public static class RunPlan
{
    /// <summary>Most work items handed out at once.</summary>
    public const int WaveSize = 100;

    /// <summary>What of a request the plan goes by: a few numbers, however much text the request holds.</summary>
    /// <param name="request">The request.</param>
    public static RunRequest Essence(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new RunRequest { Method = request.Method, Sketch = request.Sketch is { } sketch ? sketch with { Sequence = null, Letters = null } : null };
    }

    /// <summary>The next work items; they may be done in any order and at once. None when the run is done.</summary>
    /// <param name="state">How far the run is.</param>
    /// <param name="most">Most chunks handed out at once.</param>
    public static IReadOnlyList<WorkItem> Next(RunState state, int most = WaveSize)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (state.Stage == RunStage.Done) return [];
        if (state.Stage == RunStage.Decode) return [new WorkItem(RunStage.Decode) { EarlierR2 = state.RoundR2, ProbeSets = state.ProbeSets, Member = state.Member }];
        if (state.Stage == RunStage.Probe) return [new WorkItem(RunStage.Probe, state.ProbeSets) { Member = state.Member }];
        if (state.Stage != RunStage.Rows) return [new WorkItem(state.Stage) { Member = state.Member }];
        int count = Math.Min(most, state.RoundEnd - state.NextChunk);
        return [.. Enumerable.Range(state.NextChunk, count).Select(chunk => new WorkItem(RunStage.Rows, chunk) { Member = state.Member })];
    }

    /// <summary>The state after all the items of <see cref="Next"/> are done.</summary>
    /// <param name="request">The request.</param>
    /// <param name="state">The state before.</param>
    /// <param name="results">One result per item, in any order.</param>
    public static RunState Apply(RunRequest request, RunState state, IReadOnlyList<WorkResult> results)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(results);
        switch (state.Stage)
        {
            case RunStage.Import:
                // A run on finished runs has no rows.
                return state with { Stage = results[0].ChunkCount > 0 ? RunStage.Rows : RunStage.Merge, ChunkCount = results[0].ChunkCount, RoundEnds = results[0].RoundEnds, Members = results[0].Members };
            case RunStage.Rows:
                int next = state.NextChunk + results.Count;
                return state with
                {
                    NextChunk = next,
                    Rows = state.Rows + results.Sum(static r => r.Rows),
                    ReusedRows = state.ReusedRows + results.Where(static r => r.Reused).Sum(static r => r.Rows),
                    Stage = next < state.RoundEnd ? RunStage.Rows : request.Method == RunMethod.Sketch || SensxRounds.IsReviewed(request, state) || TwoPasses.IsReviewed(request, state) ? RunStage.Decode : RunStage.Merge,
                };
            case RunStage.Decode when request.Method == RunMethod.Sensx:
                return SensxRounds.Apply(state, results[0]);
            case RunStage.Decode when TwoPasses.Takes(request.Method):
                return TwoPasses.Apply(state);
            case RunStage.Decode when results[0].ProbeRows > 0:
                return state with { Stage = RunStage.Probe };
            case RunStage.Probe:
                return state with
                {
                    Stage = RunStage.Decode,
                    ProbeSets = state.ProbeSets + 1,
                    Rows = state.Rows + results[0].Rows,
                    ReusedRows = state.ReusedRows + (results[0].Reused ? results[0].Rows : 0),
                };
            case RunStage.Decode:
                IReadOnlyList<double?> r2 = [.. state.RoundR2, results[0].ValidationR2];
                SketchStop? stop = SketchRounds.Decide(request.Sketch, r2, Math.Max(1, state.RoundEnds.Count));
                return state with { RoundR2 = r2, Stop = stop, Stage = stop is null ? RunStage.Rows : RunStage.Done };
            case RunStage.Merge when state.Member + 1 < state.Members:
                // The same on the next model.
                return new RunState(Rows: state.Rows, ReusedRows: state.ReusedRows) { Member = state.Member + 1, Members = state.Members, EarlierRows = state.Rows };
            case RunStage.Merge when state.Members > 0:
                return state with { Stage = RunStage.Join };
            case RunStage.Merge or RunStage.Join:
                return state with { Stage = RunStage.Done };
            default:
                throw new InvalidOperationException("A finished run has no results to apply.");
        }
    }
}

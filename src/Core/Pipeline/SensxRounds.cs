namespace GenoXai.Core.Pipeline;

/// <summary>
/// The rounds of a SensX run: the profiles, then rounds of walks until the ranking is stable, then the
/// curves. After each but the last a review says whether walks are still needed.
/// </summary>
internal static class SensxRounds
{
    /// <summary>Whether the round that ends now is reviewed.</summary>
    public static bool IsReviewed(RunRequest request, RunState state) =>
        request.Method == RunMethod.Sensx && state.RoundR2.Count < state.RoundEnds.Count - 1;

    /// <summary>The state after a review: the next round of walks, or the curves, or the end.</summary>
    public static RunState Apply(RunState state, WorkResult review)
    {
        int last = state.RoundEnds.Count - 1, next = review.Settled ? last : state.RoundR2.Count + 1;
        // A round's place in the plan follows from how many rounds are reviewed, as for a sketch.
        var reviewed = state with { RoundR2 = [.. new double?[next]], NextChunk = Math.Max(state.NextChunk, state.RoundEnds[next - 1]) };
        return reviewed with { Stage = reviewed.NextChunk < reviewed.RoundEnd ? RunStage.Rows : RunStage.Merge };
    }
}

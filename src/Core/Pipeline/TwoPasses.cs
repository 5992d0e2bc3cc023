namespace GenoXai.Core.Pipeline;

/// <summary>Runs that show every sequence twice: what the second pass does is decided by all of the first.</summary>
internal static class TwoPasses
{
    /// <summary>Whether a method does.</summary>
    public static bool Takes(RunMethod method) => method is RunMethod.Filters;

    /// <summary>The plan of both passes, from that of one; the second pass's chunks follow the first's.</summary>
    /// <param name="plan">The first pass.</param>
    /// <param name="rowsOf">Rows of a chunk in the second pass.</param>
    public static RunDocument Plan(RunDocument plan, Func<ChunkDocument, int> rowsOf)
    {
        int count = plan.Chunks.Count;
        ChunkDocument[] second = [.. plan.Chunks.Select(chunk => chunk with { Rows = rowsOf(chunk) })];
        return plan with { Chunks = [.. plan.Chunks, .. second], Rows = plan.Rows + second.Sum(static chunk => (long)chunk.Rows), RoundEnds = [count, 2 * count] };
    }

    /// <summary>Whether a finished round of chunks is the first pass.</summary>
    public static bool IsReviewed(RunRequest request, RunState state) => Takes(request.Method) && state.RoundR2.Count + 1 < state.RoundEnds.Count;

    /// <summary>The state after the review of the first pass.</summary>
    public static RunState Apply(RunState state) => state with { Stage = RunStage.Rows, RoundR2 = [.. state.RoundR2, null] };
}

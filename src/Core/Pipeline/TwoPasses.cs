namespace GenoXai.Core.Pipeline;

/// <summary>Runs that show every sequence twice: what the second pass does is decided by all of the first.</summary>
internal static class TwoPasses
{
    /// <summary>Whether a method does.</summary>
    public static bool Takes(RunMethod method) => method is RunMethod.Filters or RunMethod.Nodes;

    /// <summary>Refuses what cannot be run before anything is shown to the model.</summary>
    public static void Require(RunContext context)
    {
        if (context.Request.Method == RunMethod.Filters) FilterRows.Require(context);
        else NodeRows.Require(context.Request, context.Model);
    }

    /// <summary>The plan of both passes, from that of one; the second pass's chunks follow the first's.</summary>
    public static RunDocument Plan(RunContext context, RunDocument plan) => context.Request.Method == RunMethod.Nodes
        ? NodeRows.Plan(context, plan)
        : plan with { Chunks = [.. plan.Chunks, .. plan.Chunks], Rows = 2 * plan.Rows, RoundEnds = [plan.Chunks.Count, 2 * plan.Chunks.Count] };

    /// <summary>Does a chunk of either pass.</summary>
    public static Task<WorkResult> RunAsync(RunContext context, RunDocument plan, int chunk, CancellationToken cancellationToken) => context.Request.Method == RunMethod.Filters
        ? FilterRows.RunAsync(context, plan, chunk, cancellationToken)
        : NodeRows.RunAsync(context, plan, chunk, cancellationToken);

    /// <summary>Joins the first pass into what the second one needs.</summary>
    public static Task<WorkResult> ReviewAsync(RunContext context, RunDocument plan, WorkItem item, CancellationToken cancellationToken) => context.Request.Method == RunMethod.Filters
        ? FilterRows.ReviewAsync(context, plan, item, cancellationToken)
        : NodeRows.ReviewAsync(context, plan, item, cancellationToken);

    /// <summary>Whether a finished round of chunks is the first pass.</summary>
    public static bool IsReviewed(RunRequest request, RunState state) => Takes(request.Method) && state.RoundR2.Count + 1 < state.RoundEnds.Count;

    /// <summary>The state after the review of the first pass.</summary>
    public static RunState Apply(RunState state) => state with { Stage = RunStage.Rows, RoundR2 = [.. state.RoundR2, null] };
}

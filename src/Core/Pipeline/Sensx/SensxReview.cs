using GenoXai.Core.Sensitivity;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>
/// Looks at a finished round: after the profiles chooses every δ*, after walks adds their sums and says which
/// inputs need more. Done twice, it writes the same again.
/// </summary>
internal static class SensxReview
{
    public static async Task<WorkResult> RunAsync(SensxRun run, WorkItem item, CancellationToken cancellationToken)
    {
        int round = item.EarlierR2.Count;
        SensxReviewed[] reviewed = round == 0
            ? await ChooseAsync(run, cancellationToken)
            : await AddAsync(run, round, cancellationToken);
        bool isLast = round == run.Layout.Rounds - 2;
        if (isLast) reviewed = [.. reviewed.Select(static r => r with { IsOpen = false })];
        await run.WriteReviewAsync(round, reviewed, cancellationToken);
        int open = reviewed.Count(static r => r.IsOpen);
        double agreement = reviewed.Where(r => r.LastRound == round && !double.IsNaN(r.Agreement)).Select(static r => r.Agreement).DefaultIfEmpty(double.NaN).Min();
        long next = open == 0 ? 0 : open * run.Layout.RoundRows(round + 1);
        run.Context.RoundDone?.Invoke(new SensxRound(round, round == 0 ? 0 : run.Layout.WalkEnds[round - 1], TopOf(run), agreement, open, next, open == 0));
        return new WorkResult(item) { Settled = open == 0 };
    }

    private static async Task<SensxReviewed[]> ChooseAsync(SensxRun run, CancellationToken cancellationToken)
    {
        var stable = new StableDelta[run.Count][];
        for (int n = 0; n < run.Count; n++)
        {
            StabilityProfile profile = await run.ProfileAsync(n, cancellationToken);
            stable[n] = [.. Enumerable.Range(0, run.Outputs).Select(o => Choose(run.Context, profile, o))];
        }

        await run.WriteStableAsync(stable, cancellationToken);
        return [.. stable.Select(static s => new SensxReviewed(s.Any(static d => d.Delta > 0), 0, double.NaN))];
    }

    private static StableDelta Choose(SensxContext context, StabilityProfile profile, int output)
    {
        StableDelta chosen = StableDelta.Choose(profile, output, context.IsProbability, context.Options.Tau);
        return context.Options.Delta is { } given ? new StableDelta(given, chosen.Tau, StableDeltaReason.Given, 0) : chosen;
    }

    private static async Task<SensxReviewed[]> AddAsync(SensxRun run, int round, CancellationToken cancellationToken)
    {
        SensxReviewed[] before = await run.ReviewAsync(round - 1, cancellationToken);
        var reviewed = new SensxReviewed[run.Count];
        int together = run.Layout.SumsTogether;
        for (int first = 0; first < run.Count; first += together)
        {
            var all = new SensxSums?[Math.Min(together, run.Count - first)];
            for (int i = 0; i < all.Length; i++)
            {
                reviewed[first + i] = before[first + i];
                if (!before[first + i].IsOpen) continue;
                all[i] = await SumsAsync(run, round, first + i, cancellationToken);
                double agreement = Agreement(run, all[i]!);
                reviewed[first + i] = new SensxReviewed(agreement < SensxRequest.StableAgreement, round, agreement);
            }

            if (all.Any(static s => s is not null)) await run.WriteSumsAsync(round, first / together, all, cancellationToken);
        }

        return reviewed;
    }

    /// <summary>The sums before a round and what its walks add.</summary>
    private static async Task<SensxSums> SumsAsync(SensxRun run, int round, int input, CancellationToken cancellationToken)
    {
        SensxSums sums = await run.SumsAsync(round - 1, input, cancellationToken);
        long rows = sums.Rows;
        int block = run.Layout.BlockEnd(round - 1);
        foreach (double[] unit in await run.UnitsAsync(round, input, cancellationToken))
        {
            rows += (long)unit[0];
            (block % 2 == 0 ? sums.Even : sums.Odd).Add(unit.AsSpan(1), run.Layout.WalksOf(block));
            block++;
        }

        return sums with { Rows = rows };
    }

    /// <summary>How many top groups are compared: the top of all would agree whatever its order.</summary>
    public static int TopOf(SensxRun run) => Math.Min(run.Context.Options.Top, Math.Max(1, run.Groups.Count / 2));

    /// <summary>Share of the top groups that both halves have; the least over the outputs.</summary>
    private static double Agreement(SensxRun run, SensxSums sums)
    {
        if (sums.Even.Walks == 0 || sums.Odd.Walks == 0) return double.NaN;
        int top = TopOf(run);
        double least = 1;
        for (int o = 0; o < run.Outputs; o++)
        {
            var even = sums.Even.Ranking(o).Take(top).ToHashSet();
            least = Math.Min(least, sums.Odd.Ranking(o).Take(top).Count(even.Contains) / (double)top);
        }

        return least;
    }
}

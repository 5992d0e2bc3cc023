using System.Runtime.ExceptionServices;
using GenoXai.Core.Models;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Computes one chunk of a SensX run, unless it lies there already. The only work that touches the model.</summary>
internal sealed class SensxRows(SensxRun run, int chunk, Action<int>? progress, CancellationToken cancellationToken)
{
    private readonly ChunkDocument _chunk = run.Plan.Chunks[chunk];
    private readonly SensxContext _context = run.Context;
    private float[] _x = [];
    private double[] _deltas = [];
    private int[][] _rankings = [];

    public async Task<WorkResult> RunAsync()
    {
        int round = run.RoundOf(chunk), values = run.Layout.UnitValues(SensxLayout.StepOf(round, run.Layout.Rounds));
        string key = RunKeys.Rows(chunk);
        var item = new WorkItem(RunStage.Rows, chunk);
        if (await SensxParts.TryReadAsync(_context, run.Plan, key, values * _chunk.Rows, cancellationToken) is { } earlier)
        {
            long reused = Rows(earlier, values);
            for (long left = reused; left > 0; left -= int.MaxValue) progress?.Invoke(-(int)Math.Min(left, int.MaxValue));
            return new WorkResult(item, Rows: reused, Reused: true);
        }

        double[] figures = await ComputeAsync(round, values);
        await SensxParts.WriteAsync(_context, run.Plan, key, figures, cancellationToken);
        return new WorkResult(item, Rows: Rows(figures, values));
    }

    private static long Rows(double[] figures, int values)
    {
        double rows = 0;
        for (int at = 0; at < figures.Length; at += values) rows += figures[at];
        return (long)rows;
    }

    private async Task<double[]> ComputeAsync(int round, int values)
    {
        var figures = new double[values * _chunk.Rows];
        SensxStep step = SensxLayout.StepOf(round, run.Layout.Rounds);
        if (step == SensxStep.Walks && !(await run.ReviewAsync(round - 1, _chunk.Input, cancellationToken)).IsOpen) return figures;
        (_, _x) = await SensxParts.ReadPointAsync(_context, _chunk.Input, cancellationToken);
        if (step != SensxStep.Profile) _deltas = [.. (await run.StableAsync(_chunk.Input, cancellationToken)).Select(static s => s.Delta)];
        if (step == SensxStep.Curves)
        {
            SensxReviewed review = await run.ReviewAsync(await run.LastReviewAsync(cancellationToken), _chunk.Input, cancellationToken);
            ElementaryEffects effects = (await run.SumsAsync(review.LastRound, _chunk.Input, cancellationToken)).All(run);
            _rankings = [.. Enumerable.Range(0, run.Outputs).Select(o => _deltas[o] > 0 ? effects.Ranking(o) : [])];
        }

        InParallel(_chunk.Rows, u =>
        {
            Span<double> own = figures.AsSpan(u * values, values);
            int unit = (int)_chunk.FirstRow + u;
            if (step == SensxStep.Profile) Profile(unit, own);
            else if (step == SensxStep.Walks) Walks(unit, own);
            else Curve(unit, own);
        });
        return figures;
    }

    private void Profile(int unit, Span<double> figures)
    {
        IVectorModel model = _context.Model.Model;
        if (unit == 0)
        {
            float[] reference = StabilityProfile.ReferenceOf(model, _x);
            for (int o = 0; o < reference.Length; o++) figures[1 + o] = reference[o];
            figures[0] = 1;
            progress?.Invoke(1);
            return;
        }

        SensxRequest options = _context.Options;
        using VectorBatch batch = model.CreateBatch(Math.Min(run.Plan.BatchRows, options.Samples));
        StabilityProfile.Point(model, _x, run.Inputs.Box, run.Groups, run.Layout.Grid[unit - 1], unit - 1, options.Samples, _context.Request.Seed, batch, progress, cancellationToken)
            .CopyTo(figures[1..]);
        figures[0] = options.Samples;
    }

    private void Walks(int block, Span<double> figures)
    {
        ElementaryEffects effects = run.NewEffects();
        int walks = run.Layout.WalksOf(block);
        long rows = 0;
        // Outputs of one δ* share their walks.
        foreach (double delta in _deltas.Where(static d => d > 0).Distinct())
        {
            rows += RandomWalks.Run(_context.Model.Model, _x, run.Inputs.Box, delta, run.Groups, block * run.Layout.BlockWalks, walks, _context.Request.Seed, run.Plan.BatchRows,
                (_, group, changes, distance) =>
                {
                    for (int o = 0; o < _deltas.Length; o++)
                        if (_deltas[o] == delta) effects.Add(o, group, changes[o], distance);
                }, progress, cancellationToken);
        }

        effects.Sums.CopyTo(figures[1..]);
        figures[0] = rows;
    }

    private void Curve(int unit, Span<double> figures)
    {
        SensxRequest options = _context.Options;
        IVectorModel model = _context.Model.Model;
        int[] counts = run.Layout.Counts;
        int grid = unit - 2 * counts.Length, count = counts[grid < 0 ? unit % counts.Length : grid / run.Layout.Grid.Length];
        using VectorBatch batch = model.CreateBatch(Math.Min(run.Plan.BatchRows, options.CurveSamples));
        for (int o = 0; o < run.Outputs; o++)
        {
            if (_deltas[o] == 0)
            {
                figures[1 + o] = double.NaN;
                continue;
            }

            double delta = grid < 0 ? _deltas[o] : run.Layout.Grid[grid % run.Layout.Grid.Length];
            ReadOnlySpan<int> moved = grid >= 0 || unit < counts.Length ? _rankings[o].AsSpan(0, count) : _rankings[o].AsSpan(^count);
            figures[1 + o] = PerturbationCurves.Median(model, _x, run.Inputs.Box, delta, run.Groups, moved, o, $"sensx-curve-{unit}", options.CurveSamples, _context.Request.Seed, batch, progress, cancellationToken);
            figures[0] += options.CurveSamples;
        }
    }

    /// <summary>Units on threads of their own; whichever computes a unit, its figures are the same.</summary>
    private void InParallel(int count, Action<int> unit)
    {
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        void Work()
        {
            try
            {
                for (int u = Interlocked.Increment(ref next); u < count && Volatile.Read(ref failure) is null; u = Interlocked.Increment(ref next)) unit(u);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            }
        }

        var threads = new Thread[Math.Min(_context.Threads, count) - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = "sensx rows" };
            threads[i].Start();
        }

        Work();
        foreach (Thread thread in threads) thread.Join();
        failure?.Throw();
    }
}

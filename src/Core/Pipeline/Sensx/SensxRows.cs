using System.Runtime.ExceptionServices;
using GenoXai.Core.Models;
using GenoXai.Core.Sensitivity;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>Computes one chunk of a SensX run, unless it lies there already. The only work that touches the model.</summary>
internal sealed class SensxRows(SensxRun run, int chunk, Action<int>? progress, CancellationToken cancellationToken)
{
    private readonly ChunkDocument _chunk = run.Plan.Chunks[chunk];
    private readonly SensxContext _context = run.Context;
    private readonly int _round = run.RoundOf(chunk);

    private SensxStep Step => SensxLayout.StepOf(_round, run.Layout.Rounds);

    private int Values => run.Layout.UnitValues(Step);

    private IVectorModel Model => _context.Model.Model;

    public async Task<WorkResult> RunAsync()
    {
        string key = RunKeys.Rows(chunk);
        var item = new WorkItem(RunStage.Rows, chunk);
        if (await SensxParts.TryReadAsync(_context, run.Plan, key, checked(Values * _chunk.Rows * _chunk.Inputs), cancellationToken) is { } earlier)
        {
            long reused = Rows(earlier);
            for (long left = reused; left > 0; left -= int.MaxValue) progress?.Invoke(-(int)Math.Min(left, int.MaxValue));
            return new WorkResult(item, Rows: reused, Reused: true);
        }

        double[] figures = await ComputeAsync();
        await SensxParts.WriteAsync(_context, run.Plan, key, figures, cancellationToken);
        return new WorkResult(item, Rows: Rows(figures));
    }

    private long Rows(double[] figures)
    {
        double rows = 0;
        for (int at = 0; at < figures.Length; at += Values) rows += figures[at];
        return (long)rows;
    }

    private async Task<double[]> ComputeAsync()
    {
        var figures = new double[checked(Values * _chunk.Rows * _chunk.Inputs)];
        var units = new List<Unit>();
        for (int n = 0; n < _chunk.Inputs; n++)
        {
            if (await PointAsync(_chunk.Input + n) is not { } point) continue;
            for (int u = 0; u < _chunk.Rows; u++) units.Add(new Unit(point, (int)_chunk.FirstRow + u, figures.AsMemory((n * _chunk.Rows + u) * Values, Values)));
        }

        int lane = run.Layout.LaneUnits(_round, run.Plan.BatchRows);
        InParallel((units.Count + lane - 1) / lane, number =>
        {
            List<Unit> own = units.GetRange(number * lane, Math.Min(lane, units.Count - number * lane));
            if (Step == SensxStep.Profile) Profile(own);
            else if (Step == SensxStep.Walks) Walks(own);
            else Curves(own);
        });
        return figures;
    }

    /// <summary>What this round asks of an input; null where nothing.</summary>
    private async Task<Point?> PointAsync(int input)
    {
        if (Step == SensxStep.Walks && !(await run.ReviewAsync(_round - 1, input, cancellationToken)).IsOpen) return null;
        (_, float[] x) = await run.PointAsync(input, cancellationToken);
        double[] deltas = Step == SensxStep.Profile ? [] : [.. (await run.StableAsync(input, cancellationToken)).Select(static s => s.Delta)];
        if (Step != SensxStep.Curves) return new Point(x, deltas, []);
        SensxReviewed review = await run.ReviewAsync(await run.LastReviewAsync(cancellationToken), input, cancellationToken);
        ElementaryEffects effects = (await run.SumsAsync(review.LastRound, input, cancellationToken)).All(run);
        return new Point(x, deltas, [.. Enumerable.Range(0, run.Outputs).Select(o => deltas[o] > 0 ? effects.Ranking(o) : [])]);
    }

    private void Profile(List<Unit> units)
    {
        foreach (Unit unit in units.Where(static u => u.Number == 0))
        {
            float[] reference = StabilityProfile.ReferenceOf(Model, unit.Point.X);
            for (int o = 0; o < reference.Length; o++) unit.Figures.Span[1 + o] = reference[o];
            unit.Figures.Span[0] = 1;
            progress?.Invoke(1);
        }

        int samples = _context.Options.Samples;
        Unit[] sampled = [.. units.Where(static u => u.Number > 0)];
        ReadOnlySpan<float> predictions = Sample([.. sampled.Select(u => StabilityProfile.Block(u.Point.X, run.Groups, run.Layout.Grid[u.Number - 1], u.Number - 1, samples, _context.Request.Seed))]);
        foreach (Unit unit in sampled)
        {
            StabilityProfile.PointOf(predictions[..(samples * run.Outputs)], run.Outputs).CopyTo(unit.Figures.Span[1..]);
            unit.Figures.Span[0] = samples;
            predictions = predictions[(samples * run.Outputs)..];
        }
    }

    private void Walks(List<Unit> units)
    {
        var blocks = new List<WalkBlock>();
        var owners = new List<int>();
        var effects = new ElementaryEffects[units.Count];
        for (int u = 0; u < units.Count; u++)
        {
            ElementaryEffects own = effects[u] = run.NewEffects();
            Unit unit = units[u];
            double[] deltas = unit.Point.Deltas;
            // Outputs of one δ* share their walks.
            foreach (double delta in deltas.Where(static d => d > 0).Distinct())
            {
                owners.Add(u);
                blocks.Add(new WalkBlock(unit.Point.X, delta, unit.Number * run.Layout.BlockWalks, run.Layout.WalksOf(unit.Number), (_, group, changes, distance) =>
                {
                    for (int o = 0; o < deltas.Length; o++)
                        if (deltas[o] == delta) own.Add(o, group, changes[o], distance);
                }));
            }
        }

        long[] rows = RandomWalks.Run(Model, run.Inputs.Box, run.Groups, blocks, _context.Request.Seed, run.Plan.BatchRows, progress, cancellationToken);
        for (int b = 0; b < rows.Length; b++) units[owners[b]].Figures.Span[0] += rows[b];
        for (int u = 0; u < units.Count; u++) effects[u].Sums.CopyTo(units[u].Figures.Span[1..]);
    }

    private void Curves(List<Unit> units)
    {
        int samples = _context.Options.CurveSamples;
        int[] counts = run.Layout.Counts;
        var blocks = new List<SampleBlock>();
        var places = new List<(Unit Unit, int Output)>();
        foreach (Unit unit in units)
        {
            int grid = unit.Number - 2 * counts.Length, count = counts[grid < 0 ? unit.Number % counts.Length : grid / run.Layout.Grid.Length];
            for (int o = 0; o < run.Outputs; o++)
            {
                if (unit.Point.Deltas[o] == 0)
                {
                    unit.Figures.Span[1 + o] = double.NaN;
                    continue;
                }

                double delta = grid < 0 ? unit.Point.Deltas[o] : run.Layout.Grid[grid % run.Layout.Grid.Length];
                int[] ranking = unit.Point.Rankings[o];
                blocks.Add(PerturbationCurves.Block(unit.Point.X, delta, grid >= 0 || unit.Number < counts.Length ? ranking[..count] : ranking[^count..], unit.Number, samples, _context.Request.Seed));
                places.Add((unit, o));
            }
        }

        ReadOnlySpan<float> predictions = Sample(blocks);
        foreach ((Unit unit, int o) in places)
        {
            unit.Figures.Span[1 + o] = PerturbationCurves.MedianOf(predictions[..(samples * run.Outputs)], run.Outputs, o);
            unit.Figures.Span[0] += samples;
            predictions = predictions[(samples * run.Outputs)..];
        }
    }

    private float[] Sample(IReadOnlyList<SampleBlock> blocks) =>
        NeighbourhoodSamples.Predict(Model, run.Inputs.Box, run.Groups, blocks, run.Plan.BatchRows, progress, cancellationToken);

    /// <summary>Lanes on threads of their own; whichever computes a lane, its figures are the same.</summary>
    private void InParallel(int count, Action<int> lane)
    {
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        void Work()
        {
            try
            {
                for (int u = Interlocked.Increment(ref next); u < count && Volatile.Read(ref failure) is null; u = Interlocked.Increment(ref next)) lane(u);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            }
        }

        var threads = new Thread[Math.Max(0, Math.Min(_context.Threads, count) - 1)];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = "sensx rows" };
            threads[i].Start();
        }

        Work();
        foreach (Thread thread in threads) thread.Join();
        failure?.Throw();
    }

    /// <summary>An input at work.</summary>
    /// <param name="X">Shape (D).</param>
    /// <param name="Deltas">δ* of each output; none while they are sought.</param>
    /// <param name="Rankings">Of each output its groups from the highest score on; for curves only.</param>
    private sealed record Point(float[] X, double[] Deltas, int[][] Rankings);

    /// <summary>A unit and where its figures go.</summary>
    private sealed record Unit(Point Point, int Number, Memory<double> Figures);
}

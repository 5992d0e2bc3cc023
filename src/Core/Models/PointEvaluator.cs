using System.Runtime.ExceptionServices;

namespace GenoXai.Core.Models;

/// <summary>Shows the points of jobs to a differentiable model in batches, several jobs at once.</summary>
public static class PointEvaluator
{
    /// <summary>Does all jobs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="jobs">The points.</param>
    /// <param name="batchRows">Most points of a batch; part of the plan.</param>
    /// <param name="workers">Jobs in work at once.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static void Run(IDifferentiableModel model, PointJobs jobs, int batchRows, int workers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchRows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        void Work()
        {
            try
            {
                WorkOff(model, jobs, batchRows, () => Interlocked.Increment(ref next), cancellationToken);
            }
            catch (Exception error)
            {
                Interlocked.Exchange(ref next, jobs.Count);
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            }
        }

        var threads = new Thread[Math.Max(0, Math.Min(workers, jobs.Count) - 1)];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = "gradients" };
            threads[i].Start();
        }

        if (jobs.Count > 0) Work();
        foreach (Thread thread in threads) thread.Join();
        failure?.Throw();
    }

    private static void WorkOff(IDifferentiableModel model, PointJobs jobs, int batchRows, Func<int> next, CancellationToken cancellationToken)
    {
        int targets = model.TargetCount;
        PointBatch? batch = null;
        int capacity = 0;
        try
        {
            for (int job = next(); job < jobs.Count; job = next())
            {
                int length = jobs.LengthOf(job), points = jobs.PointsOf(job), rows = Math.Min(batchRows, points);
                if (batch is null || batch.Length != length || capacity < rows)
                {
                    batch?.Dispose();
                    batch = null;
                    batch = model.CreateBatch(capacity = rows, length);
                }

                var predictions = new float[rows * targets];
                var gradients = new float[checked(rows * targets * batch.Size)];
                for (int first = 0; first < points; first += rows)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    batch.Count = Math.Min(rows, points - first);
                    for (int i = 0; i < batch.Count; i++)
                        jobs.Fill(job, first + i, batch.Points.AsSpan(i * batch.Size, batch.Size),
                            batch.References.Length == 0 ? [] : batch.References.AsSpan(i * batch.Size, batch.Size));
                    model.Evaluate(batch, predictions, gradients);
                    for (int i = 0; i < batch.Count; i++)
                        jobs.Take(job, first + i, predictions.AsSpan(i * targets, targets),
                            batch.References.Length == 0 ? [] : batch.ReferencePredictions.AsSpan(i * targets, targets), gradients.AsSpan(i * targets * batch.Size, targets * batch.Size));
                }
            }
        }
        finally
        {
            batch?.Dispose();
        }
    }
}

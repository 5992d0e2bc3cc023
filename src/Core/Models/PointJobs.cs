namespace GenoXai.Core.Models;

/// <summary>
/// Points to show to a differentiable model, in jobs. The points of one job have one length, are shown
/// in order by one worker, and their results are taken in order: sums over a job do not depend on the
/// number of workers.
/// </summary>
public abstract class PointJobs
{
    /// <summary>Number of jobs.</summary>
    public abstract int Count { get; }

    /// <summary>Positions of a job's points.</summary>
    /// <param name="job">0 to <see cref="Count"/> − 1.</param>
    public abstract int LengthOf(int job);

    /// <summary>Points of a job.</summary>
    /// <param name="job">0 to <see cref="Count"/> − 1.</param>
    public abstract int PointsOf(int job);

    /// <summary>Writes one point; called from several threads for several jobs.</summary>
    /// <param name="job">The job.</param>
    /// <param name="point">0 to <see cref="PointsOf"/> − 1.</param>
    /// <param name="values">Shape (q, L).</param>
    /// <param name="reference">Shape (q, L) for a model that compares with references, else empty.</param>
    public abstract void Fill(int job, int point, Span<float> values, Span<float> reference);

    /// <summary>Takes the results of one point; called from several threads for several jobs.</summary>
    /// <param name="job">The job.</param>
    /// <param name="point">The point.</param>
    /// <param name="predictions">Shape (T).</param>
    /// <param name="referencePredictions">Shape (T) for a model that compares with references, else empty.</param>
    /// <param name="gradients">Shape (T, q, L).</param>
    public abstract void Take(int job, int point, ReadOnlySpan<float> predictions, ReadOnlySpan<float> referencePredictions, ReadOnlySpan<float> gradients);
}

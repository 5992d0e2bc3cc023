using GenoXai.Core.Sensitivity;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>What a run found of one input, but for its scores.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Profile">Its profile.</param>
/// <param name="Stable">δ* of each output.</param>
/// <param name="Review">Walks and agreement.</param>
/// <param name="WalkRows">Model rows of its walks.</param>
/// <param name="CurveRows">Model rows of its curves.</param>
/// <param name="Top">Of each output the medians with the highest-ranked groups moved; empty without curves.</param>
/// <param name="Bottom">Of each output the medians with the lowest-ranked groups moved.</param>
/// <param name="Subsets">Of each output the optimal subset; null where none was searched or the output never crosses.</param>
internal sealed record SensxResult(
    string Id, StabilityProfile Profile, StableDelta[] Stable, SensxReviewed Review, long WalkRows, long CurveRows, double[][] Top, double[][] Bottom, OptimalSubset?[] Subsets)
{
    public static async Task<SensxResult> ReadAsync(SensxRun run, int input, StableDelta[] stable, SensxReviewed review, CancellationToken cancellationToken)
    {
        SensxLayout layout = run.Layout;
        (string id, _) = await run.PointAsync(input, cancellationToken);
        StabilityProfile profile = await run.ProfileAsync(input, cancellationToken);
        SensxSums sums = await run.SumsAsync(review.LastRound, input, cancellationToken);
        double[][] units = layout.CurveUnits == 0 ? [] : await run.UnitsAsync(layout.Rounds - 1, input, cancellationToken);
        int points = units.Length == 0 ? 0 : layout.Counts.Length;
        double[] Curve(int first, int count, int output) => [.. units.AsSpan(first, count).ToArray().Select(u => u[1 + output])];
        var subsets = new OptimalSubset?[run.Outputs];
        for (int o = 0; o < run.Outputs && run.Context.Options.Subset && stable[o].Delta > 0; o++)
        {
            subsets[o] = OptimalSubset.Find(Curve(2 * points, points * layout.Grid.Length, o), layout.Counts, layout.Grid, profile.Reference[o],
                OptimalSubset.Threshold(profile, o, run.Context.IsProbability));
        }

        return new SensxResult(id, profile, stable, review, sums.Rows, (long)units.Sum(static u => u[0]),
            [.. Enumerable.Range(0, run.Outputs).Select(o => Curve(0, points, o))], [.. Enumerable.Range(0, run.Outputs).Select(o => Curve(points, points, o))], subsets);
    }

    /// <summary>Area of a curve; NaN without one.</summary>
    public double Area(double[] curve, SensxLayout layout, int output) =>
        curve.Length == 0 || Stable[output].Delta == 0 ? double.NaN : PerturbationCurves.Area(layout.Counts, curve, Profile.Reference[output]);
}

namespace GenoXai.Core.Pipeline;

/// <summary>Why a sketch was shown no further rows.</summary>
public enum SketchStop
{
    /// <summary>No round of the budget is left.</summary>
    Budget,

    /// <summary>The last doubling gained less than <see cref="SketchRounds.LeastGain"/>.</summary>
    Gain,

    /// <summary>The R² that was asked for is reached.</summary>
    Target,
}

/// <summary>
/// The rounds of a sketch: how many rows each rests on, and when to stop. Pure, and by the R² of
/// validation rows alone: the test rows, whose R² is reported, decide nothing. Validation rows are
/// the same in every round, so that the gain of a doubling is a paired difference.
/// </summary>
public static class SketchRounds
{
    /// <summary>Gain in validation R² below which a doubling of the rows was the last.</summary>
    public const double LeastGain = 0.002;

    // Whole batches end at these rows, so a row meets the same neighbours whatever the rounds.
    private const long Grain = 1024;

    // Below this many training rows a decode says little about the next one.
    private const long LeastTraining = 2000;

    /// <summary>Rows of each round, ascending; the last is the whole budget.</summary>
    /// <param name="budget">All rows.</param>
    /// <param name="setApart">Test and validation rows, shown in the first round.</param>
    public static IReadOnlyList<long> RowsOf(long budget, long setApart)
    {
        var rows = new List<long> { budget };
        // At least a quarter of a round's rows train, or its R² is no measure of its size.
        for (long half = Down(budget / 2); half - setApart >= Math.Max(LeastTraining, half / 4); half = Down(half / 2)) rows.Insert(0, half);
        return rows;

        static long Down(long value) => value / Grain * Grain;
    }

    /// <summary>Whether to stop after the finished rounds; null to go on.</summary>
    /// <param name="request">The sketch's options.</param>
    /// <param name="validationR2">Validation R² of each finished round; null where undefined.</param>
    /// <param name="roundCount">Rounds until the budget ends.</param>
    public static SketchStop? Decide(SketchRequest? request, IReadOnlyList<double?> validationR2, int roundCount)
    {
        ArgumentNullException.ThrowIfNull(validationR2);
        if (request?.TargetR2 is { } target && validationR2[^1] >= target) return SketchStop.Target;
        if (validationR2.Count >= roundCount) return SketchStop.Budget;
        // A target that is not reached yet does not make a doubling without gain worth its rows.
        return validationR2.Count > 1 && validationR2[^1] - validationR2[^2] < LeastGain ? SketchStop.Gain : null;
    }
}

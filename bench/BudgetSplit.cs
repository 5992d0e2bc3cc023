using GenoXai.Core.Sampling;

namespace GenoXai.Bench;

/// <summary>A budget's rows as <c>genoxai sketch</c> splits them: test rows first, then validation, then training.</summary>
internal sealed record BudgetSplit(SampleSet Test, SampleSet Validation, SampleSet Training)
{
    public static BudgetSplit Of(SampleSet rows)
    {
        int test = Math.Min(rows.Count / 10, 2000), validation = Math.Min(rows.Count / 10, 5000);
        return new BudgetSplit(rows.Slice(0, test), rows.Slice(test, validation), rows.Slice(test + validation, rows.Count - test - validation));
    }
}

using GenoXai.Core.Pipeline;
using GenoXai.Core.Sampling;
using GenoXai.Core.Sketching;

namespace GenoXai.Bench;

/// <summary>The default decoder as the command line uses it: it may ask for some of the budget's rows itself.</summary>
internal static class DefaultDecoder
{
    /// <summary>Decodes.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="rows">A budget's rows; as many of its last training rows are left out as the decoder may ask for.</param>
    /// <param name="budget">All rows.</param>
    /// <param name="predict">The model.</param>
    /// <param name="progress">Told of every step.</param>
    /// <returns>What it found, and the rows shown to the model.</returns>
    public static (HybridResult Result, int Rows) Decode(SketchDomain domain, BudgetSplit rows, int budget, Func<byte[], float[]> predict, IProgress<string>? progress = null)
    {
        var options = new HybridOptions { ProbeRows = SketchPlan.ProbeRowsOf(budget) };
        SampleSet training = rows.Training.Slice(0, rows.Training.Count - options.ProbeRows);
        List<SampleSet> answered = [];
        var decoding = new HybridDecoding();
        while (true)
        {
            HybridResult result = decoding.Decode(domain, training, rows.Validation, options, progress, default, [.. answered]);
            if (result.Probes.Length == 0) return (result, rows.Test.Count + rows.Validation.Count + training.Count + answered.Sum(static set => set.Count));
            answered.Add(new SampleSet(domain.Length, result.Probes, predict(result.Probes)));
        }
    }
}

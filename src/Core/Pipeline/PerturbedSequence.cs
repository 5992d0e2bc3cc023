using GenoXai.Core.Motifs;
using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>A sequence, its sites, and the predictions of all its rows, shape (1 + sites × copies, targets).</summary>
internal sealed record PerturbedSequence(NamedSequence Sequence, IReadOnlyList<PerturbedSite> Sites, ReadOnlyMemory<float> Predictions, int Copies, int Targets)
{
    public float Reference(int target) => Predictions.Span[target];

    /// <summary>Mean of f(edited) − f(x) over a site's rows, and its standard error (NaN for one row).</summary>
    public (double Mean, double StandardError) Effect(int site, int target)
    {
        ReadOnlySpan<float> predictions = Predictions.Span;
        double sum = 0, squares = 0;
        for (int copy = 0; copy < Copies; copy++) sum += predictions[(1 + site * Copies + copy) * Targets + target];
        double mean = sum / Copies;
        for (int copy = 0; copy < Copies; copy++) squares += Math.Pow(predictions[(1 + site * Copies + copy) * Targets + target] - mean, 2);
        return (mean - Reference(target), Copies > 1 ? Math.Sqrt(squares / (Copies - 1) / Copies) : double.NaN);
    }

    /// <summary>For each position the largest effect of a site there on the first target, with the sign of what its letters do; NaN where none is.</summary>
    /// <param name="insertions">Whether words are put in: then the value is the effect itself.</param>
    public float[] Values(bool insertions)
    {
        var values = new float[Sequence.Length];
        values.AsSpan().Fill(float.NaN);
        for (int site = 0; site < Sites.Count; site++)
        {
            float value = (float)(insertions ? Effect(site, 0).Mean : -Effect(site, 0).Mean);
            // An insertion at the end stands at the last letter.
            int start = Math.Min(Sites[site].Start, Sequence.Length - 1), end = Math.Max(start + 1, Sites[site].End);
            for (int position = start; position < Math.Min(end, values.Length); position++)
                if (!(Math.Abs(values[position]) >= Math.Abs(value))) values[position] = value;
        }

        return values;
    }
}

/// <summary>Effects of all sites of a name.</summary>
internal sealed class SiteSummary
{
    private double _mean, _squares, _absolute;
    private long _positive, _negative;

    public long Count { get; private set; }

    public double Mean => _mean;

    public double StandardError => Count > 1 ? Math.Sqrt(_squares / (Count - 1) / Count) : double.NaN;

    /// <summary>Of the sign test.</summary>
    public double PValue => SignTest.PValue(_positive, _negative);

    public void Add(double effect)
    {
        Count++;
        double before = effect - _mean;
        _mean += before / Count;
        _squares += before * (effect - _mean);
        _absolute += Math.Abs(effect);
        if (effect > 0) _positive++;
        if (effect < 0) _negative++;
    }

    /// <summary>Writes <c>motifs.tsv</c>; p-values are adjusted over the names, one target at a time.</summary>
    public static void Write(Stream stream, string[] names, IReadOnlyDictionary<string, SiteSummary[]> summaries, IReadOnlyList<string> targets)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "name", "target", "sites", "mean_effect", "standard_error", "mean_absolute_effect", "positive", "negative", "p_value", "p_adjusted");
        for (int target = 0; target < targets.Count; target++)
        {
            double[] p = [.. names.Select(n => summaries[n][target].PValue)];
            double[] adjusted = BenjaminiHochberg.Adjust(p);
            foreach (int i in Enumerable.Range(0, names.Length).OrderBy(i => double.IsNaN(p[i]) ? 2 : p[i]).ThenByDescending(i => Math.Abs(summaries[names[i]][target].Mean)))
            {
                SiteSummary own = summaries[names[i]][target];
                table.Text(names[i]).Text(targets[target]).Number(own.Count);
                table.Number(own.Count > 0 ? own.Mean : double.NaN).Number(own.StandardError).Number(own.Count > 0 ? own._absolute / own.Count : double.NaN)
                    .Number(own._positive).Number(own._negative).Number(p[i]).Number(adjusted[i]).EndRow();
            }
        }
    }
}

namespace GenoXai.Core.Sketching;

/// <summary>The samples of one decoding, with values standardised by the training rows.</summary>
internal sealed class HybridProblem
{
    /// <summary>Makes it.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="training">Rows to fit.</param>
    /// <param name="validation">Rows to choose by.</param>
    /// <param name="options">Limits.</param>
    /// <param name="progress">Told what was reached.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public HybridProblem(
        SketchDomain domain, SampleColumns training, SampleColumns validation, HybridOptions options, IProgress<string>? progress, ParallelOptions parallel)
    {
        (Domain, Training, Validation, Options, Progress, Parallel) = (domain, training, validation, options, progress, parallel);
        double sum = 0, squares = 0;
        foreach (double value in training.Values) sum += value;
        Mean = sum / training.Count;
        foreach (double value in training.Values) squares += (value - Mean) * (value - Mean);
        Deviation = Math.Sqrt(squares / training.Count);
        Target = Standardised(training);
        ValidationTarget = Standardised(validation);
        foreach (double value in ValidationTarget) ValidationVariance += value * value / ValidationTarget.Length;
    }

    private HybridProblem(HybridProblem other, SampleColumns all)
    {
        (Domain, Training, Validation, Options, Progress, Parallel) = (other.Domain, all, other.Validation, other.Options, other.Progress, other.Parallel);
        (Mean, Deviation, ValidationTarget, ValidationVariance) = (other.Mean, other.Deviation, other.ValidationTarget, other.ValidationVariance);
        Target = Standardised(all);
    }

    /// <summary>Length and letters.</summary>
    public SketchDomain Domain { get; }

    /// <summary>Rows to fit.</summary>
    public SampleColumns Training { get; }

    /// <summary>Rows to choose by.</summary>
    public SampleColumns Validation { get; }

    /// <summary>Limits.</summary>
    public HybridOptions Options { get; }

    /// <summary>Told what was reached.</summary>
    public IProgress<string>? Progress { get; }

    /// <summary>Threads and cancellation.</summary>
    public ParallelOptions Parallel { get; }

    /// <summary>Mean of the training values, in units of the target.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of the training values, in units of the target.</summary>
    public double Deviation { get; }

    /// <summary>Standardised training values, shape (training rows).</summary>
    public double[] Target { get; }

    /// <summary>Validation values on the same scale, shape (validation rows).</summary>
    public double[] ValidationTarget { get; }

    /// <summary>Mean square of <see cref="ValidationTarget"/>.</summary>
    public double ValidationVariance { get; }

    /// <summary>The same problem and scale with other rows to fit.</summary>
    /// <param name="all">The rows.</param>
    public HybridProblem WithRows(SampleColumns all) => new(this, all);

    /// <summary>Values on the scale of <see cref="Target"/>.</summary>
    /// <param name="rows">The rows.</param>
    public double[] Standardised(SampleColumns rows)
    {
        var values = new double[rows.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (rows.Values[i] - Mean) / Deviation;
        return values;
    }
}

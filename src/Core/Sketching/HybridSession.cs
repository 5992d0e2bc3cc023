using GenoXai.Core.Sampling;

namespace GenoXai.Core.Sketching;

/// <summary>A decode of some rows that waits for answers: what was searched without them stays.</summary>
internal sealed class HybridSession
{
    private readonly SketchDomain _domain;
    private readonly SampleSet _training, _validation;
    private readonly HybridOptions _options;
    private readonly List<SampleSet> _answered = [];
    private readonly HybridSteps _steps;
    private readonly HybridProblem? _problem;
    private readonly HybridSearch? _search;
    private readonly HybridFit? _fit;
    private readonly TermProbes? _doubts;
    private readonly SampleColumns _rows;
    private readonly HybridResult? _settled;
    private HybridFit? _last;
    private int _left;

    /// <summary>Searches.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="training">Uniform random rows.</param>
    /// <param name="validation">Other uniform random rows.</param>
    /// <param name="options">Limits.</param>
    /// <param name="progress">Told what each step reached.</param>
    /// <param name="cancellation">Stops the work.</param>
    public HybridSession(SketchDomain domain, SampleSet training, SampleSet validation, HybridOptions options, IProgress<string>? progress, CancellationToken cancellation)
    {
        (_domain, _training, _validation, _options, _steps, _left) = (domain, training, validation, options, new HybridSteps(progress), options.ProbeRows);
        _rows = SampleColumns.Of(domain, training, validation);
        SampleColumns fitted = SampleColumns.Of(domain, training);
        if (_rows.IsConstant || fitted.IsConstant)
        {
            _settled = Constant(domain, _rows.IsConstant ? _rows : fitted);
            return;
        }

        ParallelOptions parallel = new()
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
        };
        _problem = new HybridProblem(domain, fitted, SampleColumns.Of(domain, validation), options, _steps, parallel);
        _search = new HybridSearch(_problem);
        _fit = _search.Run();
        if (LongStage.Suits(_problem)) _settled = ActivePositions.Decode(_problem, training, validation, _fit, _steps);
        if (_settled is not null) return;
        _last = _search.OnAllRows(_fit, _rows);
        _doubts = new TermProbes(_problem.WithRows(_rows));
    }

    /// <summary>Whether another decode is this one, perhaps with more answers.</summary>
    /// <param name="domain">Length and letters.</param>
    /// <param name="training">Its training rows.</param>
    /// <param name="validation">Its validation rows.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="probes">Its answers.</param>
    public bool GoesOnWith(SketchDomain domain, SampleSet training, SampleSet validation, HybridOptions options, ReadOnlySpan<SampleSet> probes)
    {
        // Threads change no bit.
        if (!domain.Equals(_domain) || options with { Threads = _options.Threads } != _options || probes.Length < _answered.Count) return false;
        for (int n = 0; n < _answered.Count; n++)
            if (!Same(probes[n], _answered[n])) return false;
        return Same(training, _training) && Same(validation, _validation);
    }

    /// <summary>What follows with the answers so far.</summary>
    /// <param name="probes">All of them, one set after another; the first are those that it has been given before.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">Rows that were not asked for.</exception>
    public HybridResult Answered(ReadOnlySpan<SampleSet> probes, CancellationToken cancellation)
    {
        if (_settled is not null) return _settled;
        _problem!.Parallel.CancellationToken = cancellation;
        foreach (SampleSet answered in probes[_answered.Count..])
        {
            IReadOnlyList<(int Row, int Position)> asked = _doubts!.Ask(_last!, _left);
            if (!_doubts.LettersOf(asked).AsSpan().SequenceEqual(answered.Letters.AsSpan())) throw new ArgumentException("Other rows than this decode asks for.", nameof(probes));
            _doubts.Answer(asked, answered.Values);
            _last = _search!.Resolved(_doubts, _last!, _rows);
            _left -= asked.Count;
            _answered.Add(answered);
        }

        byte[] wanted = _doubts!.LettersOf(_doubts.Ask(_last!, probes.Length < HybridDecoder.MostProbeRounds ? _left : 0));
        return Result() with { Probes = wanted };
    }

    private static bool Same(SampleSet one, SampleSet other) =>
        one.Length == other.Length && one.Letters.AsSpan().SequenceEqual(other.Letters) && one.Values.AsSpan().SequenceEqual(other.Values);

    private HybridResult Result()
    {
        HybridProblem problem = _problem!;
        double r2 = 1 - (_fit!.ValidationError / problem.ValidationVariance);
        DecodedFunction function = HybridTables.Of(problem, _last!, _rows, _doubts!.Confirmed, FormattableString.Invariant(
            $"Hybrid decoder: {_last!.Basis.Supports.Length} supports and {_last.Terms.Count} single terms fitted to {_rows.Count} rows; validation R² {r2:F4}."));
        var scales = new double[problem.Domain.Length];
        for (int i = 0; i < scales.Length; i++) scales[i] = _search!.Prior.PositionScale(i);
        var byOrder = new List<int>();
        foreach (AnovaTable table in function.Tables)
        {
            while (byOrder.Count < table.Order) byOrder.Add(0);
            byOrder[table.Order - 1]++;
        }

        return new HybridResult(
            function, problem.ValidationVariance > 0 ? r2 : null, _fit.ValidationError * problem.Deviation * problem.Deviation,
            scales, byOrder, _last.Terms.Count, _rows.Count, [.. _steps.Lines]);
    }

    private static HybridResult Constant(SketchDomain domain, SampleColumns rows)
    {
        var function = new DecodedFunction(domain, rows.Values[0], [], ["The model gave the same value for every row: all effects are 0 and R² is undefined."]);
        return new HybridResult(function, null, 0, new double[domain.Length], [], 0, rows.Count, []);
    }
}

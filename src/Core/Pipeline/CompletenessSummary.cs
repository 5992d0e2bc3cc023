using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>How well contributions add up to f(x) − f(x0) over a run, and what a person must know of it.</summary>
internal sealed class CompletenessSummary(AttributionOptions options, SequenceBaselines baselines)
{
    // tangermeme's limit for DeepLIFT.
    private const double MostDelta = 1e-3;
    private const int MostNamed = 5;

    private readonly List<string> _named = [];
    private double _delta, _error;
    private int _nodes;
    private long _incomplete, _maps, _ownBaselines;
    private string? _firstOwn;

    /// <summary>Takes the figures of a sequence and target.</summary>
    public void Add(string id, ReadOnlySpan<float> figures)
    {
        _maps++;
        // Math.Max keeps what is not a number.
        _delta = Math.Max(_delta, figures[2]);
        _error = Math.Max(_error, figures[3]);
        _nodes = Math.Max(_nodes, (int)figures[4]);
        if (options.IsDeepLift ? figures[2] <= MostDelta : figures[3] <= options.Completeness) return;
        _incomplete++;
        if (_named.Count <= MostNamed && !_named.Contains(id)) _named.Add(id);
    }

    /// <summary>Looks whether a sequence's shuffles differ from it.</summary>
    public void AddSequence(NamedSequence sequence)
    {
        if (!options.HasBaselines || !baselines.IsOwnBaseline(sequence)) return;
        _ownBaselines++;
        _firstOwn ??= sequence.Id;
    }

    /// <summary>Notes options and figures.</summary>
    public void Describe(RunRecord record)
    {
        if (options.Method == AttributionMethod.SmoothGrad) record.Set("samples", options.Samples).Set("noise", options.Noise);
        if (!options.HasBaselines) return;
        record.Set("baseline", AttributionNames.Of(options.BaselineInForce)).Set("baselines", options.BaselineCount);
        if (options.Method == AttributionMethod.IntegratedGradients)
            record.Set("completeness", options.Completeness).Set("nodes", options.Nodes).Set("most_nodes", _nodes).Set("completeness_error", _error);
        record.Set("completeness_delta", _delta).Set("incomplete", _incomplete);
    }

    /// <summary>Sentences for people.</summary>
    public IEnumerable<string> Warnings()
    {
        if (!options.HasBaselines) yield break;
        if (_ownBaselines > 0)
            yield return $"{Counted.Of(_ownBaselines, "sequence has no dinucleotide shuffle but itself", "sequences have no dinucleotide shuffle but themselves")} (first \"{_firstOwn}\"): contributions there are 0. Choose another --baseline.";
        if (_incomplete == 0) yield break;
        string where = $"sequences {string.Join(", ", _named.Take(MostNamed).Select(static id => $"\"{id}\""))}{(_named.Count > MostNamed ? " and more" : "")}";
        yield return options.IsDeepLift
            ? FormattableString.Invariant($"{_incomplete} of {_maps} maps do not add up to f(x) − f(x0) within {MostDelta} ({where}): the largest completeness delta is {_delta:G3}. Do not rely on those; see completeness_delta in attribute.tsv.")
            : FormattableString.Invariant($"{_incomplete} of {_maps} maps do not add up to f(x) − f(x0) within --completeness {options.Completeness} at {IntegratedGradients.MostNodes} nodes or fewer ({where}): the largest error is {_error:G3}. Do not rely on those, or allow more by --completeness; see completeness_error in attribute.tsv.");
    }
}

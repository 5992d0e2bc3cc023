namespace GenoXai.Core.Sensitivity;

/// <summary>Sums of elementary effects |Δq| / |Δx| over walks, in float64. Sums of chunks are added in the chunks' order.</summary>
public sealed class ElementaryEffects
{
    /// <summary>Steps no longer than this have the effect 0.</summary>
    public const double ShortestStep = 1e-12;

    private readonly FeatureGroups _groups;
    private readonly double[] _sum;
    private readonly double[] _squares;

    /// <summary>Begins with no walk.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="outputs">Outputs of the model.</param>
    public ElementaryEffects(FeatureGroups groups, int outputs)
    {
        ArgumentNullException.ThrowIfNull(groups);
        (_groups, Outputs) = (groups, outputs);
        _sum = new double[checked(outputs * groups.Count)];
        _squares = new double[_sum.Length];
    }

    /// <summary>Outputs of the model.</summary>
    public int Outputs { get; }

    /// <summary>Walks so far.</summary>
    public int Walks { get; private set; }

    /// <summary>Adds one step; to be given to <see cref="RandomWalks.Run"/>.</summary>
    /// <param name="walk">Number of the walk.</param>
    /// <param name="group">The group that moved.</param>
    /// <param name="changes">Signed changes, one per output.</param>
    /// <param name="distance">Length of the step.</param>
    public void Add(int walk, int group, ReadOnlySpan<double> changes, double distance)
    {
        if (distance <= ShortestStep) return;
        for (int o = 0; o < Outputs; o++)
        {
            double effect = Math.Abs(changes[o]) / distance;
            _sum[o * _groups.Count + group] += effect;
            _squares[o * _groups.Count + group] += effect * effect;
        }
    }

    /// <summary>Counts walks whose steps have all been added.</summary>
    /// <param name="walks">How many.</param>
    public void Complete(int walks) => Walks += walks;

    /// <summary>Adds the sums of the next chunk.</summary>
    /// <param name="next">Of the same groups and outputs.</param>
    public void Add(ElementaryEffects next)
    {
        ArgumentNullException.ThrowIfNull(next);
        for (int i = 0; i < _sum.Length; i++)
        {
            _sum[i] += next._sum[i];
            _squares[i] += next._squares[i];
        }

        Walks += next.Walks;
    }

    /// <summary>Mean effect of every feature, shape (D), in units of the output per unit of the feature; each member of a group gets the group's; 0 for a feature without a group.</summary>
    /// <param name="output">Which output.</param>
    public double[] Scores(int output) => Spread(g => _sum[output * _groups.Count + g] / Walks);

    /// <summary>Standard error of <see cref="Scores"/>, shape (D); NaN below two walks.</summary>
    /// <param name="output">Which output.</param>
    public double[] StandardErrors(int output) => Spread(g =>
    {
        double mean = _sum[output * _groups.Count + g] / Walks;
        double variance = (_squares[output * _groups.Count + g] / Walks - mean * mean) * Walks / (Walks - 1.0);
        return Walks < 2 ? double.NaN : Math.Sqrt(Math.Max(0, variance) / Walks);
    });

    /// <summary>Groups of an output from the largest score to the least; ties by number.</summary>
    /// <param name="output">Which output.</param>
    public int[] Ranking(int output)
    {
        int[] order = [.. Enumerable.Range(0, _groups.Count)];
        double[] keys = [.. order.Select(g => -_sum[output * _groups.Count + g])];
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return order;
    }

    private double[] Spread(Func<int, double> valueOf)
    {
        var values = new double[_groups.Width];
        for (int g = 0; g < _groups.Count; g++)
        {
            double value = valueOf(g);
            foreach (int i in _groups[g]) values[i] = value;
        }

        return values;
    }
}

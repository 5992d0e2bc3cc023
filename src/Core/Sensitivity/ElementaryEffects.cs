namespace GenoXai.Core.Sensitivity;

/// <summary>Sums of elementary effects |Δq| / |Δx| over walks, in float64. Sums of blocks are added in the blocks' order.</summary>
public sealed class ElementaryEffects
{
    /// <summary>Steps no longer than this have the effect 0.</summary>
    public const double ShortestStep = 1e-12;

    // Of each output, group by group: sum of effects, of their squares, of signed effects, and how often the group moved.
    private const int Kinds = 4;
    private readonly FeatureGroups _groups;
    private readonly bool _perMove;
    private readonly double[] _sums;

    /// <summary>Begins with no walk.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="outputs">Outputs of the model.</param>
    /// <param name="perMove">Whether means are over the walks in which a group moved (substitutions) instead of over all walks.</param>
    public ElementaryEffects(FeatureGroups groups, int outputs, bool perMove = false)
    {
        ArgumentNullException.ThrowIfNull(groups);
        (_groups, Outputs, _perMove) = (groups, outputs, perMove);
        _sums = new double[checked(Kinds * outputs * groups.Count)];
    }

    /// <summary>Outputs of the model.</summary>
    public int Outputs { get; }

    /// <summary>Walks so far.</summary>
    public int Walks { get; private set; }

    /// <summary>Numbers that <see cref="Sums"/> has.</summary>
    /// <param name="groups">Number of groups.</param>
    /// <param name="outputs">Outputs of the model.</param>
    public static int SumCount(int groups, int outputs) => checked(Kinds * outputs * groups);

    /// <summary>All sums, to be kept and given to <see cref="Add(ReadOnlySpan{double}, int)"/>.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>Adds one step of all outputs; a <see cref="WalkStep"/>.</summary>
    /// <param name="walk">Number of the walk.</param>
    /// <param name="group">The group that moved.</param>
    /// <param name="changes">Signed changes, one per output.</param>
    /// <param name="distance">Length of the step, signed where its direction has a meaning.</param>
    public void Add(int walk, int group, ReadOnlySpan<double> changes, double distance)
    {
        for (int o = 0; o < Outputs; o++) Add(o, group, changes[o], distance);
    }

    /// <summary>Adds one step of one output.</summary>
    /// <param name="output">Which output.</param>
    /// <param name="group">The group that moved.</param>
    /// <param name="change">Signed change.</param>
    /// <param name="distance">Length of the step, signed where its direction has a meaning.</param>
    public void Add(int output, int group, double change, double distance)
    {
        if (Math.Abs(distance) <= ShortestStep) return;
        double signed = change / distance;
        int count = _groups.Count, at = output * Kinds * count + group;
        _sums[at] += Math.Abs(signed);
        _sums[at + count] += signed * signed;
        _sums[at + 2 * count] += signed;
        _sums[at + 3 * count]++;
    }

    /// <summary>Counts walks whose steps have all been added.</summary>
    /// <param name="walks">How many.</param>
    public void Complete(int walks) => Walks += walks;

    /// <summary>Adds the sums of the next block.</summary>
    /// <param name="next">Of the same groups and outputs.</param>
    public void Add(ElementaryEffects next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Add(next._sums, next.Walks);
    }

    /// <summary>Adds the sums of the next block.</summary>
    /// <param name="sums">Its <see cref="Sums"/>.</param>
    /// <param name="walks">Its walks.</param>
    public void Add(ReadOnlySpan<double> sums, int walks)
    {
        if (sums.Length != _sums.Length) throw new ArgumentException($"{sums.Length} sums are not {_sums.Length}.", nameof(sums));
        for (int i = 0; i < _sums.Length; i++) _sums[i] += sums[i];
        Walks += walks;
    }

    /// <summary>Mean effect of every feature, shape (D), in units of the output per unit of the feature; each member of a group gets the group's; 0 for a feature without a group.</summary>
    /// <param name="output">Which output.</param>
    public double[] Scores(int output) => Spread(g => Score(output, g));

    /// <summary>Mean signed effect Δq / Δx of every feature, shape (D): above 0 where raising the feature raises the output. For a group of several features or a substituted letter, Δq by the length of the step.</summary>
    /// <param name="output">Which output.</param>
    public double[] SignedEffects(int output) => Spread(g => Cases(output, g) is > 0 and var n ? Sum(output, 2, g) / n : 0);

    /// <summary>Standard error of <see cref="Scores"/>, shape (D); NaN below two walks.</summary>
    /// <param name="output">Which output.</param>
    public double[] StandardErrors(int output) => Spread(g => StandardError(output, g));

    /// <summary>Score of a group.</summary>
    /// <param name="output">Which output.</param>
    /// <param name="group">Which group.</param>
    public double Score(int output, int group) => Cases(output, group) is > 0 and var n ? Sum(output, 0, group) / n : 0;

    /// <summary>Groups of an output from the largest score to the least; ties by number.</summary>
    /// <param name="output">Which output.</param>
    public int[] Ranking(int output)
    {
        int[] order = [.. Enumerable.Range(0, _groups.Count)];
        double[] keys = [.. order.Select(g => -Score(output, g))];
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return order;
    }

    private double StandardError(int output, int group)
    {
        double n = Cases(output, group), mean = Score(output, group);
        if (n < 2) return double.NaN;
        double variance = (Sum(output, 1, group) / n - mean * mean) * n / (n - 1);
        return Math.Sqrt(Math.Max(0, variance) / n);
    }

    private double Cases(int output, int group) => _perMove ? Sum(output, 3, group) : Walks;

    private double Sum(int output, int kind, int group) => _sums[(output * Kinds + kind) * _groups.Count + group];

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

using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results.Comparison;

/// <summary>How far two runs agree on one sequence; what is not defined is not a number.</summary>
/// <param name="Positions">Positions where both say something.</param>
/// <param name="Pearson">Pearson's r of the importances.</param>
/// <param name="Spearman">Spearman's ρ of the importances.</param>
/// <param name="MapPearson">Pearson's r of the maps (q, L).</param>
/// <param name="MapSpearman">Spearman's ρ of the maps.</param>
/// <param name="TopOverlap">Jaccard index of the most important positions.</param>
public readonly record struct Agreement(int Positions, double Pearson, double Spearman, double MapPearson, double MapSpearman, double TopOverlap)
{
    /// <summary>Names of the five figures, as in tables and arrays.</summary>
    public static readonly IReadOnlyList<string> Measures = ["pearson", "spearman", "map_pearson", "map_spearman", "top_overlap"];

    /// <summary>A figure by its number in <see cref="Measures"/>.</summary>
    /// <param name="measure">Which.</param>
    public double this[int measure] => measure switch { 0 => Pearson, 1 => Spearman, 2 => MapPearson, 3 => MapSpearman, _ => TopOverlap };
}

/// <summary>Two of the runs that are compared.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Second">Number of the second.</param>
/// <param name="BySize">Whether sizes are compared, because one of the two has no signs.</param>
public sealed record RunPair(int First, int Second, bool BySize)
{
    /// <summary>r over all positions of all sequences.</summary>
    public double Pearson { get; internal set; } = double.NaN;

    /// <summary>ρ over all positions of all sequences; NaN where there are more than are held.</summary>
    public double Spearman { get; internal set; } = double.NaN;

    /// <summary>r over all cells of all maps.</summary>
    public double MapPearson { get; internal set; } = double.NaN;

    /// <summary>A figure over everything by its number in <see cref="Agreement.Measures"/>; NaN for those that are of single sequences only.</summary>
    /// <param name="measure">Which.</param>
    public double Overall(int measure) => measure switch { 0 => Pearson, 1 => Spearman, 2 => MapPearson, _ => double.NaN };
}

/// <summary>
/// Agreement of two or more runs that explain the same sequences. Goes through the files once, holding one sequence
/// of each; and the importances, as far as they are few, for ranks over all and for pictures.
/// </summary>
public sealed class RunComparison
{
    /// <summary>Positions of all sequences up to which Spearman's ρ over all is computed and scatter pictures are of all.</summary>
    public const int MostHeld = 1 << 20;

    private readonly IReadOnlyList<ExplanationFile> _files;
    private readonly double _share;
    private readonly PearsonCorrelation[] _overall, _overallMaps;
    private readonly List<double>[] _held;

    /// <summary>Prepares a comparison.</summary>
    /// <param name="files">Two runs or more, opened and not yet read.</param>
    /// <param name="share">Which part of the positions are the most important ones, above 0 and at most 1.</param>
    /// <exception cref="InputException">The runs are not of the same number of sequences, or of other letters.</exception>
    public RunComparison(IReadOnlyList<ExplanationFile> files, double share = 0.1)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count < 2) throw new InputException("compare: needs the folders of two runs or more.", "bad-option");
        if (!(share is > 0 and <= 1)) throw new InputException(FormattableString.Invariant($"--top {share}: a part of the positions, above 0 and at most 1."), "bad-option");
        (_files, _share) = (files, share);
        AlignedRuns.Check(files);
        Pairs = [.. from a in Enumerable.Range(0, files.Count) from b in Enumerable.Range(a + 1, files.Count - a - 1) select new RunPair(a, b, files[a].IsUnsigned || files[b].IsUnsigned)];
        (_overall, _overallMaps) = (new PearsonCorrelation[Pairs.Count], new PearsonCorrelation[Pairs.Count]);
        _held = [.. files.Select(static _ => new List<double>())];
    }

    /// <summary>All pairs of runs.</summary>
    public IReadOnlyList<RunPair> Pairs { get; }

    /// <summary>Positions of the sequences so far.</summary>
    public long Positions { get; private set; }

    /// <summary>Whether there were more positions than <see cref="MostHeld"/>.</summary>
    public bool IsLarge => Positions > MostHeld;

    /// <summary>Importances of a run's first sequences, at most <see cref="MostHeld"/> positions.</summary>
    /// <param name="file">Number of the run.</param>
    public IReadOnlyList<double> Held(int file) => _held[file];

    /// <summary>Reads all sequences; the figures over all are known once the last one was read.</summary>
    /// <returns>What each run says of a sequence, and for each pair how far they agree.</returns>
    /// <exception cref="InputException">The runs are not of the same sequences; the first that differs is named.</exception>
    public IEnumerable<(ExplainedSequence[] Runs, Agreement[] Pairs)> Read()
    {
        foreach (ExplainedSequence[] runs in AlignedRuns.Read(_files))
        {
            Hold(runs);
            yield return (runs, [.. Pairs.Select((pair, p) => Compare(pair, p, runs))]);
        }

        for (int p = 0; p < Pairs.Count; p++)
        {
            (Pairs[p].Pearson, Pairs[p].MapPearson) = (_overall[p].Value, _overallMaps[p].Value);
            if (!IsLarge) Pairs[p].Spearman = RankCorrelation.Spearman(Sided(_held[Pairs[p].First], Pairs[p].BySize), Sided(_held[Pairs[p].Second], Pairs[p].BySize));
        }
    }

    private void Hold(ExplainedSequence[] runs)
    {
        int length = runs[0].Importance.Length, take = (int)Math.Clamp(MostHeld - Positions, 0, length);
        for (int i = 0; i < runs.Length; i++) _held[i].AddRange(runs[i].Importance.AsSpan(0, take));
        Positions += length;
    }

    private Agreement Compare(RunPair pair, int number, ExplainedSequence[] runs)
    {
        (ExplainedSequence first, ExplainedSequence second) = (runs[pair.First], runs[pair.Second]);
        double[] x = Sided(first.Importance, pair.BySize), y = Sided(second.Importance, pair.BySize);
        var pearson = default(PearsonCorrelation);
        for (int l = 0; l < x.Length; l++)
        {
            pearson.Add(x[l], y[l]);
            _overall[number].Add(x[l], y[l]);
        }

        (double mapPearson, double mapSpearman) = Maps(pair, number, first, second);
        int[] top = first.Top(_share), other = second.Top(_share);
        int both = top.Intersect(other).Count(), any = top.Length + other.Length - both;
        return new Agreement((int)pearson.Count, pearson.Value, RankCorrelation.Spearman(x, y), mapPearson, mapSpearman, any > 0 ? both / (double)any : double.NaN);
    }

    private (double Pearson, double Spearman) Maps(RunPair pair, int number, ExplainedSequence first, ExplainedSequence second)
    {
        if (first.Map is not { } a || second.Map is not { } b || a.Length != b.Length) return (double.NaN, double.NaN);
        bool substitutions = _files[pair.First].HasSubstitutions || _files[pair.Second].HasSubstitutions;
        double[] x = Cells(a, first.Letters!, substitutions), y = Cells(b, second.Letters!, substitutions);
        if (pair.BySize) (x, y) = (Sided(x, true), Sided(y, true));
        var pearson = default(PearsonCorrelation);
        for (int i = 0; i < x.Length; i++)
        {
            pearson.Add(x[i], y[i]);
            _overallMaps[number].Add(x[i], y[i]);
        }

        return (pearson.Value, RankCorrelation.Spearman(x, y));
    }

    /// <summary>
    /// The cells that are compared. Beside effects of substitutions a map is taken relative to the observed letter, as
    /// an effect is; that letter's own effect is 0 by definition, would count as agreement, and is left out.
    /// </summary>
    private static double[] Cells(float[] map, byte[] letters, bool substitutions)
    {
        double[] cells = [.. map.Select(static v => (double)v)];
        if (!substitutions) return cells;
        int length = letters.Length;
        for (int l = 0; l < length; l++)
        {
            if (letters[l] == Alphabet.Missing) continue;
            double own = cells[letters[l] * length + l];
            for (int at = l; at < cells.Length; at += length) cells[at] -= own;
            cells[letters[l] * length + l] = double.NaN;
        }

        return cells;
    }

    private static double[] Sided(IReadOnlyList<double> values, bool bySize) => bySize ? [.. values.Select(Math.Abs)] : [.. values];
}

using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>
/// What DFIM would say of a sketch instead of the model, exactly and without a row: how much the attribution of a target
/// feature changes when a source feature becomes a column of background, and what both do together. Columns that are no
/// letter are read as the mean over letters of these shares.
/// </summary>
/// <remarks>
/// The attribution of position i is the sum over the tables that hold i of g_S(x)/|S|, its Shapley value against columns
/// of 1/q as DeepLIFT has it, or of g_S(x), gradient × (input − 1/q). A missing letter is a column of 1/q, where a table is 0.
/// </remarks>
public sealed class SketchFeatureScores
{
    private readonly SketchDomain _domain;
    private readonly IReadOnlyList<AnovaTable> _tables;
    private readonly List<int>[] _ofPosition;
    private readonly int[] _seen;
    private int _stamp;

    /// <summary>Sorts a sketch's tables by position.</summary>
    /// <param name="sketch">The sketch.</param>
    public SketchFeatureScores(Sketch sketch)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        (_domain, _tables) = (sketch.Function.Domain, sketch.Function.Tables);
        _ofPosition = [.. Enumerable.Range(0, _domain.Length).Select(static _ => new List<int>())];
        _seen = new int[_tables.Count];
        for (int table = 0; table < _tables.Count; table++)
            foreach (int position in _tables[table].Positions) _ofPosition[position].Add(table);
    }

    /// <summary>Attributions are Shapley values (DeepLIFT's), instead of gradient × (input − 1/q).</summary>
    public bool Shapley { get; init; } = true;

    /// <summary>A score is the sum over the target's positions, instead of the largest change of one.</summary>
    public bool Sum { get; init; }

    /// <summary>Whether the sketch knows all letters of a feature's positions; it says nothing of letters that it was never shown.</summary>
    /// <param name="feature">The positions.</param>
    public bool Knows(SequenceRange feature)
    {
        if (_domain.Allowed is not { } allowed) return true;
        for (int position = feature.Start; position < feature.End; position++)
            if (allowed[position].Length != _domain.LetterCount) return false;
        return true;
    }

    /// <summary>Scores and effects of all pairs of features of a sequence.</summary>
    /// <param name="letters">The sequence, shape (L).</param>
    /// <param name="features">S stretches.</param>
    /// <param name="fill">The column that a source becomes, shape (q), sum 1.</param>
    /// <param name="scores">Shape (S, S), source by target: the score; NaN where two overlap or the sketch does not know one of them.</param>
    /// <param name="effects">Shape (S, S), symmetric: f̂(x) − f̂(x without s) − f̂(x without t) + f̂(x without both); NaN at the same places.</param>
    public void Of(ReadOnlySpan<byte> letters, IReadOnlyList<SequenceRange> features, ReadOnlySpan<double> fill, Span<double> scores, Span<double> effects)
    {
        ArgumentNullException.ThrowIfNull(features);
        int count = features.Count;
        var change = new double[letters.Length];
        for (int source = 0; source < count; source++)
        {
            Array.Clear(change);
            List<int> met = TablesOf(features[source]);
            foreach (int table in met) AddChange(_tables[table], letters, features[source], fill, change);
            for (int target = 0; target < count; target++)
            {
                int at = source * count + target;
                if (Overlap(features[source], features[target]) || !Knows(features[source]) || !Knows(features[target])) scores[at] = effects[at] = double.NaN;
                else
                {
                    scores[at] = Score(change, features[target]);
                    effects[at] = target < source ? effects[target * count + source] : Effect(met, letters, features[source], features[target], fill);
                }
            }
        }
    }

    private List<int> TablesOf(SequenceRange feature)
    {
        _stamp++;
        var met = new List<int>();
        for (int position = feature.Start; position < feature.End; position++)
        {
            foreach (int table in _ofPosition[position])
            {
                if (_seen[table] == _stamp) continue;
                _seen[table] = _stamp;
                met.Add(table);
            }
        }

        return met;
    }

    private void AddChange(AnovaTable table, ReadOnlySpan<byte> letters, SequenceRange source, ReadOnlySpan<double> fill, double[] change)
    {
        if (Array.TrueForAll(table.Positions, position => Holds(source, position))) return;
        double lost = Value(table, letters, fill, default, default) - Value(table, letters, fill, source, default);
        if (Shapley) lost /= table.Order;
        foreach (int position in table.Positions) change[position] += lost;
    }

    private double Score(double[] change, SequenceRange target)
    {
        double score = 0;
        for (int position = target.Start; position < target.End; position++)
            score = Sum ? score + Math.Abs(change[position]) : Math.Max(score, Math.Abs(change[position]));
        return score;
    }

    // A table that does not meet both cancels.
    private double Effect(List<int> met, ReadOnlySpan<byte> letters, SequenceRange source, SequenceRange target, ReadOnlySpan<double> fill)
    {
        double effect = 0;
        foreach (int number in met)
        {
            AnovaTable table = _tables[number];
            if (!Array.Exists(table.Positions, position => Holds(target, position))) continue;
            effect += Value(table, letters, fill, default, default) - Value(table, letters, fill, source, default)
                - Value(table, letters, fill, default, target) + Value(table, letters, fill, source, target);
        }

        return effect;
    }

    /// <summary>A table's mean over the letters of the columns that are filled.</summary>
    private double Value(AnovaTable table, ReadOnlySpan<byte> letters, ReadOnlySpan<double> fill, SequenceRange first, SequenceRange second) =>
        Mean(table, 0, 0, letters, fill, first, second);

    private double Mean(AnovaTable table, int place, int index, ReadOnlySpan<byte> letters, ReadOnlySpan<double> fill, SequenceRange first, SequenceRange second)
    {
        if (place == table.Order) return table.Values[index];
        int position = table.Positions[place], from = index * _domain.LetterCount;
        if (!Holds(first, position) && !Holds(second, position))
            return letters[position] == Alphabet.Missing ? 0 : Mean(table, place + 1, from + letters[position], letters, fill, first, second);
        double mean = 0;
        for (int letter = 0; letter < fill.Length; letter++)
            if (fill[letter] != 0) mean += fill[letter] * Mean(table, place + 1, from + letter, letters, fill, first, second);
        return mean;
    }

    private static bool Holds(SequenceRange feature, int position) => position >= feature.Start && position < feature.End;

    private static bool Overlap(SequenceRange a, SequenceRange b) => a.Start < b.End && b.Start < a.End;
}

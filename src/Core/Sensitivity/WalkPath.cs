using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sensitivity;

/// <summary>The order and the end point of one walk.</summary>
internal sealed class WalkPath
{
    private readonly PerturbationBox _box;
    private readonly FeatureGroups _groups;
    private readonly int[] _order;
    private readonly float[] _end;

    public WalkPath(WalkBlock block, int blockNumber, int number, PerturbationBox box, FeatureGroups groups, SeededRandom random)
    {
        (Block, BlockNumber, Number, _box, _groups) = (block, blockNumber, number, box, groups);
        ReadOnlySpan<float> x = block.X;
        _end = x.ToArray();
        _order = new int[groups.Count];
        for (int g = 0; g < _order.Length; g++)
        {
            _order[g] = g;
            foreach (int i in groups[g]) _end[i] = box.Sample(i, x[i], block.Delta, random.NextDouble());
        }

        random.Shuffle(_order.AsSpan());
        foreach (int group in _order)
            if (Moves(x, group)) _order[Steps++] = group;
    }

    public WalkBlock Block { get; }

    public int BlockNumber { get; }

    public int Number { get; }

    /// <summary>Steps that move something.</summary>
    public int Steps { get; }

    public int GroupOf(int step) => _order[step];

    public void Move(Span<float> row, int step)
    {
        foreach (int i in _groups[_order[step]]) row[i] = _end[i];
    }

    // From the coordinates as rounded to float32, not as drawn: the effect is that of the row the model saw.
    public double Distance(int step)
    {
        ReadOnlySpan<int> members = _groups[_order[step]];
        float[] x = Block.X;
        if (members.Length == 1) return _box.Step(x[members[0]], _end[members[0]]);
        double sum = 0;
        foreach (int i in members) sum += _box.Step(x[i], _end[i]) * _box.Step(x[i], _end[i]);
        return Math.Sqrt(sum);
    }

    private bool Moves(ReadOnlySpan<float> x, int group)
    {
        foreach (int i in _groups[group])
            if (_end[i] != x[i]) return true;
        return false;
    }
}

using GenoXai.Core.Numerics;

namespace GenoXai.Tests.Onnx.SeededRules;

/// <summary>One random case of an operator: a graph from "x" (two rows) to "a".</summary>
internal sealed class RuleDraw
{
    private SeededRandom _random;

    internal RuleDraw(string type, int number) => (Type, Number, _random) = (type, number, SeededRandom.Stream(number, type));

    internal const int Rows = 2;

    internal string Type { get; }

    internal int Number { get; }

    internal TestGraph Graph { get; } = new TestGraph().Opset(21);

    /// <summary>Sizes of a row of x.</summary>
    internal int[] Row { get; private set; } = [];

    /// <summary>Whether the graph does not tell the size of the last axis.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Axes of x, rows included.</summary>
    internal int Rank => Row.Length + 1;

    internal long[] Shape => [Rows, .. Row.Select(static n => (long)n)];

    internal int Below(int bound) => _random.NextInt(bound);

    internal int Between(int least, int most) => least + _random.NextInt(most - least + 1);

    internal bool Coin() => _random.NextInt(2) == 0;

    internal float Fraction(float least, float most) => least + (most - least) * (float)_random.NextDouble();

    internal T Pick<T>(params T[] items) => items[_random.NextInt(items.Length)];

    internal long[] Many(int count, Func<int, long> make) => [.. Enumerable.Range(0, count).Select(make)];

    /// <summary>Some of 0 … count − 1, at least one, in any order.</summary>
    internal long[] Some(int count)
    {
        long[] all = Many(count, static i => i);
        _random.Shuffle(all.AsSpan());
        return all[..Between(1, count)];
    }

    internal long[] Order(int count)
    {
        long[] all = Many(count, static i => i);
        _random.Shuffle(all.AsSpan());
        return all;
    }

    /// <summary>An input of rows of these sizes.</summary>
    internal TestGraph Of(params int[] row)
    {
        (Row, IsOpen) = (row, row.Length > 0 && Below(3) == 0);
        return Graph.Input("x", ["N", .. row.Select((n, i) => IsOpen && i == row.Length - 1 ? "L" : (object)n)]);
    }

    /// <summary>An input of rows with so many axes, of 1 to 4 places.</summary>
    internal TestGraph Any(int least = 1, int most = 3) => Of([.. Enumerable.Range(0, Between(least, most)).Select(_ => Between(1, 4))]);

    /// <summary>Stores random numbers.</summary>
    internal string Store(string name, params long[] shape)
    {
        Graph.Tensor(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, static (a, b) => a * b)).Select(_ => (float)_random.NextGaussian() * 0.7f)]);
        return name;
    }

    internal string Store(string name, long[] shape, Func<int, long> make)
    {
        Graph.Tensor(name, shape, Many((int)shape.Aggregate(1L, static (a, b) => a * b), make));
        return name;
    }

    internal string Whole(string name, params long[] values)
    {
        Graph.Constant(name, values);
        return name;
    }

    /// <summary>A shape that broadcasts with x's: some axes 1, some missing in front, sometimes one more.</summary>
    internal long[] Fitting()
    {
        long[] shape = [.. Shape.Select(n => Below(3) == 0 ? 1 : n)];
        return Below(4) == 0 ? [2, .. shape] : shape[Below(shape.Length)..];
    }

    /// <summary>An operand that broadcasts with x: stored, or made of x itself.</summary>
    internal string Other(string name)
    {
        switch (Below(4))
        {
            case 0:
                Graph.Node("ReduceMean", $"x,{Whole($"{name}_axes", Some(Rank))}", name);
                return name;
            case 1:
                Graph.Node("Sin", "x", name);
                return name;
            default:
                return Store(name, Fitting());
        }
    }
}

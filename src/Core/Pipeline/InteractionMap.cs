using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>The interactions of one sequence, by second-order ISM or its Hessian form.</summary>
internal sealed class InteractionMap
{
    private InteractionMap(NamedSequence sequence, int[] positions, float reference, float[] singles, PositionPairs pairs, float[] effects) =>
        (Sequence, Positions, Reference, Singles, Pairs, Effects) = (sequence, positions, reference, singles, pairs, effects);

    public NamedSequence Sequence { get; }

    /// <summary>Positions whose single effects are known, ascending.</summary>
    public int[] Positions { get; }

    /// <summary>f(x).</summary>
    public float Reference { get; }

    /// <summary>Single effects, shape (positions, q − 1).</summary>
    public float[] Singles { get; }

    public PositionPairs Pairs { get; }

    /// <summary>E, in the order of the pairs' double mutants.</summary>
    public float[] Effects { get; }

    /// <summary>The pairs of a sequence, given its single effects: those of the window, or among the strongest positions.</summary>
    public static PositionPairs PairsOf(InteractionOptions options, int[] positions, ReadOnlySpan<float> singles, int letterCount)
    {
        if (options.TopPositions is { } top) positions = [.. SecondOrderMutagenesis.Strongest(singles, letterCount - 1, top).Select(place => positions[place])];
        return new PositionPairs(positions, letterCount, options.Window);
    }

    /// <summary>Reads a sequence's part of a chunk: f(x), the single mutants, the double mutants.</summary>
    public static InteractionMap Of(RunRequest request, int letterCount, NamedSequence sequence, ReadOnlySpan<float> data)
    {
        InteractionOptions options = request.Interactions!;
        int[] positions = InteractionOptions.PositionsOf(sequence, request.Mutagenesis);
        int count = positions.Length * (letterCount - 1);
        var singles = new float[count];
        bool predictions = options.Method == InteractionMethod.SecondOrder;
        if (predictions) SecondOrderMutagenesis.Singles(data[..(1 + count)], singles);
        else data.Slice(1, count).CopyTo(singles);
        PositionPairs pairs = PairsOf(options, positions, singles, letterCount);
        float[] effects = data.Slice(1 + count, checked((int)pairs.Effects)).ToArray();
        if (predictions)
        {
            int[] places = [.. pairs.Positions.Select(position => Array.BinarySearch(positions, position))];
            SecondOrderMutagenesis.Effects(data[..(1 + count)], pairs, places, effects, effects);
        }

        return new InteractionMap(sequence, positions, data[0], singles, pairs, effects);
    }

    /// <summary>What the letters of a pair come to.</summary>
    /// <param name="pair">Number of the pair.</param>
    public PairFigures Figures(int pair)
    {
        int size = Pairs.Substitutions * Pairs.Substitutions;
        float strongest = 0;
        double squares = 0, sum = 0;
        foreach (float effect in Effects.AsSpan(pair * size, size))
        {
            // What is not a number stays to be seen.
            if (!(Math.Abs(effect) <= Math.Abs(strongest)) && !float.IsNaN(strongest)) strongest = effect;
            squares += (double)effect * effect;
            sum += Math.Abs((double)effect);
        }

        return new PairFigures(strongest, Math.Sqrt(squares / size), sum / size);
    }
}

/// <summary>A pair of positions over its (q − 1)² double mutants.</summary>
/// <param name="Strongest">The E of the largest size, signed.</param>
/// <param name="RootMeanSquare">Root of the mean of E².</param>
/// <param name="MeanAbsolute">Mean |E|.</param>
internal readonly record struct PairFigures(float Strongest, double RootMeanSquare, double MeanAbsolute);

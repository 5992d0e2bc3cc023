namespace GenoXai.Core.Querying;

/// <summary>
/// A stretch of positions that matter more than most, as letter probabilities: the share of each letter,
/// tilted by what it contributes, p(b) ∝ share(b) · e^(β·φ̄(b)). β is one number for all positions: at the position
/// where the mean φ of letters differ most, e^(β·difference) is 100.
/// </summary>
/// <param name="Start">First position, from 0.</param>
/// <param name="End">The position after the last.</param>
/// <param name="MeanAbsolutePhi">Sum of mean |φ| over its positions, in units of the target.</param>
/// <param name="Probabilities">Shape (End − Start, q), row-major; each row sums to 1.</param>
public sealed record EffectMotif(int Start, int End, double MeanAbsolutePhi, double[] Probabilities)
{
    // How many times likelier the best letter is than the worst where they differ most.
    private const double LargestTilt = 100;

    private const int LargestGap = 2;

    /// <summary>
    /// The stretches that stand out, the one with the largest sum of mean |φ| first: maximal scoring segments (Ruzzo and Tompa 1999)
    /// of mean |φ| less its mean over the positions where it is not 0, joined where at most two positions lie between. None when every position matters alike.
    /// </summary>
    /// <param name="effects">φ by position and letter.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<EffectMotif> Find(PositionLetterEffects effects, int most)
    {
        ArgumentNullException.ThrowIfNull(effects);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        double[] sizes = effects.MeanAbsoluteByPosition;
        double[] moving = [.. sizes.Where(static size => size > 0)];
        if (moving.Length == 0) return [];
        double mean = moving.Average(), beta = Beta(effects);
        var segments = new List<(int Start, int End)>();
        var open = new Stack<(int Start, int End)>([(0, sizes.Length)]);
        while (open.TryPop(out (int Start, int End) part))
        {
            if (BestSegment(sizes, mean, part.Start, part.End) is not { } best) continue;
            segments.Add(best);
            open.Push((part.Start, best.Start));
            open.Push((best.End, part.End));
        }

        return [.. Joined(segments).Select(s => new EffectMotif(s.Start, s.End, sizes[s.Start..s.End].Sum(), Tilted(effects, beta, s.Start, s.End)))
            .OrderByDescending(static m => m.MeanAbsolutePhi).ThenBy(static m => m.Start).Take(most)];
    }

    private static List<(int Start, int End)> Joined(List<(int Start, int End)> segments)
    {
        var joined = new List<(int Start, int End)>();
        foreach ((int start, int end) in segments.Order())
        {
            if (joined.Count > 0 && start - joined[^1].End <= LargestGap) joined[^1] = (joined[^1].Start, end);
            else joined.Add((start, end));
        }

        return joined;
    }

    /// <summary>The segment of largest positive sum (Kadane's scan), the first of equals; rounding of equal sizes is no excess.</summary>
    private static (int Start, int End)? BestSegment(double[] sizes, double mean, int from, int to)
    {
        double best = 1e-9 * mean, sum = 0;
        int start = from;
        (int Start, int End)? found = null;
        for (int i = from; i < to; i++)
        {
            if (sum <= 0) (sum, start) = (0, i);
            sum += sizes[i] - mean;
            if (sum > best) (best, found) = (sum, (start, i + 1));
        }

        return found;
    }

    private static double Beta(PositionLetterEffects effects)
    {
        double widest = 0;
        for (int position = 0; position < effects.Length; position++)
        {
            double highest = double.NegativeInfinity, lowest = double.PositiveInfinity;
            for (int cell = position * effects.Letters; cell < (position + 1) * effects.Letters; cell++)
            {
                if (effects.Shares[cell] == 0) continue;
                (highest, lowest) = (Math.Max(highest, effects.Mean[cell]), Math.Min(lowest, effects.Mean[cell]));
            }

            widest = Math.Max(widest, highest - lowest);
        }

        return widest > 0 ? Math.Log(LargestTilt) / widest : 0;
    }

    private static double[] Tilted(PositionLetterEffects effects, double beta, int start, int end)
    {
        int q = effects.Letters;
        var probabilities = new double[(end - start) * q];
        for (int position = start; position < end; position++)
        {
            Span<double> row = probabilities.AsSpan((position - start) * q, q);
            double highest = double.NegativeInfinity, sum = 0;
            for (int cell = position * q; cell < (position + 1) * q; cell++)
                if (effects.Shares[cell] > 0) highest = Math.Max(highest, effects.Mean[cell]);
            for (int letter = 0; letter < q; letter++)
                if (effects.Shares[position * q + letter] is > 0 and double share)
                    sum += row[letter] = share * Math.Exp(beta * (effects.Mean[position * q + letter] - highest));
            // Only where every sequence misses the letter.
            if (sum == 0) row.Fill(1.0 / q);
            else
                foreach (ref double probability in row) probability /= sum;
        }

        return probabilities;
    }
}

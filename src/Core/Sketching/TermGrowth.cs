using System.Numerics.Tensors;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Grows a cell letter by letter to the term behind it. A term of order s shows in its parts of
/// order s − 1 with half the score, so the score rises up to the term and falls beyond.
/// </summary>
internal sealed class TermGrowth
{
    private const int FewestRows = 2;
    private const double Rise = 0.25;
    private readonly HybridProblem _problem;
    private readonly double[] _residuals;
    private readonly double _deviation;
    private readonly int _highestOrder;

    /// <summary>Makes it.</summary>
    /// <param name="problem">The samples.</param>
    /// <param name="residuals">Residuals of the training rows.</param>
    /// <param name="highestOrder">Highest order to grow to.</param>
    public TermGrowth(HybridProblem problem, double[] residuals, int highestOrder)
    {
        (_problem, _residuals, _highestOrder) = (problem, residuals, highestOrder);
        _deviation = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(residuals) / residuals.Length);
    }

    /// <summary>The local maximum of the score above a cell.</summary>
    /// <param name="seed">The cell to start from.</param>
    public TermCandidate Grow(TermCandidate seed)
    {
        SketchDomain domain = _problem.Domain;
        var term = new AndTerm(seed.Support, seed.Cell, domain);
        int[] rows = term.RowsOf(_problem.Training);
        TermCandidate best = seed with { Score = Score(rows) };
        while (true)
        {
            TermCandidate other = BestExtension(best, rows);
            if (Math.Abs(other.Score) < Math.Abs(best.Score) + Rise) other = BestPart(best);
            if (Math.Abs(other.Score) < Math.Abs(best.Score) + Rise) return best;
            best = other;
            rows = new AndTerm(best.Support, best.Cell, domain).RowsOf(_problem.Training);
        }
    }

    private double Score(int[] rows)
    {
        double sum = 0;
        foreach (int row in rows) sum += _residuals[row];
        return rows.Length < FewestRows ? 0 : sum / (_deviation * Math.Sqrt(rows.Length));
    }

    private TermCandidate BestExtension(TermCandidate from, int[] rows)
    {
        TermCandidate best = default;
        if (from.Support.Order >= _highestOrder) return best;
        int q = _problem.Domain.LetterCount;
        Span<double> sums = stackalloc double[q];
        Span<int> counts = stackalloc int[q];
        for (int position = 0; position < _problem.Domain.Length; position++)
        {
            if (from.Support.Contains(position)) continue;
            ReadOnlySpan<byte> column = _problem.Training.Column(position);
            sums.Clear();
            counts.Clear();
            foreach (int row in rows)
            {
                byte letter = column[row];
                sums[letter] += _residuals[row];
                counts[letter]++;
            }

            for (int letter = 0; letter < q; letter++)
            {
                if (counts[letter] < FewestRows) continue;
                double score = sums[letter] / (_deviation * Math.Sqrt(counts[letter]));
                if (Math.Abs(score) > Math.Abs(best.Score)) best = Extended(from, position, letter, score);
            }
        }

        return best;
    }

    private TermCandidate Extended(TermCandidate from, int position, int letter, double score)
    {
        int q = _problem.Domain.LetterCount, cell = 0;
        Support support = from.Support.With(position);
        byte[] letters = new AndTerm(from.Support, from.Cell, _problem.Domain).Letters;
        for (int i = 0, old = 0; i < support.Order; i++) cell = (cell * q) + (support[i] == position ? letter : letters[old++]);
        return new TermCandidate(support, cell, score);
    }

    private TermCandidate BestPart(TermCandidate from)
    {
        TermCandidate best = default;
        if (from.Support.Order <= 2) return best;
        int q = _problem.Domain.LetterCount;
        byte[] letters = new AndTerm(from.Support, from.Cell, _problem.Domain).Letters;
        for (int without = 0; without < letters.Length; without++)
        {
            int cell = 0;
            for (int i = 0; i < letters.Length; i++)
                if (i != without) cell = (cell * q) + letters[i];
            Support support = from.Support.Without(without);
            double score = Score(new AndTerm(support, cell, _problem.Domain).RowsOf(_problem.Training));
            if (Math.Abs(score) > Math.Abs(best.Score)) best = new TermCandidate(support, cell, score);
        }

        return best;
    }
}

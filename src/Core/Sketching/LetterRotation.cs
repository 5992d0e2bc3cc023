using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// Turns the contrasts of each position to their principal axes: at a splice donor's G only
/// "G or not" matters, and one strong contrast with two weak ones needs fewer rows than three.
/// </summary>
internal static class LetterRotation
{
    /// <summary>The principal contrasts of every position under a fit, the prior's scales turned with them.</summary>
    /// <param name="basis">The fit's basis.</param>
    /// <param name="coefficients">Its coefficients.</param>
    /// <param name="prior">Scales; changed.</param>
    /// <returns>The new bases of the positions.</returns>
    public static LetterBasis[] Principal(SupportBasis basis, double[] coefficients, ProductPrior prior)
    {
        double[][] moments = Moments(basis, coefficients);
        var letters = new LetterBasis[moments.Length];
        for (int position = 0; position < moments.Length; position++)
        {
            int contrasts = basis.Letters[position].LetterCount - 1;
            var eigenvalues = new double[contrasts];
            double[] rotation = SymmetricEigen.Decompose(moments[position], contrasts);
            for (int h = 0; h < contrasts; h++) eigenvalues[h] = moments[position][h * (contrasts + 1)];
            letters[position] = basis.Letters[position].Rotated(rotation);
            prior.SetContrasts(position, eigenvalues);
        }

        return letters;
    }

    /// <summary>The coefficients of the same function in another basis; supports it lacks are dropped, new ones are 0.</summary>
    /// <param name="from">The old basis.</param>
    /// <param name="coefficients">The old coefficients.</param>
    /// <param name="to">The new basis.</param>
    /// <param name="destination">The new coefficients, shape (new basis count) or longer.</param>
    public static void Carry(SupportBasis from, double[] coefficients, SupportBasis to, double[] destination)
    {
        bool same = from.Letters.AsSpan().SequenceEqual(to.Letters);
        destination[0] = coefficients[0];
        int old = 0;
        for (int s = 0; s < to.Supports.Length; s++)
        {
            while (old < from.Supports.Length && from.Supports[old].CompareTo(to.Supports[s]) < 0) old++;
            if (old == from.Supports.Length || from.Supports[old] != to.Supports[s]) continue;
            int size = to.Offsets[s + 1] - to.Offsets[s];
            if (same)
            {
                coefficients.AsSpan(from.Offsets[old], size).CopyTo(destination.AsSpan(to.Offsets[s]));
                continue;
            }

            double[] values = from.Table(old, coefficients).Values;
            int order = to.Supports[s].Order;
            LetterTransform.Correlate(values, [.. to.Supports[s].ToArray().Select(position => to.Letters[position])], new double[values.Length]);
            int[] positions = to.Supports[s].ToArray(), places = to.CellsOf([.. Enumerable.Range(0, order)], positions);
            double cells = to.Domain.CombinationsOf(positions);
            for (int i = 0; i < size; i++) destination[to.Offsets[s] + i] = values[places[i]] / cells;
        }
    }

    // For every position Σ over supports and the other contrasts of w_h w_g: covariance of the effects of its letters.
    private static double[][] Moments(SupportBasis basis, double[] coefficients)
    {
        var moments = new double[basis.Domain.Length][];
        for (int position = 0; position < moments.Length; position++)
        {
            int contrasts = basis.Letters[position].LetterCount - 1;
            moments[position] = new double[contrasts * contrasts];
        }

        for (int s = 0; s < basis.Supports.Length; s++)
        {
            Support support = basis.Supports[s];
            ReadOnlySpan<double> own = coefficients.AsSpan(basis.Offsets[s], basis.Offsets[s + 1] - basis.Offsets[s]);
            int stride = 1;
            for (int axis = support.Order - 1, contrasts; axis >= 0; axis--, stride *= contrasts)
            {
                contrasts = basis.Letters[support[axis]].LetterCount - 1;
                double[] moment = moments[support[axis]];
                for (int i = 0; i < own.Length; i++)
                {
                    int h = i / stride % contrasts;
                    for (int g = 0; g < contrasts; g++) moment[(h * contrasts) + g] += own[i] * own[i + ((g - h) * stride)];
                }
            }
        }

        return moments;
    }
}

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>How alike two motifs look: the largest cosine of their logos over all offsets and both strands.</summary>
/// <param name="Similarity">The cosine, 0 to 1, by the norms of both whole logos.</param>
/// <param name="Offset">Position of the first motif on which the other's first position lies.</param>
/// <param name="IsReverse">Whether the other motif is turned to the other strand first.</param>
internal readonly record struct LogoLikeness(double Similarity, int Offset, bool IsReverse)
{
    /// <summary>Compares two motifs.</summary>
    /// <param name="first">A motif.</param>
    /// <param name="second">Another, of the same letters.</param>
    /// <param name="background">Share of each letter.</param>
    /// <param name="bothStrands">Whether the other strand is looked at.</param>
    public static LogoLikeness Of(Motif first, Motif second, ReadOnlySpan<double> background, bool bothStrands)
    {
        double[] own = Logo(first, background);
        LogoLikeness best = Best(own, Logo(second, background), first.Alphabet.Count, false);
        if (!bothStrands) return best;
        LogoLikeness turned = Best(own, Logo(second.ReverseComplement(), background), first.Alphabet.Count, true);
        return turned.Similarity > best.Similarity ? turned : best;
    }

    private static LogoLikeness Best(double[] first, double[] second, int q, bool isReverse)
    {
        int width = first.Length / q, other = second.Length / q;
        var best = new LogoLikeness(-1, 0, isReverse);
        for (int offset = 1 - other; offset < width; offset++)
        {
            double dot = 0;
            for (int cell = Math.Max(0, offset) * q; cell < Math.Min(width, offset + other) * q; cell++) dot += first[cell] * second[cell - offset * q];
            if (dot > best.Similarity) best = new LogoLikeness(dot, offset, isReverse);
        }

        return best;
    }

    private static double[] Logo(Motif motif, ReadOnlySpan<double> background)
    {
        double[] heights = [.. motif.Probabilities];
        int q = motif.Alphabet.Count;
        double squares = 0;
        for (int cell = 0; cell < heights.Length; cell++)
        {
            heights[cell] *= motif.InformationContent(cell / q, background);
            squares += heights[cell] * heights[cell];
        }

        if (squares > 0)
            foreach (ref double height in heights.AsSpan()) height /= Math.Sqrt(squares);
        return heights;
    }
}

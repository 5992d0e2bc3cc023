using GenoXai.Core.Sequences;

namespace GenoXai.Core.Motifs;

/// <summary>The features of a transparent surrogate: what each of many motifs gives a sequence.</summary>
public sealed class MotifScores
{
    private readonly MotifScanner[] _scanners;
    private readonly MotifFeature _feature;

    /// <summary>Prepares the motifs.</summary>
    /// <param name="options">The motifs, and what they give.</param>
    /// <param name="alphabet">The letters of the sequences.</param>
    /// <exception cref="InputException">A motif is of other letters.</exception>
    public MotifScores(SurrogateOptions options, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(options);
        _feature = options.Feature;
        _scanners = [.. options.Units.Select(u => new MotifScanner(u.ToMotif(), alphabet, pValue: options.PValue, bothStrands: options.BothStrands))];
    }

    /// <summary>Number of motifs, M.</summary>
    public int Count => _scanners.Length;

    /// <summary>The features of a sequence.</summary>
    /// <param name="letters">Its letters.</param>
    /// <param name="destination">Shape (M), in bits.</param>
    public void Score(ReadOnlySpan<byte> letters, Span<float> destination)
    {
        for (int i = 0; i < _scanners.Length; i++) destination[i] = (float)Score(i, letters);
    }

    /// <summary>The best word of a motif in a sequence; null where every word has a missing letter.</summary>
    /// <param name="unit">Number of the motif.</param>
    /// <param name="letters">The letters.</param>
    public MotifHit? Best(int unit, ReadOnlySpan<byte> letters) => _scanners[unit].Best(letters);

    private double Score(int unit, ReadOnlySpan<byte> letters)
    {
        // Where nothing can be read a motif is as absent as from an average word: 0 bits.
        if (_feature == MotifFeature.Best) return _scanners[unit].Best(letters)?.Score ?? 0;
        double sum = 0;
        foreach (MotifHit hit in _scanners[unit].Scan(letters)) sum += hit.Score;
        return sum;
    }
}

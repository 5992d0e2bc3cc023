namespace GenoXai.Core.Encoding;

/// <summary>A sequence as numbers of shape (q, L): one column a position, 1 at its letter.</summary>
public static class OneHotPoint
{
    /// <summary>Writes the columns.</summary>
    /// <param name="letters">Letter indices; one that is none is missing.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="missingFill">What a missing letter's column holds: 0, or 1/q.</param>
    /// <param name="point">Shape (q, L).</param>
    public static void Write(ReadOnlySpan<byte> letters, int letterCount, double missingFill, Span<float> point)
    {
        int length = letters.Length;
        point[..(letterCount * length)].Clear();
        for (int position = 0; position < length; position++)
        {
            if (letters[position] < letterCount) point[letters[position] * length + position] = 1;
            else if (missingFill != 0)
                for (int letter = 0; letter < letterCount; letter++) point[letter * length + position] = (float)missingFill;
        }
    }
}

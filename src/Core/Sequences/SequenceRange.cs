using System.Globalization;

namespace GenoXai.Core.Sequences;

/// <summary>Half-open positions [start, end) of a sequence; never empty.</summary>
public readonly record struct SequenceRange
{
    /// <summary>Makes a range.</summary>
    /// <param name="start">First position, from 0.</param>
    /// <param name="end">The position after the last.</param>
    /// <exception cref="InputException">Negative, or not below the end.</exception>
    public SequenceRange(int start, int end)
    {
        if (start < 0 || end <= start)
            throw new InputException($"range {start}:{end}: positions count from 0 and the end, which is not included, must be larger than the start.", "bad-range");
        (Start, End) = (start, end);
    }

    /// <summary>First position.</summary>
    public int Start { get; }

    /// <summary>The position after the last.</summary>
    public int End { get; }

    /// <summary>Reads <c>START:END</c>.</summary>
    /// <param name="text">E.g. <c>10:20</c>.</param>
    /// <exception cref="InputException">Not two whole numbers in that order.</exception>
    public static SequenceRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int start)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int end))
            throw new InputException($"range \"{text}\": write START:END, two whole numbers, e.g. 10:20 for positions 10 to 19.", "bad-range");
        return new SequenceRange(start, end);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}:{End}");
}

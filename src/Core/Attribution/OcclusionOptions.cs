using GenoXai.Core.Sequences;

namespace GenoXai.Core.Attribution;

/// <summary>What an occluded window is filled with.</summary>
public enum OcclusionFill
{
    /// <summary>Nothing: columns of zeros.</summary>
    Zeros,

    /// <summary>Columns of 1/q.</summary>
    Uniform,

    /// <summary>Columns of the sequence's own shares of letters.</summary>
    Composition,

    /// <summary>The same stretch of dinucleotide shuffles of the sequence; predictions are averaged over them.</summary>
    Shuffle,
}

/// <summary>What occlusion computes.</summary>
public sealed record OcclusionOptions
{
    /// <summary>Positions of a window, w.</summary>
    public int Window { get; init; } = 10;

    /// <summary>Positions from one window to the next, s.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>What a window is filled with.</summary>
    public OcclusionFill Fill { get; init; }

    /// <summary>Shuffles that predictions are averaged over.</summary>
    public int Shuffles { get; init; } = 20;

    /// <summary>Rows of one window.</summary>
    internal int Copies => Fill == OcclusionFill.Shuffle ? Shuffles : 1;

    /// <summary>Windows of a sequence; those that begin at 0, s, 2s, … and end within it.</summary>
    /// <param name="length">Positions of the sequence, at least w.</param>
    public int WindowsOf(int length) => (length - Window) / Stride + 1;

    /// <summary>Throws where an option is out of range.</summary>
    /// <exception cref="InputException">Which one, and what is possible.</exception>
    public void Check()
    {
        if (Window < 1) throw new InputException($"window {Window}: 1 position or more.", "bad-option");
        if (Stride < 1) throw new InputException($"stride {Stride}: 1 position or more.", "bad-option");
        if (Shuffles is < 1 or > 1000) throw new InputException($"shuffles {Shuffles}: 1 to 1000 are possible.", "bad-option");
    }

    /// <summary>Throws where a sequence has no window.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="where">How the message names it.</param>
    /// <exception cref="InputException">It is shorter than a window.</exception>
    public void Check(NamedSequence sequence, string where)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        if (sequence.Length < Window) throw new InputException($"{where}: {sequence.Length} letters are fewer than the window's {Window}. Choose a smaller --window.", "bad-option");
    }

    /// <summary>The fill of a name.</summary>
    /// <param name="name"><c>zeros</c>, <c>uniform</c>, <c>composition</c> or <c>shuffle</c>.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static OcclusionFill ParseFill(string name) => name switch
    {
        "zeros" => OcclusionFill.Zeros,
        "uniform" => OcclusionFill.Uniform,
        "composition" => OcclusionFill.Composition,
        "shuffle" => OcclusionFill.Shuffle,
        _ => throw new InputException($"--fill {name}: zeros, uniform, composition or shuffle.", "bad-option"),
    };
}

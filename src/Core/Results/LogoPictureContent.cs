using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>What a <see cref="LogoPicture"/> shows of one sequence.</summary>
public sealed record LogoPictureContent
{
    /// <summary>First line, e.g. the sequence's id.</summary>
    public required string Title { get; init; }

    /// <summary>Second line, e.g. method, target and reference prediction.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The model's letters, q of them.</summary>
    public required Alphabet Alphabet { get; init; }

    /// <summary>The observed letters, shape (L); <see cref="Alphabet.Missing"/> is left blank.</summary>
    public required byte[] Letters { get; init; }

    /// <summary>Height of the observed letter at each position, shape (L); not a number is left blank.</summary>
    public required double[] Values { get; init; }

    /// <summary>The heat map under the logo, shape (q, L), row-major; null for none. Not a number is grey.</summary>
    public double[]? HeatMap { get; init; }

    /// <summary>What <see cref="Values"/> are, e.g. <c>φ (logit)</c>: the name of the vertical axis.</summary>
    public string ValueName { get; init; } = "";

    /// <summary>What <see cref="HeatMap"/> holds, e.g. <c>change of the prediction (logit)</c>: the name of its colour bar.</summary>
    public string HeatName { get; init; } = "";

    /// <summary>What the dots of the heat map mark, said below it.</summary>
    public string HeatNote { get; init; } = "Dots: the sequence's own letters.";

    /// <summary>Number of the first position, for a part of a longer sequence.</summary>
    public int FirstPosition { get; init; }

    /// <summary>Stretches to mark, e.g. planted motifs.</summary>
    public IReadOnlyList<LogoSpan> Spans { get; init; } = [];

    /// <summary>Pairs of positions to join, e.g. the strongest interactions.</summary>
    public IReadOnlyList<LogoArc> Arcs { get; init; } = [];

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Alphabet);
        if (Letters.Length == 0) throw new ArgumentException("A logo has one or more positions.");
        if (Values.Length != Letters.Length) throw new ArgumentException($"{Values.Length} values are not one for each of {Letters.Length} letters.");
        if (HeatMap is not null && HeatMap.Length != checked(Alphabet.Count * Letters.Length))
            throw new ArgumentException($"A heat map of {HeatMap.Length} cells is not {Alphabet.Count} × {Letters.Length}.");
        foreach (byte letter in Letters)
            if (letter >= Alphabet.Count && letter != Alphabet.Missing) throw new ArgumentException($"Letter {letter} is not of the alphabet {Alphabet}.");
        foreach (LogoSpan span in Spans)
            if (span.Start < 0 || span.End <= span.Start || span.End > Letters.Length) throw new ArgumentException($"The span {span.Start}:{span.End} is not within 0:{Letters.Length}.");
        foreach (LogoArc arc in Arcs)
            if (Math.Min(arc.First, arc.Second) < 0 || Math.Max(arc.First, arc.Second) >= Letters.Length) throw new ArgumentException($"The arc {arc.First}–{arc.Second} is not within 0:{Letters.Length}.");
    }
}

/// <summary>A stretch of positions to mark.</summary>
/// <param name="Start">First position, counted from 0 within the letters shown.</param>
/// <param name="End">The position after the last.</param>
/// <param name="Label">What it is.</param>
public sealed record LogoSpan(int Start, int End, string Label);

/// <summary>A pair of positions to join by an arc.</summary>
/// <param name="First">A position, counted from 0 within the letters shown.</param>
/// <param name="Second">The other.</param>
/// <param name="Strength">Signed strength: above 0 red, below blue, wider with its size.</param>
public sealed record LogoArc(int First, int Second, double Strength);

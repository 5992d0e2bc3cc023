namespace GenoXai.Core.Sketching;

/// <summary>How <see cref="HybridDecoder"/> works. The defaults are meant for every model.</summary>
public sealed record HybridOptions
{
    /// <summary>Most coefficients that are fitted together, 1,000 or more; 1,500,000 unless said otherwise (about 200 MB while fitting).</summary>
    public int Coefficients { get; init; } = 1_500_000;

    /// <summary>Supports above the orders that are taken whole, chosen by their prior variance; 2,000 unless said otherwise, and one for every 60 training rows at most.</summary>
    public int HighOrderSupports { get; init; } = 2_000;

    /// <summary>Most rounds of screening for single high-order terms; 40 unless said otherwise, 0 for none.</summary>
    public int ScreeningRounds { get; init; } = 40;

    /// <summary>Most cells of all tables of the result together; 16,777,216 (128 MiB) unless said otherwise. The weakest tables go first.</summary>
    public long Cells { get; init; } = 1L << 24;

    /// <summary>Most further rows to ask for, to tell terms apart that few rows hold; 0 (the default) for none.</summary>
    public int ProbeRows { get; init; }

    /// <summary>Threads; 0 (the default) for all cores. Results do not depend on it.</summary>
    public int Threads { get; init; }
}

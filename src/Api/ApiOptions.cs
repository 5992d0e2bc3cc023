using GenoXai.Core.Sequences;

namespace GenoXai.Api;

/// <summary>Limits of the HTTP surface; all are checked when a host starts.</summary>
public sealed record ApiOptions
{
    /// <summary>Largest model with its manifest, in bytes. Default 512 MiB.</summary>
    public long MostModelBytes { get; init; } = 512L << 20;

    /// <summary>Largest JSON body, sequences included, in bytes. Default 64 MiB.</summary>
    public long MostJsonBytes { get; init; } = 64L << 20;

    /// <summary>Most sequences of one POST …/explain. Default 10,000.</summary>
    public int MostExplained { get; init; } = 10_000;

    /// <summary>Most interactions of one sequence. Default 1,000.</summary>
    public int MostInteractions { get; init; } = 1_000;

    /// <summary>Runs that may wait; one more is refused. Default 100.</summary>
    public int MostQueued { get; init; } = 100;

    /// <summary>Bytes of sketches kept in memory; the one in use stays even if it is larger. Default 1 GiB.</summary>
    public long HotSketchBytes { get; init; } = 1L << 30;

    /// <summary>How long a sketch in memory is used before the catalog is asked whether it is still there. Default 1 s.</summary>
    public TimeSpan HotSketchTrust { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Throws unless every limit makes sense.</summary>
    /// <exception cref="InputException">One does not; it is named.</exception>
    public ApiOptions Validate()
    {
        Check(MostModelBytes is > 0 and <= int.MaxValue, nameof(MostModelBytes));
        Check(MostJsonBytes is > 0 and <= int.MaxValue, nameof(MostJsonBytes));
        Check(MostExplained is > 0 and <= 1_000_000, nameof(MostExplained));
        Check(MostInteractions is >= 0 and <= 1_000_000, nameof(MostInteractions));
        Check(MostQueued is > 0 and <= 100_000, nameof(MostQueued));
        Check(HotSketchBytes > 0, nameof(HotSketchBytes));
        Check(HotSketchTrust >= TimeSpan.Zero, nameof(HotSketchTrust));
        return this;
    }

    private static void Check(bool good, string name)
    {
        if (!good) throw new InputException($"{name}: out of range.", "bad-option");
    }
}

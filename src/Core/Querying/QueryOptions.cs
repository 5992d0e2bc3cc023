namespace GenoXai.Core.Querying;

/// <summary>How a query runs; none of it changes what is answered.</summary>
public sealed record QueryOptions
{
    /// <summary>Threads of a batch; 0 = one per core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that folded tables may use besides the sketch itself. Default 256 MiB.</summary>
    public long FoldingMemory { get; init; } = 256L << 20;
}

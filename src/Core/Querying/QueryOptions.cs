namespace GenoXai.Core.Querying;

/// <summary>How a query runs; none of it changes what is answered.</summary>
public sealed record QueryOptions
{
    /// <summary>Threads of a batch; 0 = one per core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that folded tables may use besides the sketch itself; what does not fit is looked up unfolded. Default 8 MiB: more gains little.</summary>
    public long FoldingMemory { get; init; } = 8L << 20;
}

using System.Numerics;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Rows of a batch and of a chunk. From the graph alone, never from a clock: a plan is the same on every machine.</summary>
/// <param name="BatchRows">Rows shown to the model at once.</param>
/// <param name="ChunkMultiplyAdds">Multiply-adds that a chunk may hold.</param>
/// <param name="MostRows">Rows that a chunk may hold whatever they cost.</param>
public sealed record ChunkSizes(int BatchRows, double ChunkMultiplyAdds, int MostRows)
{
    /// <summary>Rows of a chunk at most.</summary>
    public const int Limit = 65_536;

    // What two busy cores do in about ten seconds; quiet ones did 6 to 14 ·10¹⁰ multiply-adds a second on the models of bench/results/ism.md.
    private const double TenSeconds = 4e11;

    // An inner tensor of a batch should stay in a core's own cache, but 16 rows share the cost of a call even where they
    // do not, as long as memory stays small. A GPU wants larger ones.
    private const long CacheBytes = 128 << 10, SharedCallBytes = 32 << 20, GpuBytes = 256 << 20;
    private const int SharedCallRows = 16;

    /// <summary>The sizes for a model.</summary>
    /// <param name="facts">The model's costs.</param>
    /// <param name="request">Sizes that a person chose, and the provider.</param>
    /// <exception cref="InputException">A chosen size is out of range.</exception>
    public static ChunkSizes Of(ModelFacts facts, RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(request);
        if (request.BatchRows is < 1 or > Limit) throw new InputException($"batch {request.BatchRows}: 1 to {Limit} rows are possible.", "bad-option");
        if (request.ChunkRows is < 1 or > Limit) throw new InputException($"chunk rows {request.ChunkRows}: 1 to {Limit} are possible.", "bad-option");
        bool gpu = request.Provider == ExecutionProvider.Cuda;
        long fit = gpu
            ? Math.Clamp(GpuBytes / facts.PeakTensorBytes, 1, 4096)
            : Math.Clamp(Math.Max(CacheBytes / facts.PeakTensorBytes, Math.Min(SharedCallRows, SharedCallBytes / facts.PeakTensorBytes)), 1, 1024);
        int batch = request.BatchRows ?? (int)(1L << BitOperations.Log2((ulong)fit));
        return new ChunkSizes(batch, request.ChunkRows is null ? TenSeconds : double.PositiveInfinity, request.ChunkRows ?? Limit);
    }

    /// <summary>Rows of a chunk of sequences of one length: whole batches where more than one fits.</summary>
    /// <param name="facts">The model's costs.</param>
    /// <param name="length">Positions of a row.</param>
    public int RowsAt(ModelFacts facts, int length)
    {
        ArgumentNullException.ThrowIfNull(facts);
        int rows = (int)Math.Clamp(ChunkMultiplyAdds / facts.MultiplyAddsAt(length), 1, MostRows);
        return rows > BatchRows ? rows / BatchRows * BatchRows : rows;
    }
}

using GenoXai.Core.Models;

namespace GenoXai.Core.Sampling;

/// <summary>A run of a subsampling design's rows.</summary>
public sealed class SubsampleRows(SubsamplingDesign design, long start, int rows) : RowSource
{
    /// <inheritdoc/>
    public override int Count => rows;

    /// <inheritdoc/>
    public override int LengthOf(int row) => design.Length;

    /// <inheritdoc/>
    public override int RunEnd(int row) => rows;

    /// <inheritdoc/>
    public override void Fill(int first, int count, Span<byte> letters) => design.Fill(start + first, count, letters);
}

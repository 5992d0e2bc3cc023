using GenoXai.Core.Models;

namespace GenoXai.Core.Sampling;

/// <summary>A run of a subsampling design's rows.</summary>
public sealed class SubsampleRows(SubsamplingDesign design, long first, int count) : RowSource
{
    /// <inheritdoc/>
    public override int Count => count;

    /// <inheritdoc/>
    public override int LengthOf(int row) => design.Length;

    /// <inheritdoc/>
    public override int RunEnd(int row) => count;

    /// <inheritdoc/>
    public override void Fill(int first1, int count1, Span<byte> letters) => design.Fill(first + first1, count1, letters);
}

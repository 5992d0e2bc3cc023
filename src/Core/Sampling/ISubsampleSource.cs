namespace GenoXai.Core.Sampling;

/// <summary>
/// The model's answers to the rows of a <see cref="SubsamplingDesign"/>, wherever they lie: in
/// memory, in one file, in the finished chunks of a run. A decoder asks for the same rows up to
/// three times, a few blocks at a time, so that they never all lie in memory.
/// </summary>
public interface ISubsampleSource
{
    /// <summary>Reads a run of values. Several threads call this at once.</summary>
    /// <param name="firstRow">First row, in the design's order.</param>
    /// <param name="values">Filled with the values, in units of the target.</param>
    void Read(long firstRow, Span<double> values);
}

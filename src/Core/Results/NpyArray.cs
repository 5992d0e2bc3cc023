namespace GenoXai.Core.Results;

/// <summary>A whole array in memory.</summary>
/// <param name="Shape">Extent of each axis; empty for a single number.</param>
/// <param name="Values">All cells in C order: the last axis varies fastest.</param>
/// <typeparam name="T">Type of a cell.</typeparam>
public sealed record NpyArray<T>(long[] Shape, T[] Values);

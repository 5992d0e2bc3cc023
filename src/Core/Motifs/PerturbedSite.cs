namespace GenoXai.Core.Motifs;

/// <summary>A stretch of a sequence that is changed, or a place where a word is put in.</summary>
/// <param name="Start">First position.</param>
/// <param name="End">The position after the last; of an insertion the start.</param>
/// <param name="Name">The motif, the word, or what a table says.</param>
/// <param name="IsReverse">Whether the motif lies on the other strand.</param>
/// <param name="Score">Log-odds score in bits; NaN without a motif.</param>
/// <param name="PValue">Of the score; NaN without a motif.</param>
/// <param name="Word">What is put in, or the motif's least fitting word on the forward strand; empty where letters are shuffled.</param>
public sealed record PerturbedSite(int Start, int End, string Name, bool IsReverse, double Score, double PValue, byte[] Word);

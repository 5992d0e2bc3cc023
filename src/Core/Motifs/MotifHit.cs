namespace GenoXai.Core.Motifs;

/// <summary>A place where a motif fits.</summary>
/// <param name="Start">First position of the word in the sequence, on the forward strand, from 0.</param>
/// <param name="IsReverse">Whether the motif lies on the other strand.</param>
/// <param name="Score">Log-odds score in bits.</param>
/// <param name="PValue">Probability that a random word of the background scores as high or higher.</param>
public readonly record struct MotifHit(int Start, bool IsReverse, double Score, double PValue);

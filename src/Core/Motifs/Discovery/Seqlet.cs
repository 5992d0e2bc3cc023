namespace GenoXai.Core.Motifs.Discovery;

/// <summary>A stretch of a sequence that counts for more than the maps' background.</summary>
/// <param name="Sequence">Number of its sequence, from 0 in the order of the maps.</param>
/// <param name="Start">First position of its window.</param>
/// <param name="Score">Importance summed over the window, in units of the target.</param>
/// <param name="PValue">Of the window's sum, see <see cref="BackgroundTail"/>.</param>
/// <param name="QValue">Benjamini and Hochberg's, over all windows of all maps.</param>
/// <param name="Letters">Letters from <see cref="DiscoveryOptions.KeptFlank"/> before the window to as many behind it; missing beyond the sequence.</param>
/// <param name="Values">Importance of the same positions; 0 where there is none.</param>
public sealed record Seqlet(int Sequence, int Start, float Score, double PValue, double QValue, byte[] Letters, float[] Values);

namespace GenoXai.Core.Querying;

/// <summary>How strong one support is over all letters it may hold, each choice of letters counted once.</summary>
/// <param name="Positions">The support S, ascending, 0-based.</param>
/// <param name="Order">Number of positions.</param>
/// <param name="MeanAbsolute">Mean |a(S)|, in units of the target.</param>
/// <param name="Energy">Mean a(S)², in squared units: under uniform letters its share of the surrogate's variance.</param>
/// <param name="Maximum">Largest a(S).</param>
/// <param name="MaximumLetters">The letters that give it.</param>
/// <param name="Minimum">Smallest a(S).</param>
/// <param name="MinimumLetters">The letters that give it.</param>
public sealed record SupportStrength(
    int[] Positions, int Order, double MeanAbsolute, double Energy, double Maximum, string MaximumLetters, double Minimum, string MinimumLetters);

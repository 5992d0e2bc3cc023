using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>What the files of all maps have in common: rows padded to the longest sequence, and the strongest entry of a map.</summary>
internal static class EffectMaps
{
    /// <summary>A map of a shorter sequence, left-aligned, NaN behind.</summary>
    /// <param name="map">Shape (q, <paramref name="length"/>).</param>
    /// <param name="letterCount">q.</param>
    /// <param name="length">Positions of the sequence.</param>
    /// <param name="padded">Positions of the longest.</param>
    public static float[] Padded(ReadOnlySpan<float> map, int letterCount, int length, int padded)
    {
        var row = new float[letterCount * padded];
        row.AsSpan().Fill(float.NaN);
        for (int letter = 0; letter < letterCount; letter++) map.Slice(letter * length, length).CopyTo(row.AsSpan(letter * padded));
        return row;
    }

    /// <summary>Begins an array of maps: (N, q, L), or (N, T, q, L) for several targets.</summary>
    public static NpzArrayWriter<float> Begin(NpzWriter npz, string name, RunDocument plan, int targets, int letterCount) => targets == 1
        ? npz.Begin<float>(name, plan.Sequences, letterCount, plan.MaxLength)
        : npz.Begin<float>(name, plan.Sequences, targets, letterCount, plan.MaxLength);

    /// <summary>The strongest entry and the mean size of all; position −1 where none is finite.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="map">Shape (q, L).</param>
    /// <param name="letterCount">q.</param>
    /// <param name="substitutionsOnly">Whether the letter that stands there is left out.</param>
    public static (int Position, int Letter, double Mean) Strongest(NamedSequence sequence, ReadOnlySpan<float> map, int letterCount, bool substitutionsOnly)
    {
        (int position, int letter, float strongest, double sum, int counted) = (-1, -1, -1f, 0, 0);
        for (int l = 0; l < sequence.Length; l++)
        {
            for (int b = 0; b < letterCount; b++)
            {
                float effect = Math.Abs(map[b * sequence.Length + l]);
                if ((substitutionsOnly && b == sequence.Letters[l]) || !float.IsFinite(effect)) continue;
                sum += effect;
                counted++;
                if (effect > strongest) (position, letter, strongest) = (l, b, effect);
            }
        }

        return (position, letter, sum / Math.Max(1, counted));
    }
}

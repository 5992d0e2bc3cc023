using System.Numerics.Tensors;

namespace GenoXai.Core.Motifs.Discovery;

/// <summary>How one profile lies best on another.</summary>
/// <param name="Similarity">Cosine of the two profiles where they overlap, by the norms of both whole; −1 to 1.</param>
/// <param name="Shift">Position p of the other profile lies on position p + shift of this one.</param>
/// <param name="IsReverse">Whether the other profile is turned to the other strand first.</param>
internal readonly record struct Placement(double Similarity, int Shift, bool IsReverse);

/// <summary>
/// Profiles of contribution scores (position × letter) and their best alignment: the largest cosine over shifts and strands, TF-MoDISco's
/// cross-correlation of normalised profiles.
/// </summary>
/// <param name="letterCount">q.</param>
/// <param name="complement">The complement of each letter; null to compare one strand.</param>
/// <param name="mostShift">Largest shift, in positions.</param>
internal sealed class SeqletAlignment(int letterCount, byte[]? complement, int mostShift)
{
    /// <summary>The profile of observed letters, of norm 1: the value in the letter's column, 0 elsewhere.</summary>
    /// <param name="seqlet">The seqlet.</param>
    /// <param name="flank">Letters on either side of its window that count.</param>
    public float[] Profile(Seqlet seqlet, int flank)
    {
        var profile = new float[seqlet.Letters.Length * letterCount];
        int cut = DiscoveryOptions.KeptFlank - flank;
        for (int i = cut; i < seqlet.Letters.Length - cut; i++)
            if (seqlet.Letters[i] < letterCount) profile[i * letterCount + seqlet.Letters[i]] = seqlet.Values[i];
        Normalise(profile);
        return profile;
    }

    /// <summary>Divides a profile by its norm; one of zeros stays.</summary>
    public static void Normalise(Span<float> profile)
    {
        float norm = TensorPrimitives.Norm<float>(profile);
        if (norm > 0) TensorPrimitives.Divide(profile, norm, profile);
    }

    /// <summary>The profile on the other strand.</summary>
    public float[] Turned(ReadOnlySpan<float> profile)
    {
        var turned = new float[profile.Length];
        int width = profile.Length / letterCount;
        for (int i = 0; i < width; i++)
            for (int letter = 0; letter < letterCount; letter++)
                turned[(width - 1 - i) * letterCount + complement![letter]] = profile[i * letterCount + letter];
        return turned;
    }

    /// <summary>The best placement of <paramref name="other"/> on <paramref name="profile"/>, the forward and less shifted of equals.</summary>
    /// <param name="profile">A profile of norm 1.</param>
    /// <param name="other">Another of the same width and of norm 1.</param>
    /// <param name="turned">The other on the other strand; empty to look at one strand.</param>
    public Placement Best(ReadOnlySpan<float> profile, ReadOnlySpan<float> other, ReadOnlySpan<float> turned)
    {
        var best = new Placement(double.NegativeInfinity, 0, false);
        for (int size = 0; size <= mostShift; size++)
        {
            Try(profile, other, size, false, ref best);
            if (!turned.IsEmpty) Try(profile, turned, size, true, ref best);
            if (size == 0) continue;
            Try(profile, other, -size, false, ref best);
            if (!turned.IsEmpty) Try(profile, turned, -size, true, ref best);
        }

        return best;
    }

    private void Try(ReadOnlySpan<float> profile, ReadOnlySpan<float> other, int shift, bool reverse, ref Placement best)
    {
        int cells = Math.Abs(shift) * letterCount, overlap = profile.Length - cells;
        if (overlap <= 0) return;
        float dot = shift >= 0
            ? TensorPrimitives.Dot(profile[cells..], other[..overlap])
            : TensorPrimitives.Dot(profile[..overlap], other[cells..]);
        if (dot > best.Similarity) best = new Placement(dot, shift, reverse);
    }
}

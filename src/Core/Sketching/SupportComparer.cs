namespace GenoXai.Core.Sketching;

/// <summary>Equality of supports by their positions.</summary>
internal sealed class SupportComparer : IEqualityComparer<int[]>
{
    public static SupportComparer Instance { get; } = new();

    public bool Equals(int[]? x, int[]? y) => x is null ? y is null : y is not null && x.AsSpan().SequenceEqual(y);

    public int GetHashCode(int[] obj)
    {
        var hash = default(HashCode);
        foreach (int position in obj) hash.Add(position);
        return hash.ToHashCode();
    }
}

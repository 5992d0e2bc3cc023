namespace GenoXai.Core.Sketching;

/// <summary>
/// The fixed bytes of a sketch file. In every version the first 24 bytes are magic (8), format
/// version (uint32), header length (uint32) and length of the whole file (uint64), and the last 32
/// are the SHA-256 of all before; so an older program can tell a newer file from a damaged one.
/// </summary>
internal static class SketchFileLayout
{
    public const int PrefixLength = 24;
    public const int ChecksumLength = 32;
    public const int LongestHeader = 16 << 20;

    /// <summary>As PNG does: a byte that is no text, a name, and line ends that a text-mode transfer would change.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'G', (byte)'X', (byte)'S', 0x0D, 0x0A, 0x1A, 0x0A];

    public static long TableLength(AnovaTable table) => 4L + 4L * table.Order + 8L * table.Values.Length;
}

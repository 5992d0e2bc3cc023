using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GenoXai.Core.Sensitivity;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>What SensX explains: points, their domain, and which features move together.</summary>
public sealed record SensxInputs
{
    /// <summary>The domain.</summary>
    public required PerturbationBox Box { get; init; }

    /// <summary>Of each feature the number of its group, −1 where it takes no part; shape (D).</summary>
    public required int[] Labels { get; init; }

    /// <summary>The points, each of shape (D), with their ids.</summary>
    public required IReadOnlyList<(string Id, float[] Values)> Points { get; init; }

    /// <summary>Names of the features; none where they are numbers only.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>Names of the groups, by number; none where every feature stands alone.</summary>
    public IReadOnlyList<string> GroupNames { get; init; } = [];

    /// <summary>How the domain was given, in words.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Sizes of an image (C, H, W), for a heat map; empty otherwise.</summary>
    public IReadOnlyList<long> ImageShape { get; init; } = [];

    /// <summary>Letters of the sequences' alphabet; empty for tables.</summary>
    public string Alphabet { get; init; } = "";

    /// <summary>Letters of substituted sequences; 0 otherwise.</summary>
    public int Letters { get; init; }

    /// <summary>What a person should know of how the data were read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The groups, without constant features.</summary>
    public FeatureGroups Groups => FeatureGroups.FromLabels(Box, Labels);

    /// <summary>Throws unless every point lies in the domain.</summary>
    /// <exception cref="InputException">A value is not finite or outside; the point and the feature are named.</exception>
    public void Check()
    {
        if (Points.Count == 0) throw new InputException("SensX: there is no input to explain.", "bad-data");
        foreach ((string id, float[] values) in Points)
        {
            for (int i = 0; i < values.Length && values.Length == Box.Width; i++)
            {
                bool inside = float.IsFinite(values[i]) && (Letters > 0 || (values[i] >= Box.Lo[i] && values[i] <= Box.Hi[i]));
                if (!inside && FeatureNames.Count > 0) Box.Check(values, FormattableString.Invariant($"input \"{id}\" (\"{FeatureNames[i]}\")"));
            }

            Box.Check(values, $"input \"{id}\"");
        }
    }

    /// <summary>SHA-256 over all of it.</summary>
    internal string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedSequence part in DomainParts()) RunIdentity.Append(hash, part);
        foreach ((string id, float[] values) in Points) RunIdentity.Append(hash, new NamedSequence(id, Bytes<float>(values)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>All but the points, as named bytes for the journal.</summary>
    internal IReadOnlyList<NamedSequence> DomainParts() =>
    [
        new("lo", Bytes(Box.Lo)),
        new("hi", Bytes(Box.Hi)),
        new("labels", Bytes<int>(Labels)),
        new("features", Text(FeatureNames)),
        new("groups", Text(GroupNames)),
        new("domain", Text([Domain])),
        new("image", Bytes<long>([.. ImageShape])),
        new("alphabet", Text([Alphabet])),
        new("letters", Bytes<int>([Letters])),
        new("notes", Text(Notes)),
    ];

    /// <summary>Reads what <see cref="DomainParts"/> wrote; without the points.</summary>
    internal static SensxInputs OfParts(IReadOnlyList<NamedSequence> parts)
    {
        byte[] Of(string name) => parts.First(p => p.Id == name).Letters;
        int letters = MemoryMarshal.Cast<byte, int>(Of("letters"))[0];
        ReadOnlySpan<float> lo = MemoryMarshal.Cast<byte, float>(Of("lo")), hi = MemoryMarshal.Cast<byte, float>(Of("hi"));
        return new SensxInputs
        {
            Box = letters > 0 ? PerturbationBox.Letters(lo.Length, letters) : PerturbationBox.FromBounds(lo, hi),
            Labels = MemoryMarshal.Cast<byte, int>(Of("labels")).ToArray(),
            Points = [],
            FeatureNames = Lines(Of("features")),
            GroupNames = Lines(Of("groups")),
            Domain = string.Join(' ', Lines(Of("domain"))),
            ImageShape = MemoryMarshal.Cast<byte, long>(Of("image")).ToArray(),
            Alphabet = string.Concat(Lines(Of("alphabet"))),
            Letters = letters,
            Notes = Lines(Of("notes")),
        };
    }

    /// <summary>The bytes of numbers.</summary>
    internal static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    private static byte[] Text(IReadOnlyList<string> lines) => System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(static l => l.ReplaceLineEndings(" "))));

    private static string[] Lines(byte[] bytes) => bytes.Length == 0 ? [] : System.Text.Encoding.UTF8.GetString(bytes).Split('\n');
}

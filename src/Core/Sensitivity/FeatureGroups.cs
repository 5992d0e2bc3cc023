using GenoXai.Core.Sequences;

namespace GenoXai.Core.Sensitivity;

/// <summary>Features that move together, one step of a walk each; a feature in no group stays as it is and scores 0.</summary>
public sealed class FeatureGroups
{
    private readonly int[][] _groups;

    private FeatureGroups(int width, int[][] groups, int[] excluded) => (Width, _groups, ConstantExcluded) = (width, groups, excluded);

    /// <summary>Features, D.</summary>
    public int Width { get; }

    /// <summary>Groups, G: the steps of a walk.</summary>
    public int Count => _groups.Length;

    /// <summary>Features that were left out because they never vary in the domain.</summary>
    public IReadOnlyList<int> ConstantExcluded { get; }

    /// <summary>Features of a group.</summary>
    /// <param name="group">From 0.</param>
    public ReadOnlySpan<int> this[int group] => _groups[group];

    /// <summary>Every feature by itself, without the constant and the masked ones.</summary>
    /// <param name="box">The domain.</param>
    /// <param name="mask">Shape (D), true for features that take part; all when empty.</param>
    /// <exception cref="InputException">The mask has another width, or nothing is left.</exception>
    public static FeatureGroups Singles(PerturbationBox box, ReadOnlySpan<bool> mask = default)
    {
        ArgumentNullException.ThrowIfNull(box);
        var labels = new int[box.Width];
        for (int i = 0; i < labels.Length; i++) labels[i] = i;
        return FromLabels(box, labels, mask);
    }

    /// <summary>Features of the same label move together, in the order of first appearance; a negative label takes no part.</summary>
    /// <param name="box">The domain.</param>
    /// <param name="labels">Shape (D).</param>
    /// <param name="mask">Shape (D), true for features that take part; all when empty.</param>
    /// <exception cref="InputException">A width differs, or nothing is left.</exception>
    public static FeatureGroups FromLabels(PerturbationBox box, ReadOnlySpan<int> labels, ReadOnlySpan<bool> mask = default)
    {
        ArgumentNullException.ThrowIfNull(box);
        if (labels.Length != box.Width) throw Bad($"{labels.Length} group labels for {box.Width} features.");
        if (!mask.IsEmpty && mask.Length != box.Width) throw Bad($"a mask of {mask.Length} entries for {box.Width} features.");
        var members = new Dictionary<int, List<int>>();
        var order = new List<List<int>>();
        var constant = new List<int>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || (!mask.IsEmpty && !mask[i])) continue;
            if (box.Lo[i] == box.Hi[i])
            {
                constant.Add(i);
                continue;
            }

            if (!members.TryGetValue(labels[i], out List<int>? group)) order.Add(members[labels[i]] = group = []);
            group.Add(i);
        }

        if (order.Count == 0)
            throw Bad(constant.Count > 0 ? "every feature left by the mask is constant in the domain (lo = hi). Widen the domain or the mask." : "the mask removes every feature. Leave at least one.");
        return new FeatureGroups(box.Width, [.. order.Select(static g => g.ToArray())], [.. constant]);
    }

    private static InputException Bad(string problem) => new($"SensX features: {problem}", "bad-features");
}

namespace GenoXai.Core.Numerics;

/// <summary>
/// Agglomerative clustering by average linkage: two clusters join while their mean similarity is the largest there is and
/// not below a threshold. Nearest-neighbour chains (Murtagh 1983) give the clusters of the plain algorithm in n² steps.
/// </summary>
public static class AverageLinkage
{
    /// <summary>The cluster of each item.</summary>
    /// <param name="similarity">Symmetric, shape (n, n), row-major; the diagonal is not read. Overwritten.</param>
    /// <param name="count">n.</param>
    /// <param name="threshold">Clusters of a smaller mean similarity stay apart.</param>
    /// <returns>Numbers from 0, in the order of each cluster's first item.</returns>
    /// <exception cref="ArgumentException">The matrix is not of n × n.</exception>
    public static int[] Cut(Span<float> similarity, int count, double threshold)
    {
        if (similarity.Length != (long)count * count) throw new ArgumentException($"{similarity.Length} similarities are not {count} × {count}.");
        int[] parent = new int[count], sizes = new int[count];
        var active = new bool[count];
        for (int i = 0; i < count; i++) (parent[i], sizes[i], active[i]) = (i, 1, true);
        var chain = new List<int>();
        for (int first = 0; first < count;)
        {
            if (chain.Count == 0)
            {
                while (first < count && !active[first]) first++;
                if (first == count) break;
                chain.Add(first);
            }

            int tip = chain[^1], before = chain.Count > 1 ? chain[^2] : -1;
            int nearest = Nearest(similarity, count, active, tip, before);
            // What is joined elsewhere comes no nearer to this cluster: it is finished, and so no one's neighbour.
            if (nearest < 0 || similarity[tip * count + nearest] < threshold)
            {
                active[tip] = false;
                chain.RemoveAt(chain.Count - 1);
            }
            else if (nearest == before)
            {
                chain.RemoveRange(chain.Count - 2, 2);
                Join(similarity, count, active, sizes, Math.Min(tip, before), Math.Max(tip, before));
                parent[Math.Max(tip, before)] = Math.Min(tip, before);
            }
            else chain.Add(nearest);
        }

        return Labels(parent);
    }

    // Of equal ones the chain's last but one, so that chains end, and then the first.
    private static int Nearest(ReadOnlySpan<float> similarity, int count, bool[] active, int tip, int before)
    {
        int nearest = before;
        float best = before < 0 ? float.NegativeInfinity : similarity[tip * count + before];
        for (int other = 0; other < count; other++)
        {
            if (!active[other] || other == tip || similarity[tip * count + other] <= best) continue;
            (nearest, best) = (other, similarity[tip * count + other]);
        }

        return nearest;
    }

    private static void Join(Span<float> similarity, int count, bool[] active, int[] sizes, int kept, int gone)
    {
        float total = sizes[kept] + sizes[gone];
        for (int other = 0; other < count; other++)
        {
            if (!active[other] || other == kept || other == gone) continue;
            float mean = (sizes[kept] * similarity[kept * count + other] + sizes[gone] * similarity[gone * count + other]) / total;
            similarity[kept * count + other] = similarity[other * count + kept] = mean;
        }

        active[gone] = false;
        sizes[kept] += sizes[gone];
    }

    private static int[] Labels(int[] parent)
    {
        var labels = new int[parent.Length];
        int next = 0;
        for (int i = 0; i < parent.Length; i++)
        {
            // A cluster is known by its first item, which comes before all others.
            int root = i;
            while (parent[root] != root) root = parent[root];
            labels[i] = root == i ? next++ : labels[root];
        }

        return labels;
    }
}

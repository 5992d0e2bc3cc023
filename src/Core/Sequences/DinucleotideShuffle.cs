using GenoXai.Core.Numerics;

namespace GenoXai.Core.Sequences;

/// <summary>
/// Shuffles a sequence so that every pair of neighbouring letters stays as often as it was: a random
/// Eulerian path of the graph of its pairs, each distinct result equally likely. First and last letter stay.
/// </summary>
/// <remarks>
/// Altschul and Erickson 1985; the last edges form a uniform random arborescence of the multigraph, edges
/// counted with multiplicity (Wilson 1996); the other edges of each letter are in random order. Missing
/// letters count as one more letter. A homopolymer has one shuffle: itself.
/// </remarks>
public static class DinucleotideShuffle
{
    /// <summary>Shuffles.</summary>
    /// <param name="letters">Letter indices.</param>
    /// <param name="letterCount">q.</param>
    /// <param name="random">The stream; moved on.</param>
    /// <returns>As many letters.</returns>
    public static byte[] Of(ReadOnlySpan<byte> letters, int letterCount, ref SeededRandom random)
    {
        if (letters.Length < 3) return letters.ToArray();
        var after = new List<int>[letterCount + 1];
        for (int node = 0; node <= letterCount; node++) after[node] = [];
        for (int i = 0; i + 1 < letters.Length; i++) after[Node(letters[i], letterCount)].Add(Node(letters[i + 1], letterCount));
        int last = Node(letters[^1], letterCount);
        int[] exits = Arborescence(after, last, ref random);
        for (int node = 0; node <= letterCount; node++)
        {
            Span<int> edges = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(after[node]);
            if (node != last && edges.Length > 0)
            {
                // The edge towards the last letter is left to the end.
                (edges[exits[node]], edges[^1]) = (edges[^1], edges[exits[node]]);
                edges = edges[..^1];
            }

            random.Shuffle(edges);
        }

        var result = new byte[letters.Length];
        var used = new int[letterCount + 1];
        int at = Node(letters[0], letterCount);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = at == letterCount ? Alphabet.Missing : (byte)at;
            if (i + 1 < result.Length) at = after[at][used[at]++];
        }

        return result;
    }

    private static int Node(byte letter, int letterCount) => Math.Min(letter, letterCount);

    /// <summary>For each letter the index of its edge in a random spanning tree towards the root, by loop-erased walks.</summary>
    private static int[] Arborescence(List<int>[] after, int root, ref SeededRandom random)
    {
        var exits = new int[after.Length];
        var inTree = new bool[after.Length];
        inTree[root] = true;
        for (int start = 0; start < after.Length; start++)
        {
            if (after[start].Count == 0) continue;
            for (int node = start; !inTree[node]; node = after[node][exits[node]]) exits[node] = random.NextInt(after[node].Count);
            for (int node = start; !inTree[node]; node = after[node][exits[node]]) inTree[node] = true;
        }

        return exits;
    }
}

using System.Numerics;

namespace GenoXai.Core.Sketching;

/// <summary>
/// The terms that exactly the same rows hold as a fitted one: no row tells them apart. Before any row is
/// seen every order is equally likely, and so is every term of an order: a term of order k has the weight 1/(C(L,k)·q^k), q^k being the combinations of its letters.
/// </summary>
internal static class TermAlternatives
{
    private const double MostTerms = 20_000, MostWork = 5e7;

    /// <summary>Positions of each such term, the fitted one among them, with weights; null when they are too many to list.</summary>
    /// <param name="rows">The fitted rows.</param>
    /// <param name="matching">Those that hold the term.</param>
    /// <param name="shared">All positions at which these agree.</param>
    /// <param name="order">Order of the fitted term.</param>
    /// <param name="domain">Length and letters.</param>
    public static List<(int[] Positions, double Weight)>? Of(SampleColumns rows, int[] matching, int[] shared, int order, SketchDomain domain)
    {
        int least = Math.Max(1, order - 2), most = Math.Min(shared.Length, order + 1), words = (rows.Count + 63) / 64;
        double count = 0;
        for (int size = least; size <= most; size++) count += Choose(shared.Length, size);
        if (count > MostTerms || count * words > MostWork) return null;
        ulong[][] marks = Array.ConvertAll(shared, position => rows.Marks(position, rows.Column(position)[matching[0]]));
        var found = new List<(int[], double)>();
        for (int size = least; size <= most; size++)
        {
            double supports = Choose(domain.Length, size);
            var chosen = new int[size];
            var held = new ulong[size][];
            for (int i = 0; i < size; i++) held[i] = new ulong[words];
            Search(0, 0);

            void Search(int depth, int first)
            {
                if (depth == size)
                {
                    int rowsHeld = 0;
                    foreach (ulong word in held[size - 1]) rowsHeld += BitOperations.PopCount(word);
                    if (rowsHeld != matching.Length) return;
                    int[] positions = Array.ConvertAll(chosen, c => shared[c]);
                    found.Add((positions, 1 / (supports * domain.CombinationsOf(positions))));
                    return;
                }

                for (int next = first; next <= shared.Length - (size - depth); next++)
                {
                    chosen[depth] = next;
                    if (depth == 0) marks[next].CopyTo(held[0], 0);
                    else System.Numerics.Tensors.TensorPrimitives.BitwiseAnd(held[depth - 1], marks[next], held[depth]);
                    Search(depth + 1, next + 1);
                }
            }
        }

        return found;
    }

    private static double Choose(int n, int k)
    {
        double value = 1;
        for (int i = 1; i <= k; i++) value = value * (n - k + i) / i;
        return value;
    }
}

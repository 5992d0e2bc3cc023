using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Querying;

/// <summary>
/// What a sketch predicts for double mutants: E(a, b) = f̂(x with a and b) − f̂(x with a) − f̂(x with b) + f̂(x). Only tables
/// of supports that hold both positions count, all others cancel; a table with a missing letter averages to 0.
/// </summary>
public sealed class SketchContrasts
{
    private readonly SketchDomain _domain;
    private readonly Dictionary<(int First, int Second), List<AnovaTable>> _tables = [];

    /// <summary>Sorts a sketch's tables by pairs of positions.</summary>
    /// <param name="sketch">The sketch.</param>
    public SketchContrasts(Sketch sketch)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        _domain = sketch.Function.Domain;
        foreach (AnovaTable table in sketch.Function.Tables)
        {
            for (int i = 0; i < table.Order; i++)
            {
                for (int j = i + 1; j < table.Order; j++)
                {
                    (int, int) pair = (table.Positions[i], table.Positions[j]);
                    if (!_tables.TryGetValue(pair, out List<AnovaTable>? own)) _tables[pair] = own = [];
                    own.Add(table);
                }
            }
        }
    }

    /// <summary>Whether the sketch knows all letters of a position; it says nothing of letters that it was never shown.</summary>
    /// <param name="position">The position.</param>
    public bool Knows(int position) => _domain.Allowed is not { } allowed || allowed[position].Length == _domain.LetterCount;

    /// <summary>The effects of the double mutants of two positions.</summary>
    /// <param name="letters">The sequence; letters stand at both positions.</param>
    /// <param name="first">The first position.</param>
    /// <param name="second">The second, larger.</param>
    /// <param name="effects">Shape (q − 1, q − 1): letters that do not stand there, in the alphabet's order.</param>
    public void Of(ReadOnlySpan<byte> letters, int first, int second, Span<double> effects)
    {
        int q = _domain.LetterCount;
        effects[..((q - 1) * (q - 1))].Clear();
        if (!_tables.TryGetValue((first, second), out List<AnovaTable>? tables)) return;
        foreach (AnovaTable table in tables)
        {
            int index = 0, firstStride = 0, secondStride = 0, stride = table.Values.Length;
            bool missing = false;
            foreach (int position in table.Positions)
            {
                stride /= q;
                missing |= letters[position] == Alphabet.Missing;
                if (position == first) firstStride = stride;
                else if (position == second) secondStride = stride;
                if (!missing) index += letters[position] * stride;
            }

            if (missing) continue;
            int at = 0;
            for (int a = 0; a < q; a++)
            {
                if (a == letters[first]) continue;
                int mutant = index + (a - letters[first]) * firstStride;
                for (int b = 0; b < q; b++)
                {
                    if (b == letters[second]) continue;
                    int step = (b - letters[second]) * secondStride;
                    effects[at++] += table.Values[mutant + step] - table.Values[mutant] - table.Values[index + step] + table.Values[index];
                }
            }
        }
    }
}

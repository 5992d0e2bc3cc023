using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Reports;

/// <summary>One substitution of one sequence.</summary>
internal sealed record Substitution(string Id, int Target, int Position, string From, string To, double Effect);

/// <summary>What a page needs of <c>ism.npz</c>, gathered in one pass that holds one sequence at a time.</summary>
internal sealed class MutagenesisArrays
{
    private const int MostSubstitutions = 20;

    /// <summary>The strongest substitutions of all sequences, positions where the letter is missing left out.</summary>
    public required IReadOnlyList<Substitution> Substitutions { get; init; }

    /// <summary>Mean |effect| at each position for the first target; null when the sequences have several lengths.</summary>
    public double[]? MeanSize { get; init; }

    /// <summary>The sequences' own predictions of the first target.</summary>
    public required float[] References { get; init; }

    /// <summary>Reads the arrays.</summary>
    /// <exception cref="InputException">Their shapes do not fit each other.</exception>
    public static MutagenesisArrays Read(RunResults run)
    {
        using NpzReader npz = run.OpenArrays();
        NpyArray<string> ids = npz.ReadText("ids");
        NpyArray<float> references = npz.Read<float>("reference_prediction");
        using NpyReader values = npz.Open("values"), letters = npz.Open("one_hot");
        long[] shape = letters.Header.Shape;
        int targets = run.Targets.Count;
        long[] expected = targets == 1 ? shape : [shape[0], targets, .. shape[1..]];
        if (shape.Length != 3 || shape[0] != ids.Values.Length || !values.Header.Shape.SequenceEqual(expected) || references.Values.Length != shape[0] * targets)
            throw new InputException($"{run.Path(run.Method + ".npz")}: values {values.Header.ShapeText}, one_hot {letters.Header.ShapeText}, {ids.Values.Length} ids and {references.Values.Length} reference predictions do not fit each other.", "bad-array");
        int q = (int)shape[1], length = (int)shape[2];
        string alphabet = run.Record.GetString("alphabet");
        if (alphabet.Length != q) throw new InputException($"{run.Folder}: run.json has the alphabet {alphabet}, but one_hot has {q} letters.", "bad-array");

        var pass = new Pass(q, length, alphabet);
        var map = new float[q * length];
        var observed = new byte[q * length];
        for (int n = 0; n < ids.Values.Length; n++)
        {
            letters.Read(observed.AsSpan());
            for (int target = 0; target < targets; target++)
            {
                values.Read(map.AsSpan());
                pass.Add(ids.Values[n], target, map, observed);
            }
        }

        return new MutagenesisArrays
        {
            Substitutions = [.. pass.Strongest.Items],
            MeanSize = npz.Names.Contains("lengths") ? null : pass.MeanSize(),
            References = targets == 1 ? references.Values : [.. references.Values.Where((_, i) => i % targets == 0)],
        };
    }

    private sealed class Pass(int q, int length, string alphabet)
    {
        private readonly double[] _sum = new double[length];
        private readonly long[] _count = new long[length];

        public Strongest<Substitution> Strongest { get; } = new(MostSubstitutions);

        public void Add(string id, int target, float[] map, byte[] observed)
        {
            for (int position = 0; position < length; position++)
            {
                int from = -1;
                for (int letter = 0; letter < q; letter++)
                    if (observed[letter * length + position] != 0) from = letter;
                for (int to = 0; to < q; to++)
                {
                    double effect = map[to * length + position];
                    if (to == from || from < 0 || !double.IsFinite(effect)) continue;
                    if (target == 0)
                    {
                        _sum[position] += Math.Abs(effect);
                        _count[position]++;
                    }

                    if (Strongest.Wants(effect)) Strongest.Offer(effect, new Substitution(id, target, position, alphabet[from].ToString(), alphabet[to].ToString(), effect));
                }
            }
        }

        public double[] MeanSize() => [.. _sum.Select((sum, i) => _count[i] > 0 ? sum / _count[i] : double.NaN)];
    }
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Tests.Querying;

/// <summary>Sketches of random ANOVA tables (zero mean over every position) on random supports.</summary>
internal static class RandomSketch
{
    public static Sketch Make(int letters, int length, int highestOrder, int supports, long seed) =>
        Of(Function(letters, length, highestOrder, supports, seed));

    public static Sketch Of(DecodedFunction function) => new(
        function,
        new SketchQuality(0.93, 0.004, 1000, 0.25, [1.5, 0.5]),
        new SketchProvenance
        {
            ModelId = "toy",
            ModelSha256 = new string('a', 64),
            Target = "y",
            TargetUnit = "logit",
            Decoder = "hybrid",
            DecoderOptions = new Dictionary<string, string> { ["order"] = "3", ["budget"] = "5000" },
            Seed = 7,
            Rows = new SketchRows(4000, 500, 500),
            CreatedBy = "genoxai 0.1.0",
            InputConventions = new Dictionary<string, string> { ["axis order"] = "NCL" },
        });

    public static DecodedFunction Function(int letters, int length, int highestOrder, int supports, long seed)
    {
        SeededRandom random = SeededRandom.Stream(seed, "random-sketch");
        var tables = new Dictionary<string, AnovaTable>();
        for (int s = 0; s < supports; s++)
        {
            var all = new int[length];
            for (int i = 0; i < length; i++) all[i] = i;
            random.Shuffle<int>(all);
            int[] positions = all[..(1 + random.NextInt(highestOrder))];
            Array.Sort(positions);
            tables[string.Join(',', positions)] = Table(positions, letters, ref random);
        }

        return new DecodedFunction(new SketchDomain(AlphabetOf(letters), length), random.NextGaussian(), [.. tables.Values], ["made for a test"]);
    }

    public static Alphabet AlphabetOf(int letters) => letters == 4 ? Alphabet.Dna : new Alphabet("ACDEFGHIKLMPQRSTVWY"[..letters]);

    public static byte[] Sequence(int letters, int length, long seed, long row)
    {
        SeededRandom random = SeededRandom.Stream(seed, "sequence", row);
        var sequence = new byte[length];
        for (int i = 0; i < length; i++) sequence[i] = (byte)random.NextInt(letters);
        return sequence;
    }

    private static AnovaTable Table(int[] positions, int letters, ref SeededRandom random)
    {
        var values = new double[(int)Math.Pow(letters, positions.Length)];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextGaussian();
        for (int stride = 1; stride < values.Length; stride *= letters)
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (i / stride % letters != 0) continue;
                double mean = 0;
                for (int letter = 0; letter < letters; letter++) mean += values[i + letter * stride] / letters;
                for (int letter = 0; letter < letters; letter++) values[i + letter * stride] -= mean;
            }
        }

        return new AnovaTable(positions, values);
    }
}

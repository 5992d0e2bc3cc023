using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sampling;

namespace GenoXai.Bench;

/// <summary>The rows that the peers share, with the model's answers.</summary>
internal sealed class PeersRows(OnnxSequenceModel model, int length, long seed)
{
    public OnnxSequenceModel Model => model;

    public int Length => length;

    public long Seed => seed;

    public int Batch { get; } = ChunkSizes.Of(model.Facts, new RunRequest { Method = RunMethod.Predict }).BatchRows;

    public byte[] Letters(long own, int count)
    {
        var letters = new byte[count * length];
        new UniformRows(own, model.Alphabet.Count, length, 0, count).Fill(0, count, letters);
        return letters;
    }

    /// <summary>Uniform rows from the first on: those of a smaller budget begin those of a larger.</summary>
    public SampleSet Uniform(int count) =>
        new(length, Letters(seed, count), Predict(new UniformRows(seed, model.Alphabet.Count, length, 0, count)));

    public float[] Predict(RowSource rows) => RowPredictor.Predict(model, rows, Batch, Environment.ProcessorCount);

    /// <summary>Correlation and root mean square difference of φ over all sequences and positions.</summary>
    public static (double Correlation, double Rmse) Compare(double[] one, double[] other)
    {
        double a = one.Average(), b = other.Average(), ab = 0, aa = 0, bb = 0, squares = 0;
        for (int i = 0; i < one.Length; i++)
        {
            ab += (one[i] - a) * (other[i] - b);
            aa += (one[i] - a) * (one[i] - a);
            bb += (other[i] - b) * (other[i] - b);
            squares += (one[i] - other[i]) * (one[i] - other[i]);
        }

        return (ab / Math.Sqrt(aa * bb), Math.Sqrt(squares / one.Length));
    }
}

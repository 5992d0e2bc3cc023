using GenoXai.Core.Models;

namespace GenoXai.Tests.Models;

/// <summary>A function of points and its gradient, known by hand, one of each target; counts the points it is shown.</summary>
internal sealed class ToyDifferentiableModel(int letterCount, params (Func<float[], double> Value, Func<float[], double[]> Gradient)[] targets) : IDifferentiableModel
{
    private long _points;

    public long Points => Interlocked.Read(ref _points);

    public int LetterCount => letterCount;

    public int TargetCount => targets.Length;

    public PointBatch CreateBatch(int capacity, int length) => new Batch(capacity, length, letterCount, targets.Length);

    public void Evaluate(PointBatch batch, Span<float> predictions, Span<float> gradients)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            float[] point = batch.Points.AsSpan(row * batch.Size, batch.Size).ToArray();
            for (int t = 0; t < targets.Length; t++)
            {
                predictions[row * targets.Length + t] = (float)targets[t].Value(point);
                double[] gradient = targets[t].Gradient(point);
                for (int i = 0; i < batch.Size; i++) gradients[(row * targets.Length + t) * batch.Size + i] = (float)gradient[i];
            }
        }

        Interlocked.Add(ref _points, batch.Count);
    }

    public void Dispose()
    {
    }

    private sealed class Batch(int capacity, int length, int letterCount, int targets) : PointBatch(capacity, length, letterCount, false, targets)
    {
        public override void Dispose()
        {
        }
    }
}

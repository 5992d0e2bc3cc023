using GenoXai.Core.Models;

namespace GenoXai.Tests.Sensitivity;

/// <summary>A model written as a function of one row; counts the rows it was shown and the largest batch.</summary>
internal sealed class FunctionModel(int width, bool probability, params Func<float[], double>[] outputs) : IVectorModel
{
    public int Width => width;

    public IReadOnlyList<string> Outputs { get; } = [.. outputs.Select(static (_, i) => $"y{i}")];

    public bool IsProbability => probability;

    public long RowsShown { get; private set; }

    public int Calls { get; private set; }

    public int LargestBatch { get; private set; }

    public static FunctionModel Linear(params float[] weights) =>
        new(weights.Length, false, x => x.Select((v, i) => (double)v * weights[i]).Sum());

    public VectorBatch CreateBatch(int capacity)
    {
        LargestBatch = Math.Max(LargestBatch, capacity);
        return new VectorBatch(capacity, width);
    }

    public void Predict(VectorBatch batch, Span<float> predictions)
    {
        RowsShown += batch.Rows;
        Calls++;
        for (int row = 0; row < batch.Rows; row++)
        {
            float[] x = batch.Row(row).ToArray();
            for (int o = 0; o < outputs.Length; o++) predictions[row * outputs.Length + o] = (float)outputs[o](x);
        }
    }

    public void Dispose()
    {
    }
}

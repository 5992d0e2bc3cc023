using GenoXai.Core.Models;

namespace GenoXai.Bench;

/// <summary>A model's answers to any number of rows, batch by batch: what a coalition game asks for.</summary>
internal static class VectorAnswers
{
    /// <summary>Predicts.</summary>
    /// <param name="model">A model with one output.</param>
    /// <param name="batch">Filled again and again.</param>
    /// <param name="inputs">Shape (count, D).</param>
    /// <param name="count">Rows.</param>
    public static double[] Of(OnnxVectorModel model, VectorBatch batch, float[] inputs, int count)
    {
        int width = model.Width;
        var answers = new double[count];
        var part = new float[batch.Capacity];
        for (int first = 0; first < count; first += batch.Capacity)
        {
            batch.Rows = Math.Min(batch.Capacity, count - first);
            inputs.AsSpan(first * width, batch.Rows * width).CopyTo(batch.Features);
            model.Predict(batch, part.AsSpan(0, batch.Rows));
            for (int i = 0; i < batch.Rows; i++) answers[first + i] = part[i];
        }

        return answers;
    }
}

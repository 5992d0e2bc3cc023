using GenoXai.Core.Models;
using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;

namespace GenoXai.Bench;

/// <summary>Integrated gradients of a model of rows: a pass forward and back counts as one model row.</summary>
internal sealed class SensxGradients : IDisposable
{
    private const int BatchRows = 1024;

    private readonly OnnxVectorModel _model;
    private readonly Dictionary<int, (double[] Nodes, double[] Weights)> _rules = [];

    /// <summary>Differentiates the only output of a model by its only input.</summary>
    public SensxGradients(string path, int width)
    {
        var model = OnnxModel.Load(path);
        OnnxModel gradient = GradientGraph.Of(model, model.Facts.Inputs[0].Name, model.Facts.Outputs[0].Name);
        // Each number of the gradient is a target of its own.
        _model = OnnxVectorModel.Create(gradient, [.. Enumerable.Range(0, width).Select(static i => FormattableString.Invariant($"gradient_0[{i}]"))], new ModelOptions { Threads = 1 });
    }

    public void Dispose() => _model.Dispose();

    /// <summary>(x − x0) · ∫₀¹ g(x0 + α(x − x0)) dα by Gauss–Legendre quadrature, mean over the baselines x0.</summary>
    /// <param name="x">The point, shape (D).</param>
    /// <param name="baselines">Shape (B, D).</param>
    /// <param name="nodes">Gradients for each baseline.</param>
    public double[] Run(float[] x, float[] baselines, int nodes)
    {
        if (!_rules.TryGetValue(nodes, out (double[] Nodes, double[] Weights) rule)) _rules[nodes] = rule = GaussLegendre.Of(nodes);
        int width = x.Length, rows = baselines.Length / width * nodes;
        var values = new double[width];
        using VectorBatch batch = _model.CreateBatch(BatchRows);
        var gradients = new float[BatchRows * width];
        for (int first = 0; first < rows; first += BatchRows)
        {
            batch.Rows = Math.Min(BatchRows, rows - first);
            for (int r = 0; r < batch.Rows; r++)
            {
                ReadOnlySpan<float> baseline = baselines.AsSpan((first + r) / nodes * width, width);
                double node = rule.Nodes[(first + r) % nodes];
                Span<float> row = batch.Row(r);
                for (int i = 0; i < width; i++) row[i] = (float)(baseline[i] + node * ((double)x[i] - baseline[i]));
            }

            _model.Predict(batch, gradients.AsSpan(0, batch.Rows * width));
            for (int r = 0; r < batch.Rows; r++)
            {
                ReadOnlySpan<float> baseline = baselines.AsSpan((first + r) / nodes * width, width);
                double weight = rule.Weights[(first + r) % nodes] * nodes / rows;
                for (int i = 0; i < width; i++) values[i] += weight * gradients[r * width + i] * ((double)x[i] - baseline[i]);
            }
        }

        return values;
    }
}

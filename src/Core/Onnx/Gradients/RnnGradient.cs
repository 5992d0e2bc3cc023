namespace GenoXai.Core.Onnx.Gradients;

/// <summary>RNN: H = f(a), a = X Wᵀ + H₋₁ Rᵀ + b; da = (dY + dh₊₁)·f′(a); handed back is da R, and dX = da W.</summary>
internal static class RnnGradient
{
    internal static void Apply(BackwardNode n) => RecurrentLayer.Backward(n, 1, ["Tanh"], layer =>
    {
        GradientBuilder b = n.Builder;
        string sums = b.Add(layer.InputSums(), layer.Product(layer.Previous(layer.States, layer.Initial(5)), layer.Recurrence));
        string slope = layer.Activations[0].Slope(sums, layer.States, b.Scalar(1));
        string[] back = ScanLoop.Add(b, [layer.Seed(1)], [layer.Seed(0), slope], !layer.IsReverse, (s, state, item) =>
        {
            string sum = s.Mul(s.Add(state[0], item[0]), item[1]);
            return new ScanLoop.Step([s.Node("MatMul", [sum, layer.Recurrence])], [sum]);
        });
        return (back[1], [back[0]]);
    });
}

using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>Functions of each element.</summary>
internal static class DoubleElementwise
{
    internal static Func<double, double>? Find(NodeProto node) => node.OpType switch
    {
        "Relu" => static x => Math.Max(x, 0),
        "Sigmoid" => static x => 1 / (1 + Math.Exp(-x)),
        "Tanh" => Math.Tanh,
        "Exp" => Math.Exp,
        "Log" => Math.Log,
        "Sqrt" => Math.Sqrt,
        "Abs" => Math.Abs,
        "Neg" => static x => -x,
        "Reciprocal" => static x => 1 / x,
        "Softplus" => static x => Math.Log(1 + Math.Exp(x)),
        "Softsign" => static x => x / (1 + Math.Abs(x)),
        "Sin" => Math.Sin,
        "Cos" => Math.Cos,
        "Erf" => Erf,
        "Gelu" when node.Text("approximate", "none") == "tanh" =>
            static x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        "Gelu" => static x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
        "Tan" => Math.Tan,
        "Asin" => Math.Asin,
        "Acos" => Math.Acos,
        "Atan" => Math.Atan,
        "Sinh" => Math.Sinh,
        "Cosh" => Math.Cosh,
        "Asinh" => Math.Asinh,
        "Acosh" => Math.Acosh,
        "Atanh" => Math.Atanh,
        "Mish" => static x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
        "Shrink" => x => Math.Abs(x) > node.Float("lambd", 0.5f) ? x - Math.Sign(x) * node.Float("bias", 0) : 0,
        "LeakyRelu" => x => x > 0 ? x : node.Float("alpha", 0.01f) * x,
        "Elu" => x => x > 0 ? x : node.Float("alpha", 1) * (Math.Exp(x) - 1),
        "Selu" => x => (double)node.Float("gamma", 1.050701f) * (x > 0 ? x : node.Float("alpha", 1.6732632f) * (Math.Exp(x) - 1)),
        "Celu" => x => x > 0 ? x : node.Float("alpha", 1) * (Math.Exp(x / node.Float("alpha", 1)) - 1),
        "HardSigmoid" => x => Math.Clamp(node.Float("alpha", 0.2f) * x + node.Float("beta", 0.5f), 0, 1),
        "HardSwish" => static x => x * Math.Clamp(x / 6 + 0.5, 0, 1),
        "ThresholdedRelu" => x => x > node.Float("alpha", 1) ? x : 0,
        _ => null,
    };

    internal static Func<double, double, double>? FindBinary(string type) => type switch
    {
        "Add" or "Sum" => static (a, b) => a + b,
        "Sub" => static (a, b) => a - b,
        "Mul" => static (a, b) => a * b,
        "Div" => static (a, b) => a / b,
        "Pow" => Math.Pow,
        "Max" => Math.Max,
        "Min" => Math.Min,
        "Greater" => static (a, b) => a > b ? 1 : 0,
        "PRelu" => static (a, b) => a > 0 ? a : a * b,
        _ => null,
    };

    /// <summary>The error function by its series; enough terms for |x| below 5.</summary>
    private static double Erf(double x)
    {
        double term = x, sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}

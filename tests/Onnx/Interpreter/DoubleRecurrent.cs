using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>LSTM, GRU and RNN, one row, one step and one unit at a time.</summary>
internal static class DoubleRecurrent
{
    /// <summary>Y, Y_h and, of an LSTM, Y_c.</summary>
    internal static DoubleTensor[] Run(NodeProto node, Func<int, DoubleTensor?> input)
    {
        DoubleTensor x = input(0)!, w = input(1)!, r = input(2)!;
        int steps = x.Shape[0], rows = x.Shape[1], inputs = x.Shape[2], directions = w.Shape[0], hidden = r.Shape[2], gates = w.Shape[1] / hidden;
        string direction = node.Text("direction", "forward");
        var y = new double[steps * directions * rows * hidden];
        double[] last = new double[directions * rows * hidden], cells = new double[directions * rows * hidden];
        for (int d = 0; d < directions; d++)
            for (int row = 0; row < rows; row++)
            {
                int first = (d * rows + row) * hidden;
                double[] h = input(5)?.Values[first..(first + hidden)] ?? new double[hidden], c = input(6)?.Values[first..(first + hidden)] ?? new double[hidden];
                var cell = new Cell(node, d, hidden, gates, w, r, input(3));
                for (int i = 0; i < steps; i++)
                {
                    int step = direction == "reverse" || d == 1 ? steps - 1 - i : i, at = (step * rows + row) * inputs;
                    (h, c) = cell.Step(x.Values[at..(at + inputs)], h, c);
                    h.CopyTo(y, ((step * directions + d) * rows + row) * hidden);
                }

                h.CopyTo(last, first);
                c.CopyTo(cells, first);
            }

        return [new(y, [steps, directions, rows, hidden]), new(last, [directions, rows, hidden]), new(cells, [directions, rows, hidden])];
    }

    private sealed class Cell(NodeProto node, int d, int hidden, int gates, DoubleTensor w, DoubleTensor r, DoubleTensor? bias)
    {
        private readonly int _functions = node.OpType == "LSTM" ? 3 : node.OpType == "GRU" ? 2 : 1;

        internal (double[] H, double[] C) Step(double[] x, double[] h, double[] c) => node.OpType switch
        {
            "LSTM" => Lstm(x, h, c),
            "GRU" => (Gru(x, h), c),
            _ => ([.. Units(u => Function(0, Input(u, x) + Recurrent(u, h)))], c),
        };

        private (double[], double[]) Lstm(double[] x, double[] h, double[] c)
        {
            double Gate(int gate, int u, int function) => Function(function, Input(gate * hidden + u, x) + Recurrent(gate * hidden + u, h));
            double[] cell = [.. Units(u => Gate(2, u, 0) * c[u] + Gate(0, u, 0) * Gate(3, u, 1))];
            return ([.. Units(u => Gate(1, u, 0) * Function(2, cell[u]))], cell);
        }

        private double[] Gru(double[] x, double[] h)
        {
            double[] z = [.. Units(u => Function(0, Input(u, x) + Recurrent(u, h)))];
            double[] reset = [.. Units(u => Function(0, Input(hidden + u, x) + Recurrent(hidden + u, h)))];
            double[] scaled = [.. Units(u => reset[u] * h[u])];
            bool after = node.Int("linear_before_reset", 0) != 0;
            return [.. Units(u =>
            {
                int unit = 2 * hidden + u;
                double recalled = after ? reset[u] * Recurrent(unit, h) : Recurrent(unit, scaled);
                return (1 - z[u]) * Function(1, Input(unit, x) + recalled) + z[u] * h[u];
            })];
        }

        private IEnumerable<double> Units(Func<int, double> value) => Enumerable.Range(0, hidden).Select(value);

        private double Input(int unit, double[] x) => Bias(unit) + x.Select((v, i) => v * w.At([d, unit, i])).Sum();

        private double Recurrent(int unit, double[] h) => Bias(gates * hidden + unit) + h.Select((v, i) => v * r.At([d, unit, i])).Sum();

        private double Bias(int place) => bias?.At([d, place]) ?? 0;

        private double Function(int index, double x)
        {
            string[] names = node.Texts("activations");
            string name = names.Length > 0 ? names[d * _functions + index] : _functions == 1 || index > 0 ? "Tanh" : "Sigmoid";
            return DoubleElementwise.Find(new NodeProto { OpType = name })!(x);
        }
    }
}

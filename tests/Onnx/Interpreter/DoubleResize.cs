using GenoXai.Core.Onnx;
using GenoXai.Core.Onnx.Proto;

namespace GenoXai.Tests.Onnx.Interpreter;

/// <summary>Resize, nearest and linear, each axis by the formula of the operator's description.</summary>
internal static class DoubleResize
{
    internal static DoubleTensor Run(NodeProto node, DoubleTensor x, double[]? scales, double[]? sizes)
    {
        for (int axis = 0; axis < x.Rank; axis++)
        {
            int size = x.Shape[axis], to = (int)(sizes?[axis] ?? Math.Floor(size * scales![axis]));
            double scale = scales?[axis] ?? (double)to / size;
            if (to == size && scale == 1) continue;
            int[] shape = [.. x.Shape];
            shape[axis] = to;
            DoubleTensor from = x;
            int along = axis;
            x = DoubleTensor.Make(shape, at => Value(node, from, at, along, scale, to));
        }

        return x;
    }

    private static double Value(NodeProto node, DoubleTensor x, int[] at, int axis, double scale, int to)
    {
        int size = x.Shape[axis], p = at[axis];
        double place = node.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "asymmetric" => p / scale,
            "align_corners" => to == 1 ? 0 : p * (size - 1.0) / (to - 1),
            "pytorch_half_pixel" => to > 1 ? (p + 0.5) / scale - 0.5 : 0,
            _ => (p + 0.5) / scale - 0.5,
        };
        double At(double i)
        {
            int[] other = [.. at];
            other[axis] = (int)Math.Clamp(i, 0, size - 1);
            return x.At(other);
        }

        if (node.Text("mode", "nearest") != "nearest") return At(Math.Floor(place)) * (1 - (place - Math.Floor(place))) + At(Math.Floor(place) + 1) * (place - Math.Floor(place));
        return At(node.Text("nearest_mode", "round_prefer_floor") switch
        {
            "floor" => Math.Floor(place),
            "ceil" => Math.Ceiling(place),
            "round_prefer_ceil" => Math.Floor(place + 0.5),
            _ => Math.Ceiling(place - 0.5),
        });
    }
}

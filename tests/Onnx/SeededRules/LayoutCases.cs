namespace GenoXai.Tests.Onnx.SeededRules;

/// <summary>Operators that move, take, put, copy or enlarge elements. A sine behind them makes each place's gradient its own.</summary>
internal static class LayoutCases
{
    internal static void Register(Dictionary<string, Action<RuleDraw>> cases)
    {
        cases["Reshape"] = static d => Moved(d, () => { d.Any(); return $"x,{d.Whole("to", d.Pick<long[]>([0, -1], [-1], [0, 1, -1], [-1, 1], [0, -1, 1]))}"; });
        cases["Flatten"] = static d => Moved(d, () => { d.Any(); return "x"; }, () => [("axis", (long)d.Below(d.Rank + 1))]);
        cases["Transpose"] = static d => Moved(d, () => { d.Any(); return "x"; }, () => [("perm", d.Order(d.Rank))]);
        cases["Unsqueeze"] = static d => Moved(d, () => { d.Any(); return $"x,{d.Whole("axes", d.Pick<long[]>([0], [1], [-1], [1, -1], [0, 2]))}"; });
        cases["Squeeze"] = static d => Moved(d, () => { d.Of(d.Between(1, 4), 1, d.Between(1, 4), 1); return $"x,{d.Whole("axes", d.Pick<long[]>([2], [4], [-1], [2, 4], [-1, -3]))}"; });
        cases["Slice"] = static d => Moved(d, () =>
        {
            d.Any();
            long[] axes = d.Some(d.Rank), starts = d.Many(axes.Length, _ => d.Between(-3, 2)), steps = d.Many(axes.Length, _ => d.Pick(1, 1, 2, -1, -2));
            // So that something is left: towards the end, or from it.
            long[] ends = [.. steps.Select(s => s > 0 ? (long)d.Pick(9, 9, int.MaxValue) : -9)];
            for (int i = 0; i < axes.Length; i++)
            {
                long size = d.Shape[axes[i]];
                starts[i] = steps[i] > 0 ? Math.Clamp(starts[i], -size, size - 1) : d.Pick(-1, size - 1, 9);
            }

            return $"x,{d.Whole("starts", starts)},{d.Whole("ends", ends)},{d.Whole("axes", [.. axes.Select(a => d.Coin() ? a : a - d.Rank)])},{d.Whole("steps", steps)}";
        });
        cases["Gather"] = static d =>
        {
            d.Any();
            long axis = d.Between(0, d.Rank - 1);
            int size = (int)d.Shape[axis];
            d.Store("places", d.Pick<long[]>([], [3], [2, 2]), _ => d.Between(-size, size - 1));
            d.Graph.Node("Gather", "x,places", "m", ("axis", axis - (d.Coin() ? d.Rank : 0))).Node("Sin", "m", "a");
        };
        cases["GatherElements"] = static d =>
        {
            d.Any();
            int axis = d.Between(1, d.Rank - 1), size = (int)d.Shape[axis];
            long[] shape = [.. d.Shape.Select((n, i) => i == axis ? d.Between(1, 5) : n)];
            d.Graph.Node("GatherElements", $"x,{d.Store("places", shape, _ => d.Between(-size, size - 1))}", "m", ("axis", (long)axis)).Node("Sin", "m", "a");
        };
        cases["GatherND"] = static d =>
        {
            d.Any();
            int depth = d.Between(1, d.Rank), count = d.Between(1, 4);
            d.Graph.Node("GatherND", $"x,{d.Store("places", [count, depth], i => d.Below((int)d.Shape[i % depth]))}", "m").Node("Sin", "m", "a");
        };
        cases["ScatterElements"] = static d =>
        {
            d.Any();
            int axis = d.Between(1, d.Rank - 1), size = (int)d.Shape[axis], count = d.Between(1, size);
            long[] shape = [.. d.Shape.Select((n, i) => i == axis ? count : n)];
            long inner = shape[(axis + 1)..].Aggregate(1L, static (a, b) => a * b);
            // Each place at most once along the axis: what is written twice has no certain value.
            d.Store("places", shape, i => i / inner % count);
            Put(d, shape, ("axis", (long)axis));
        };
        cases["ScatterND"] = static d =>
        {
            d.Any();
            long[] places = d.Some((int)d.Shape[1]);
            d.Store("places", [places.Length, 2], i => i % 2 == 0 ? d.Number % 2 : places[i / 2]);
            Put(d, [places.Length, .. d.Shape[2..]]);
        };
        cases["Concat"] = static d => Moved(d, () => { d.Any(); d.Graph.Node("Exp", "x", "e"); return d.Pick("x,e,x", "e,x", $"x,{d.Store("w", d.Shape)}", "x"); }, () => [("axis", ElementwiseCases.Axis(d, 0))]);
        cases["Split"] = static d =>
        {
            int size = d.Between(2, 4), first = d.Between(1, size - 1);
            d.Of(d.Coin() ? [size] : [size, d.Between(1, 4)]);
            d.Graph.Node("Split", $"x,{d.Whole("sizes", first, size - first)}", "p,q", ("axis", 1L)).Node("ReduceSum", $"q,{d.Whole("one", 1)}", "s").Node("Mul", d.Coin() ? "p,s" : "p,p", "a");
        };
        cases["Pad"] = static d =>
        {
            d.Of([.. Enumerable.Range(0, d.Between(1, 2)).Select(_ => d.Between(3, 5))]);
            string mode = d.Pick("constant", "constant", "reflect", "edge", "wrap");
            int least = mode == "constant" ? -1 : 0;
            long[] pads = [.. Enumerable.Range(0, 2 * d.Rank).Select(i => i % d.Rank == 0 ? 0L : d.Between(least, 2))];
            d.Graph.Node("Pad", $"x,{d.Whole("pads", pads)}", "m", ("mode", mode)).Node("Sin", "m", "a");
        };
        cases["Expand"] = static d => Moved(d, () =>
        {
            d.Of([.. Enumerable.Range(0, d.Between(1, 3)).Select(_ => d.Pick(1, 1, 3))]);
            long[] shape = [.. d.Shape.Select(n => n == 1 ? d.Between(1, 3) : n)];
            return $"x,{d.Whole("to", d.Pick<long[]>(shape, [2, .. shape], [.. shape.Select(_ => 1L)]))}";
        });
        cases["Tile"] = static d => Moved(d, () => { d.Any(); return $"x,{d.Whole("times", d.Many(d.Rank, _ => d.Between(1, 3)))}"; });
        cases["Trilu"] = static d => Moved(d, () => { d.Any(2); return $"x,{d.Store("shift", [], _ => d.Between(-2, 2))}"; }, () => [("upper", (long)d.Below(2))]);
        cases["ReverseSequence"] = static d => Moved(d, () => { d.Any(); return $"x,{d.Store("lengths", [RuleDraw.Rows], _ => d.Between(1, d.Row[0]))}"; }, static () => [("batch_axis", 0L), ("time_axis", 1L)]);
        cases["TopK"] = static d => { d.Any(); long axis = d.Between(1, d.Rank - 1); d.Graph.Node("TopK", $"x,{d.Whole("k", d.Between(1, (int)d.Shape[axis]))}", "m,places", ("axis", axis), ("largest", (long)d.Below(2))).Node("Sin", "m", "a"); };
        cases["DepthToSpace"] = static d => Moved(d, () => { d.Of(4 * d.Between(1, 2), d.Between(1, 3), d.Between(1, 3)); return "x"; }, () => [("blocksize", 2L), ("mode", d.Pick("DCR", "CRD"))]);
        cases["SpaceToDepth"] = static d => Moved(d, () => { d.Of(d.Between(1, 3), 2 * d.Between(1, 2), 2 * d.Between(1, 2)); return "x"; }, static () => [("blocksize", 2L)]);
        cases["Resize"] = Resize;
    }

    private static void Moved(RuleDraw d, Func<string> inputs, Func<(string, object)[]>? attributes = null) =>
        d.Graph.Node(d.Type, inputs(), "m", attributes?.Invoke() ?? []).Node("Sin", "m", "a");

    /// <summary>Writes stored numbers, or some that x makes, at places.</summary>
    private static void Put(RuleDraw d, long[] shape, params (string, object)[] axis)
    {
        d.Store("w", shape);
        if (d.Coin()) d.Graph.Node("Reshape", $"x,{d.Whole("flat", -1)}", "every").Node("ReduceMean", "every", "mean", ("keepdims", 0L)).Node("Mul", "w,mean", "put");
        else d.Graph.Node("Neg", "w", "put");
        d.Graph.Node(d.Type, "x,places,put", "m", [.. axis, ("reduction", d.Pick("none", "add"))]).Node("Sin", "m", "a");
    }

    private static void Resize(RuleDraw d)
    {
        int axes = d.Between(1, 2), length = 4;
        bool linear = d.Below(3) == 0;
        float[] scales = [1, 1, .. Enumerable.Range(0, axes).Select(_ => d.Pick(2f, 3f, 1.5f, 0.5f, 1f))];
        var attributes = new List<(string, object)> { ("mode", linear ? "linear" : "nearest"), ("coordinate_transformation_mode", d.Pick("asymmetric", "half_pixel", "pytorch_half_pixel", "align_corners")) };
        if (!linear) attributes.Add(("nearest_mode", d.Pick("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")));
        d.Of([2, .. Enumerable.Repeat(length, axes)]).Tensor("scales", [scales.Length], scales).Constant("sizes", [RuleDraw.Rows, 2, .. scales.Skip(2).Select(s => (long)(s * length))])
            .Node("Resize", d.Coin() ? "x,,,sizes" : "x,,scales", "a", [.. attributes]);
    }
}

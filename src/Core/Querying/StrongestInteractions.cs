namespace GenoXai.Core.Querying;

/// <summary>The largest of many values by absolute value, kept in falling order; of equals the first offered stays first. Zeros are never kept.</summary>
internal static class StrongestInteractions
{
    /// <summary>Longer lists are sorted whole instead: insertion takes time in the square of the length.</summary>
    private const int LongestByInsertion = 256;

    /// <summary>Fills a list with the largest of some values.</summary>
    /// <param name="candidates">The values; their place is their id.</param>
    /// <param name="wanted">Which ids may enter.</param>
    /// <param name="values">Receives the largest by falling absolute value, zeros where there are fewer.</param>
    /// <param name="ids">Receives their ids.</param>
    public static void Select(ReadOnlySpan<double> candidates, Func<int, bool> wanted, Span<double> values, Span<int> ids)
    {
        values.Clear();
        if (values.Length > LongestByInsertion)
        {
            SelectBySorting(candidates, wanted, values, ids);
            return;
        }

        double least = 0;
        for (int id = 0; id < candidates.Length; id++)
            if (Math.Abs(candidates[id]) > least && wanted(id)) least = Offer(candidates[id], id, values, ids);
    }

    /// <summary>Offers a value to a list.</summary>
    /// <param name="value">The value.</param>
    /// <param name="id">What it belongs to.</param>
    /// <param name="values">The list, zeros where empty.</param>
    /// <param name="ids">What they belong to, shape as <paramref name="values"/>.</param>
    /// <returns>Absolute value that a later one must exceed to enter.</returns>
    public static double Offer(double value, int id, Span<double> values, Span<int> ids)
    {
        unchecked
        {
            double size = Math.Abs(value);
            int at = values.Length - 1;
            if (size <= Math.Abs(values[at])) return Math.Abs(values[at]);
            for (; at > 0 && Math.Abs(values[at - 1]) < size; at--)
            {
                values[at] = values[at - 1];
                ids[at] = ids[at - 1];
            }

            values[at] = value;
            ids[at] = id;
            return Math.Abs(values[^1]);
        }
    }

    private static void SelectBySorting(ReadOnlySpan<double> candidates, Func<int, bool> wanted, Span<double> values, Span<int> ids)
    {
        var order = new List<(double Size, int Id)>();
        for (int id = 0; id < candidates.Length; id++)
            if (candidates[id] != 0 && wanted(id)) order.Add((-Math.Abs(candidates[id]), id));
        order.Sort();
        for (int i = 0; i < Math.Min(order.Count, values.Length); i++) (values[i], ids[i]) = (candidates[order[i].Id], order[i].Id);
    }
}

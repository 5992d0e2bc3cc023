using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline;

/// <summary>Interactions over all sequences: mean size by pair of positions and by distance, as tables and pictures.</summary>
internal sealed class InteractionTotals
{
    /// <summary>Positions up to which a heat map is drawn.</summary>
    public const int MostDrawn = 1000;

    private readonly Dictionary<(int First, int Second), (double Sum, int Count)> _pairs = [];
    private readonly SortedDictionary<int, (double Sum, double Squares, long Count)> _distances = [];

    /// <summary>Adds what a pair of positions came to in one sequence.</summary>
    public void Add(int first, int second, double size)
    {
        if (!double.IsFinite(size)) return;
        (double sum, int count) = _pairs.GetValueOrDefault((first, second));
        _pairs[(first, second)] = (sum + size, count + 1);
        (double total, double squares, long all) = _distances.GetValueOrDefault(second - first);
        _distances[second - first] = (total + size, squares + size * size, all + 1);
    }

    public void WritePairs(Stream stream, string value)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "first", "second", "distance", "sequences", value);
        foreach (((int first, int second), (double sum, int count)) in _pairs.OrderBy(static p => p.Key))
            table.Number(first).Number(second).Number(second - first).Number(count).Number(sum / count).EndRow();
    }

    public void WriteDistances(Stream stream, string value)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "distance", "pairs", value, "standard_error");
        foreach ((int distance, (double sum, double squares, long count)) in _distances)
        {
            double mean = sum / count;
            table.Number(distance).Number(count).Number(mean).Number(count > 1 ? Math.Sqrt(Math.Max(0, squares / count - mean * mean) / (count - 1)) : double.NaN).EndRow();
        }
    }

    public void DrawPairs(Stream stream, string title, string subtitle, string value)
    {
        int start = _pairs.Keys.Min(static p => p.First), end = _pairs.Keys.Max(static p => p.Second) + 1, length = end - start;
        double[] values = new double[length * length];
        values.AsSpan().Fill(double.NaN);
        foreach (((int first, int second), (double sum, int count)) in _pairs)
            values[(first - start) * length + second - start] = values[(second - start) * length + first - start] = sum / count;
        new MatrixPicture { Title = title, Subtitle = subtitle, ValueName = value, Length = length, FirstPosition = start, Values = values }.Write(stream);
    }

    public bool IsDrawn => _pairs.Count > 0 && _pairs.Keys.Max(static p => p.Second) - _pairs.Keys.Min(static p => p.First) < MostDrawn;

    public void DrawDistances(Stream stream, string title, string subtitle, string value) => new LinePicture
    {
        Title = title,
        Subtitle = subtitle,
        XName = "distance (positions)",
        YName = value,
        Lines = [new ChartLine("", [.. _distances.Keys.Select(static d => (double)d)], [.. _distances.Values.Select(static d => d.Sum / d.Count)])],
    }.Write(stream);
}

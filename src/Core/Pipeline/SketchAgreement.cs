using GenoXai.Core.Numerics;
using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline;

/// <summary>Figures computed from the model beside the same figures of a sketch: how far they agree in each sequence and over all.</summary>
/// <param name="counted">What is compared, as a column's name, e.g. <c>double_mutants</c>.</param>
internal sealed class SketchAgreement(string counted)
{
    private const int MostPoints = 200_000;
    private readonly List<(string Id, long Count, double Pearson)> _sequences = [];
    private readonly List<double> _model = [], _sketch = [];
    private PearsonCorrelation _overall, _own;

    /// <summary>r over all sequences.</summary>
    public double Pearson => _overall.Value;

    /// <summary>Pairs of figures compared.</summary>
    public long Count => _overall.Count;

    /// <summary>A figure of the sequence at hand; left out where one side is not finite.</summary>
    public void Add(double model, double sketch)
    {
        if (!double.IsFinite(model) || !double.IsFinite(sketch)) return;
        _own.Add(model, sketch);
        _overall.Add(model, sketch);
        if (_model.Count >= MostPoints) return;
        _model.Add(model);
        _sketch.Add(sketch);
    }

    /// <summary>All figures of a sequence have come.</summary>
    public void End(string id)
    {
        _sequences.Add((id, _own.Count, _own.Value));
        _own = default;
    }

    /// <summary>A line for each sequence.</summary>
    public void WriteTable(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", counted, "pearson");
        foreach ((string id, long count, double pearson) in _sequences) table.Text(id).Number(count).Number(pearson).EndRow();
    }

    /// <summary>Every figure as a point.</summary>
    public void Draw(Stream stream, string title, string subtitle, string name) => new ScatterPicture
    {
        Title = title,
        Subtitle = subtitle + (Count > MostPoints ? $"; the first {MostPoints:N0} of {Count:N0}" : ""),
        XName = name,
        YName = "sketch",
        X = [.. _model],
        Y = [.. _sketch],
    }.Write(stream);
}

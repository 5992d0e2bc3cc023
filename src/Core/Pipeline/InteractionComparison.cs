using GenoXai.Core.Numerics;
using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>The interactions that were computed from the model beside what a sketch of it predicts for the same double mutants.</summary>
internal sealed class InteractionComparison(Sketch sketch)
{
    private const int MostPoints = 200_000;
    private readonly SketchContrasts _contrasts = new(sketch);
    private readonly List<(string Id, long Count, double Pearson)> _sequences = [];
    private readonly List<double> _model = [], _sketch = [];
    private PearsonCorrelation _overall;

    /// <summary>r over all sequences.</summary>
    public double Pearson => _overall.Value;

    /// <summary>Double mutants compared.</summary>
    public long Count => _overall.Count;

    /// <summary>Compares one sequence.</summary>
    public void Add(InteractionMap map)
    {
        var own = new PearsonCorrelation();
        int size = map.Pairs.Substitutions * map.Pairs.Substitutions, at = 0;
        var predicted = new double[size];
        foreach ((int first, int second) in map.Pairs.All())
        {
            (int i, int j) = (map.Pairs.Positions[first], map.Pairs.Positions[second]);
            if (_contrasts.Knows(i) && _contrasts.Knows(j))
            {
                _contrasts.Of(map.Sequence.Letters, i, j, predicted);
                for (int k = 0; k < size; k++)
                {
                    own.Add(map.Effects[at + k], predicted[k]);
                    _overall.Add(map.Effects[at + k], predicted[k]);
                    if (_model.Count >= MostPoints) continue;
                    _model.Add(map.Effects[at + k]);
                    _sketch.Add(predicted[k]);
                }
            }

            at += size;
        }

        _sequences.Add((map.Sequence.Id, own.Count, own.Value));
    }

    public void WriteTable(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "double_mutants", "pearson");
        foreach ((string id, long count, double pearson) in _sequences) table.Text(id).Number(count).Number(pearson).EndRow();
    }

    public void Draw(Stream stream, string name, string target) => new ScatterPicture
    {
        Title = "Interactions by the model and by the sketch",
        Subtitle = $"E of double mutants, {target}" + (Count > MostPoints ? $"; the first {MostPoints:N0} of {Count:N0}" : ""),
        XName = name,
        YName = "sketch",
        X = [.. _model],
        Y = [.. _sketch],
    }.Write(stream);
}

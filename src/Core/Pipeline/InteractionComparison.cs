using GenoXai.Core.Querying;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>The interactions that were computed from the model beside what a sketch of it predicts for the same double mutants.</summary>
internal sealed class InteractionComparison(Sketch sketch)
{
    private readonly SketchContrasts _contrasts = new(sketch);

    /// <summary>How far both agree.</summary>
    public SketchAgreement Agreement { get; } = new("double_mutants");

    /// <summary>Compares one sequence.</summary>
    public void Add(InteractionMap map)
    {
        int size = map.Pairs.Substitutions * map.Pairs.Substitutions, at = 0;
        var predicted = new double[size];
        foreach ((int first, int second) in map.Pairs.All())
        {
            (int i, int j) = (map.Pairs.Positions[first], map.Pairs.Positions[second]);
            if (_contrasts.Knows(i) && _contrasts.Knows(j))
            {
                _contrasts.Of(map.Sequence.Letters, i, j, predicted);
                for (int k = 0; k < size; k++) Agreement.Add(map.Effects[at + k], predicted[k]);
            }

            at += size;
        }

        Agreement.End(map.Sequence.Id);
    }
}

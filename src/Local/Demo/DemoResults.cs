using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;

namespace GenoXai.Local.Demo;

/// <summary>A sequence that ISM was run on.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Map">Effects, shape (q, L).</param>
/// <param name="MeanEffect">Mean effect of having the observed letter, shape (L).</param>
/// <param name="Prediction">The model's prediction for the sequence.</param>
internal sealed record MutatedSequence(NamedSequence Sequence, float[] Map, float[] MeanEffect, float Prediction);

/// <summary>A sequence with its explanation from the sketch.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Planted">What was planted into it.</param>
/// <param name="Explanation">Shapley values and all interactions.</param>
/// <param name="ModelPrediction">What the model itself predicts.</param>
internal sealed record ExplainedSequence(NamedSequence Sequence, PlantedSequence Planted, Explanation Explanation, double ModelPrediction);

/// <summary>How fast the sketch answers.</summary>
/// <param name="SecondsPerSequence">Seconds for all Shapley values of one sequence, on one core.</param>
/// <param name="Sequences">How many sequences were timed.</param>
internal sealed record QueryTime(double SecondsPerSequence, long Sequences);

/// <summary>Everything that the demo's runs gave.</summary>
internal sealed record DemoResults
{
    public required DemoTruth Truth { get; init; }

    public required Sketch Sketch { get; init; }

    public required IReadOnlyList<MutatedSequence> Mutated { get; init; }

    public required IReadOnlyList<ExplainedSequence> Explained { get; init; }

    public required QueryTime QueryTime { get; init; }

    /// <summary>The model's values of the rows that the sketch was tested on.</summary>
    public required IReadOnlyList<double> TestModel { get; init; }

    /// <summary>The sketch's values of the same rows.</summary>
    public required IReadOnlyList<double> TestSketch { get; init; }

    public required RunRecord Predict { get; init; }

    public required RunRecord Ism { get; init; }

    public required RunRecord SketchRun { get; init; }

    public required RunRecord Query { get; init; }

    /// <summary>Whether an interrupted demo went on: seconds then count the last attempt of each run.</summary>
    public bool Resumed { get; init; }

    /// <summary>What the runs warned of.</summary>
    public IReadOnlyList<string> Warnings => [.. new[] { Predict, Ism, SketchRun, Query }.SelectMany(static r => r.GetStrings("warnings")).Distinct()];

    public int Length => Sketch.Function.Domain.Length;

    public ExplainedSequence ExplainedOf(string id) => Explained.First(e => e.Sequence.Id == id);
}

using GenoXai.Core.Attribution;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Members;

/// <summary>Options of the weight-randomisation test: what the request says is run on the model, and on the model with random layers.</summary>
public sealed record SanityOptions
{
    private static readonly string[] Plain = ["ism", "taylor", "occlusion"];

    /// <summary>Names of the methods that can be tested.</summary>
    public static IReadOnlyList<string> Explanations { get; } = [.. Plain, .. AttributionNames.Methods];

    /// <summary>Name of the tested method, one of <see cref="Explanations"/>.</summary>
    public required string Explanation { get; init; }

    /// <summary>Whether layers are made random from the output on, one more at each step; else one alone at each.</summary>
    public bool Cascading { get; init; } = true;

    /// <summary>How weights are drawn.</summary>
    public WeightDraw Draw { get; init; }

    /// <summary>Most steps, 1 or more.</summary>
    public int Steps { get; init; } = 12;

    /// <summary>Rank correlation from which the method fails, above 0 and at most 1.</summary>
    public double Limit { get; init; } = 0.5;

    /// <summary>What is run on each model.</summary>
    /// <param name="explanation">Name of the method.</param>
    /// <param name="option">How messages call the option that names it.</param>
    /// <exception cref="InputException">There is no such method.</exception>
    public static RunRequest RequestOf(string explanation, string option) => explanation switch
    {
        "ism" => new RunRequest { Method = RunMethod.Ism },
        "taylor" => new RunRequest { Method = RunMethod.Taylor },
        "occlusion" => new RunRequest { Method = RunMethod.Occlusion, Occlusion = new OcclusionOptions() },
        _ when AttributionNames.Methods.Contains(explanation) => new RunRequest { Method = RunMethod.Attribute, Attribution = new AttributionOptions { Method = AttributionNames.Parse(explanation) } },
        _ => throw new InputException($"{option} {explanation}: {string.Join(", ", Explanations)}.", "bad-option"),
    };

    /// <summary>Which layers are random at each step: from the output on, one more each, or one alone.</summary>
    /// <param name="layers">The model's layers, from the input on.</param>
    public IReadOnlyList<SanityStep> StepsOf(IReadOnlyList<WeightLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        int count = Math.Min(layers.Count, Steps);
        var steps = new SanityStep[count];
        for (int i = 0; i < count; i++)
        {
            // Spread over the layers; the last step reaches the first layer.
            int depth = (int)Math.Round((i + 1) * layers.Count / (double)count, MidpointRounding.AwayFromZero), layer = layers.Count - depth;
            steps[i] = new SanityStep(layers[layer].Name, Cascading ? [.. Enumerable.Range(layer, depth)] : [layer]);
        }

        return steps;
    }
}

/// <summary>A step: which layers are random.</summary>
/// <param name="Name">The layer that was made random last.</param>
/// <param name="Layers">Numbers of the random layers.</param>
public sealed record SanityStep(string Name, IReadOnlyList<int> Layers)
{
    /// <summary>Folder of the run on the model's own weights.</summary>
    public const string Original = "original";

    /// <summary>Folder of a step's run.</summary>
    /// <param name="step">Its number, from 0.</param>
    public static string FolderOf(int step) => FormattableString.Invariant($"random-{step + 1:D2}");
}

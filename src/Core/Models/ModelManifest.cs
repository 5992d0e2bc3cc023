using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenoXai.Core.Models;

// A field that a manifest leaves out reaches its property as null from the JSON reader: hence "value ?? default".

/// <summary>
/// What an ONNX file does not say of itself: letters and their order, axis order, constant inputs,
/// targets. Lies beside the model as <c>manifest.json</c>; <c>genoxai model inspect</c> drafts it.
/// </summary>
public sealed record ModelManifest
{
    /// <summary>Name by which the model is called once registered: 1 to 100 letters, digits, - _ and ., not - or . at the start.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The model's own version.</summary>
    public string Version { get; init => field = value ?? ""; } = "";

    /// <summary>Where it comes from.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    /// <summary>Licence of its weights.</summary>
    public string Licence { get; init => field = value ?? ""; } = "";

    /// <summary>SHA-256 of the ONNX file, lower-case hexadecimal; checked when given.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The sequence input.</summary>
    public required ManifestInput Input { get; init; }

    /// <summary>Values of the model's other inputs, the same for every sequence.</summary>
    public IReadOnlyList<ManifestConstant> Constants { get; init => field = value ?? []; } = [];

    /// <summary>The numbers that can be explained, by name.</summary>
    public IReadOnlyList<ManifestTarget> Targets { get; init => field = value ?? []; } = [];

    /// <summary>Id of the genome, registered in Azure, on which uploaded variants (VCF) are read; null for none.</summary>
    public string? Genome { get; init; }

    /// <summary>
    /// Runs to start when the model is uploaded, each as it would be posted to the server but for the model; null for
    /// what is usual, none for nothing. It says nothing of the model and is not kept with a registered one.
    /// </summary>
    public IReadOnlyList<JsonElement>? OnUpload { get; init; }
}

/// <summary>The input of a model: sequences, or rows of features.</summary>
public sealed record ManifestInput
{
    /// <summary><see cref="Axes"/> of a model that takes rows of features instead of sequences; nothing else but the name is then said.</summary>
    public const string FeatureAxes = "features";

    /// <summary>Name of the input in the graph.</summary>
    public required string Name { get; init; }

    /// <summary>Letters in the model's order, e.g. <c>ACGT</c>.</summary>
    public string Alphabet { get; init => field = value ?? "ACGT"; } = "ACGT";

    /// <summary>Axis order: N batch, L positions, C letters, 1 an axis of size one; <c>N(LC)</c> for a flattened one-hot; <c>features</c> for rows of features.</summary>
    public required string Axes { get; init; }

    /// <summary>Whether the model takes rows of features, which only SensX explains.</summary>
    [JsonIgnore]
    public bool IsFeatures => Axes == FeatureAxes;

    /// <summary>Number of positions; absent when the model takes any length.</summary>
    public int? Length { get; init; }

    /// <summary>Least number of positions, for a model of any length.</summary>
    public int? MinLength { get; init; }

    /// <summary>Largest number of positions, for a model of any length.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Lengths must be <see cref="MinLength"/> (or 0) plus a multiple of this.</summary>
    public int? LengthStep { get; init; }

    /// <summary>Constant letters that stand before every sequence in the model's input; not counted in the length.</summary>
    public string FlankLeft { get; init => field = value ?? ""; } = "";

    /// <summary>Constant letters that stand behind every sequence.</summary>
    public string FlankRight { get; init => field = value ?? ""; } = "";

    /// <summary>The column of a missing letter (N): <c>zero</c>, or <c>uniform</c> for 1/q each.</summary>
    public string MissingLetter { get; init => field = value ?? "zero"; } = "zero";
}

/// <summary>An input that does not change.</summary>
public sealed record ManifestConstant
{
    /// <summary>Name of the input in the graph.</summary>
    public required string Name { get; init; }

    /// <summary>Its shape for one sequence, without the batch axis.</summary>
    public IReadOnlyList<int> Shape { get; init => field = value ?? []; } = [];

    /// <summary>Its numbers, row-major.</summary>
    public IReadOnlyList<double> Values { get; init => field = value ?? []; } = [];
}

/// <summary>One number that can be explained.</summary>
public sealed record ManifestTarget
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the output in the graph.</summary>
    public string? Output { get; init; }

    /// <summary>Index path behind the batch axis, e.g. <c>0</c> or <c>450:550,637</c>; empty for all of it.</summary>
    public string Index { get; init => field = value ?? ""; } = "";

    /// <summary><c>none</c>, <c>sum</c> or <c>mean</c> over the numbers at the index.</summary>
    public string Reduction { get; init => field = value ?? "none"; } = "none";

    /// <summary><c>none</c>, <c>logit</c>, <c>log</c>, <c>log2</c>, <c>log10</c>, <c>exp</c> or <c>sigmoid</c>, applied last.</summary>
    public string Activation { get; init => field = value ?? "none"; } = "none";

    /// <summary>A whole expression instead of output, index, reduction and activation.</summary>
    public string? Expression { get; init; }

    /// <summary>Unit for people.</summary>
    public string Unit { get; init => field = value ?? ""; } = "";

    /// <summary>The expression that these fields amount to.</summary>
    [JsonIgnore]
    public string EffectiveExpression
    {
        get
        {
            if (Expression is not null) return Expression;
            string part = $"`{Output}`" + (Index.Length > 0 ? $"[{Index}]" : "");
            if (Reduction is not "none") part = $"{Reduction}({part})";
            return Activation is "none" ? part : $"{Activation}({part})";
        }
    }
}

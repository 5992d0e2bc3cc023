using System.Text.Json.Serialization;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline.Members;
using GenoXai.Core.Pipeline.OnRuns;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>What a run computes.</summary>
public enum RunMethod
{
    /// <summary>Predictions of the sequences.</summary>
    Predict,

    /// <summary>In-silico saturation mutagenesis.</summary>
    Ism,

    /// <summary>A SHAP zero sketch of the model.</summary>
    Sketch,

    /// <summary>Taylor ISM: the first-order approximation of ISM, by gradients.</summary>
    Taylor,

    /// <summary>Another attribution by gradients, see <see cref="AttributionMethod"/>.</summary>
    Attribute,

    /// <summary>Sensitivities of continuous or substituted features, SensX.</summary>
    Sensx,

    /// <summary>Effects of variants: pairs of windows that differ by an allele.</summary>
    Variants,

    /// <summary>Windows hidden one after the other.</summary>
    Occlusion,

    /// <summary>What the model's attention looks at.</summary>
    Attention,

    /// <summary>Sites of motifs destroyed, deleted or inserted.</summary>
    Perturb,

    /// <summary>What letters do together, see <see cref="InteractionMethod"/>.</summary>
    Interactions,

    /// <summary>Predictions as the positions that explanations hold important lose their letters.</summary>
    Ablate,

    /// <summary>A sparse function of motif scores, fitted to the model's predictions.</summary>
    Surrogate,

    /// <summary>Filters of the first convolution as motifs.</summary>
    Filters,

    /// <summary>Motifs inserted into backgrounds.</summary>
    Insert,

    /// <summary>Channels of a layer held fixed, one after the other.</summary>
    Nodes,

    /// <summary>Agreement of finished runs on the same sequences.</summary>
    Compare,

    /// <summary>Motifs in the maps of a finished run.</summary>
    Motifs,
}

/// <summary>
/// Everything that decides a run's result, and nothing else: two equal requests on the same model
/// and sequences have the same result, byte for byte.
/// </summary>
public sealed record RunRequest
{
    /// <summary>What to compute.</summary>
    public required RunMethod Method { get; init; }

    /// <summary>Names or expressions of the targets; none for the model's only number.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Seed of every random stream.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Where model rows are computed; another provider may give other last digits.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Rows of a batch; chosen from the model's inner tensors when absent.</summary>
    public int? BatchRows { get; init; }

    /// <summary>Most rows of a chunk; chosen from the model's multiply-adds when absent.</summary>
    public int? ChunkRows { get; init; }

    /// <summary>Most sequences that get a picture.</summary>
    public int Pictures { get; init; } = 20;

    /// <summary>Options of ISM; Taylor ISM takes range and centring from them, variants the scale of effects and the strands.</summary>
    public SaturationMutagenesisOptions Mutagenesis { get; init; } = new();

    /// <summary>Positions of each sequence at which Taylor ISM is compared with exact ISM.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Check { get; init; }

    /// <summary>Variants: the column of measured values that effects are compared with; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Measured { get; init; }

    /// <summary>Options of an attribution; needed for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AttributionOptions? Attribution { get; init; }

    /// <summary>Options of occlusion; needed for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OcclusionOptions? Occlusion { get; init; }

    /// <summary>Options of attention; needed for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AttentionOptions? Attention { get; init; }

    /// <summary>Sites of motifs whose attention to each other is tested; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SiteOptions? AttentionSites { get; init; }

    /// <summary>Options of perturbations; needed for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PerturbationOptions? Perturbation { get; init; }

    /// <summary>Options of interactions; needed for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InteractionOptions? Interactions { get; init; }

    /// <summary>Options of ablation; needed for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AblationOptions? Ablation { get; init; }

    /// <summary>Options of a transparent surrogate; needed for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SurrogateOptions? Surrogate { get; init; }

    /// <summary>Options of a node ablation; needed for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NodeAblationOptions? Nodes { get; init; }

    /// <summary>Options of filters; needed for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FilterOptions? Filters { get; init; }

    /// <summary>Options of motif insertion; needed for it. The run's sequences are the backgrounds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InsertionOptions? Insertion { get; init; }

    /// <summary>Options of a comparison of finished runs; needed for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ComparisonRequest? Comparison { get; init; }

    /// <summary>A test of the method on the model with random weights; null for the method itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SanityOptions? Sanity { get; init; }

    /// <summary>Options of motif discovery; needed for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DiscoveryRequest? Discovery { get; init; }

    /// <summary>Options of a sketch; needed for one.</summary>
    public SketchRequest? Sketch { get; init; }

    /// <summary>Whether a method draws a picture of each of the first sequences.</summary>
    /// <param name="method">The method.</param>
    public static bool DrawsPictures(RunMethod method) => method is RunMethod.Ism or RunMethod.Taylor or RunMethod.Attribute or RunMethod.Sensx or RunMethod.Occlusion or RunMethod.Attention or RunMethod.Perturb or RunMethod.Interactions or RunMethod.Compare or RunMethod.Motifs;

    /// <summary>Whether a method takes gradients of the model.</summary>
    /// <param name="method">The method.</param>
    public static bool TakesGradients(RunMethod method) => method is RunMethod.Taylor or RunMethod.Attribute;

    /// <summary>Whether this request takes gradients of the model.</summary>
    [JsonIgnore]
    public bool TakesAnyGradients => TakesGradients(Method) || Interactions is { TakesGradients: true };

    /// <summary>Whether this request takes DeepLIFT's multipliers of the model.</summary>
    [JsonIgnore]
    public bool TakesMultipliers => Attribution is { IsDeepLift: true } || Interactions?.Dfim is { DeepLift: true };

    /// <summary>Options of SensX; needed for it.</summary>
    public SensxRequest? Sensx { get; init; }
}

/// <summary>Which decoder turns model rows into a sketch.</summary>
public enum SketchDecoder
{
    /// <summary>Tables of low order and the likeliest of high order, fitted together: the default.</summary>
    Hybrid,

    /// <summary>Ridge on all tables of low order.</summary>
    Ridge,

    /// <summary>The paper's sparse Fourier decoder without its flaws.</summary>
    Qsft,

    /// <summary>The paper's sparse Fourier decoder as published.</summary>
    Paper,
}

/// <summary>How the sparse Fourier decoders' rows tell the positions of a frequency.</summary>
public enum SketchDelays
{
    /// <summary>Coded for qsft where that takes at most half the rows, else one for each position.</summary>
    Auto,

    /// <summary>A delay for each position: reads frequencies of any order.</summary>
    Identity,

    /// <summary>The checks of a code: reads frequencies of up to <see cref="SketchPlan.CodedOrder"/> positions, for alphabets of 2, 4, 8, … letters.</summary>
    Coded,
}

/// <summary>Options of a sketch.</summary>
public sealed record SketchRequest
{
    /// <summary>Rows shown to the model at most, those for validation and test included.</summary>
    public required int Budget { get; init; }

    /// <summary>The decoder.</summary>
    public SketchDecoder Decoder { get; init; } = SketchDecoder.Hybrid;

    /// <summary>Validation R² at which no further rows are shown, between 0 and 1; none when absent.</summary>
    public double? TargetR2 { get; init; }

    /// <summary>Whether the whole budget is spent in one round, however little more rows gain.</summary>
    public bool WholeBudget { get; init; }

    /// <summary>Largest support of the ridge's tables.</summary>
    public int Order { get; init; } = 2;

    /// <summary>Number of positions, for a model of any length.</summary>
    public int? Length { get; init; }

    /// <summary>Letters of the one sequence whose letters are held outside <see cref="Range"/>; null when every position varies.</summary>
    public string? Sequence { get; init; }

    /// <summary>The positions of <see cref="Sequence"/> that vary.</summary>
    public SequenceRange? Range { get; init; }

    /// <summary>Allowed letters of some positions, as <see cref="AllowedLetters.Of"/> reads them.</summary>
    public string? Letters { get; init; }

    /// <summary>Subsampling dimension b of the sparse Fourier decoders; chosen from the budget when absent.</summary>
    public int? SubsamplingDimension { get; init; }

    /// <summary>Subsampling groups C of the sparse Fourier decoders.</summary>
    public int Groups { get; init; } = 3;

    /// <summary>Random offsets P1 of the sparse Fourier decoders; chosen from the budget when absent.</summary>
    public int? Repeats { get; init; }

    /// <summary>Delays of the sparse Fourier decoders.</summary>
    public SketchDelays Delays { get; init; }

    /// <summary>Noise of the transformed samples, for the sparse Fourier decoders; estimated when absent.</summary>
    public double? NoiseStandardDeviation { get; init; }
}

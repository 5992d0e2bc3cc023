using System.Text.Json.Serialization;

namespace GenoXai.Api.Contracts;

/// <summary>What a client asks to be run.</summary>
public sealed record RunSubmission
{
    /// <summary>What to compute: <c>predict</c>, <c>ism</c>, <c>taylor</c>, <c>attribute</c>, <c>occlusion</c>, <c>attention</c>, <c>interactions</c>, <c>filters</c>, <c>nodes</c>, <c>insert</c>, <c>perturb</c>, <c>surrogate</c>, <c>variants</c>, <c>sketch</c>, <c>sensx</c>, <c>sanity</c>, <c>ablate</c>, <c>compare</c>, <c>motifs</c> …</summary>
    public string? Method { get; init; }

    /// <summary>Id of a registered model; none for compare and motifs.</summary>
    public string? Model { get; init; }

    /// <summary>ism, taylor, attribute: instead of one model, ids of registered models that are replicas of each other.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>ablate, compare: ids of the finished runs that are read; motifs: of one. <c>ID/FOLDER</c> names one model's part of a run on several, such as <c>ID/random-01</c>.</summary>
    public IReadOnlyList<string>? Runs { get; init; }

    /// <summary>Names or expressions of the targets; none for the model's only number. compare, motifs: which target, of runs with several; each run's first when absent.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The sequences; none for a sketch.</summary>
    public SequenceList? Sequences { get; init; }

    /// <summary>sensx of a model of features: the table, instead of sequences.</summary>
    public FeatureData? Data { get; init; }

    /// <summary>variants: pairs of sequences.</summary>
    public IReadOnlyList<PairItem>? Pairs { get; init; }

    /// <summary>Options, named as on the command line.</summary>
    public RunSubmissionOptions? Options { get; init; }
}

/// <summary>Options of a run, named as on the command line; what is left out has the same default as there.</summary>
public sealed record RunSubmissionOptions
{
    /// <summary>Seed of every random stream; 1.</summary>
    public long? Seed { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>Rows shown to the model at once.</summary>
    public int? Batch { get; init; }

    /// <summary>Most rows of a chunk, the unit of resuming.</summary>
    public int? ChunkRows { get; init; }

    /// <summary>ism, taylor, attribute, occlusion, attention, perturb, interactions: most sequences that get a picture; 20. compare: 5. motifs: 20.</summary>
    public int? Pictures { get; init; }

    /// <summary>ism, taylor, interactions: positions <c>START:END</c> to substitute; all.</summary>
    public string? Range { get; init; }

    /// <summary>ism, taylor: subtract the mean over the letters of each position.</summary>
    public bool? Center { get; init; }

    /// <summary>taylor: compare with exact ISM at this many positions of each sequence.</summary>
    public int? Check { get; init; }

    /// <summary>attribute: which method, named as on the command line; needed. interactions by dfim: <c>deeplift</c> or <c>gradient-input</c>.</summary>
    public string? Attribution { get; init; }

    /// <summary>attribute: <c>zeros</c>, <c>uniform</c>, <c>shuffled</c> or <c>given</c>.</summary>
    public string? Baseline { get; init; }

    /// <summary>attribute: letters of the given baselines.</summary>
    public IReadOnlyList<string>? Baselines { get; init; }

    /// <summary>interactions: <c>second-order</c>, <c>hessian</c> or <c>dfim</c>; needed.</summary>
    public string? Interactions { get; init; }

    /// <summary>interactions, insert: id of a sketch of the same model and target that is asked the same, beside the model.</summary>
    public string? Sketch { get; init; }

    /// <summary>variants: name of what the pairs' measured values are.</summary>
    public string? Measured { get; init; }

    /// <summary>interactions, second-order and hessian: only pairs among this many positions.</summary>
    public int? TopPositions { get; init; }

    /// <summary>interactions by dfim: positions of a feature; 1.</summary>
    public int? Width { get; init; }

    /// <summary>interactions by dfim: the features as a table, lines of id, start, end, name separated by tabs. perturb, attention: the sites, the same way. insert: <c>consensus</c> or <c>sampled</c>.</summary>
    public string? Sites { get; init; }

    /// <summary>insert, perturb, attention, surrogate: the motifs; filters, motifs: the known ones. The text of a MEME, JASPAR or other motif file.</summary>
    public string? Motifs { get; init; }

    /// <summary>insert: the name of a motif, or two; perturb, attention: names of the motifs that count. All when absent.</summary>
    public IReadOnlyList<string>? Motif { get; init; }

    /// <summary>insert: instead of motifs, a word or two separated by a comma.</summary>
    public string? Word { get; init; }

    /// <summary>insert: backgrounds that effects are averaged over; 128.</summary>
    public int? Backgrounds { get; init; }

    /// <summary>insert: put motifs into the sequences themselves instead of dinucleotide shuffles of them.</summary>
    public bool? AsIs { get; init; }

    /// <summary>insert: first positions of the motif, <c>10,20</c> or <c>START:END:STEP</c>; the middle.</summary>
    public string? Positions { get; init; }

    /// <summary>insert, two motifs: most letters between them; all that fit.</summary>
    public int? MaxGap { get; init; }

    /// <summary>insert, two motifs: from one gap to the next; 1.</summary>
    public int? GapStep { get; init; }

    /// <summary>insert: on the given strand only.</summary>
    public bool? ForwardOnly { get; init; }

    /// <summary>interactions by dfim: <c>max</c> or <c>sum</c>.</summary>
    public string? Statistic { get; init; }

    /// <summary>occlusion: positions of a window; 10. interactions, second-order and hessian: only pairs at most this far apart. motifs: letters whose summed importance is tested; 11.</summary>
    public int? Window { get; init; }

    /// <summary>surrogate: <c>best</c> or <c>hits</c>.</summary>
    public string? MotifScore { get; init; }

    /// <summary>surrogate: products are tried of this many of the heaviest motifs; 12.</summary>
    public int? PairUnits { get; init; }

    /// <summary>surrogate: part of the sequences that is kept unseen; 0.2.</summary>
    public double? TestShare { get; init; }

    /// <summary>surrogate: folds of the cross-validation; 5.</summary>
    public int? Folds { get; init; }

    /// <summary>filters: <c>basset</c> or <c>ai-tac</c>.</summary>
    public string? FilterThreshold { get; init; }

    /// <summary>filters: fewer words than this make no motif; 10.</summary>
    public int? LeastSites { get; init; }

    /// <summary>filters: positions at a motif's ends of less information than this go, in bits; 0.2.</summary>
    public double? Trim { get; init; }

    /// <summary>nodes: the axis of the layer's channels; told by the graph.</summary>
    public int? Axis { get; init; }

    /// <summary>nodes: what a node is set to, <c>mean</c> or <c>zero</c>.</summary>
    public string? Replace { get; init; }

    /// <summary>filters: the convolution, by its node, output or activation; the first one that reads the sequence. nodes: a tensor.</summary>
    public string? Layer { get; init; }

    /// <summary>occlusion: positions from one window to the next; 1.</summary>
    public int? Stride { get; init; }

    /// <summary>occlusion: <c>zeros</c>, <c>uniform</c>, <c>composition</c> or <c>shuffle</c>; interactions by dfim: <c>composition</c> or <c>uniform</c>; ablate: <c>shuffle</c>, <c>composition</c> or <c>uniform</c>.</summary>
    public string? Fill { get; init; }

    /// <summary>attribute, occlusion, attention, perturb: shuffles of each sequence; 20. interactions by dfim: 10.</summary>
    public int? Shuffles { get; init; }

    /// <summary>perturb: <c>destroy</c>, <c>delete</c> or <c>insert</c>; needed.</summary>
    public string? Edit { get; init; }

    /// <summary>perturb: <c>shuffle</c>, <c>dinucleotide</c> or <c>lowest</c>; shuffle.</summary>
    public string? By { get; init; }

    /// <summary>perturb, attention, surrogate: the highest p-value of a hit; 0.0001.</summary>
    public double? PValue { get; init; }

    /// <summary>perturb by insert: words to put in.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>perturb by insert: positions before which they are put in.</summary>
    public IReadOnlyList<int>? At { get; init; }

    /// <summary>attention: <c>max</c>, <c>mean</c> or <c>rollout</c> over layers and heads; max.</summary>
    public string? Aggregate { get; init; }

    /// <summary>attention: numbers of the layers that count; all.</summary>
    public IReadOnlyList<int>? Layers { get; init; }

    /// <summary>attention: mean attention from which on a pair is tested; 0.04.</summary>
    public double? Threshold { get; init; }

    /// <summary>attention: keep the maps of every layer and head.</summary>
    public bool? KeepAll { get; init; }

    /// <summary>attention: where tokens lie, <c>START:WIDTH:STRIDE</c>; from the graph.</summary>
    public string? Tokens { get; init; }

    /// <summary>attribute: nodes of integrated gradients to begin with; 50.</summary>
    public int? Nodes { get; init; }

    /// <summary>attribute: largest relative error of the sum of integrated gradients; 0.01.</summary>
    public double? Completeness { get; init; }

    /// <summary>attribute: standard deviation of SmoothGrad's noise; 0.15.</summary>
    public double? Noise { get; init; }

    /// <summary>attribute: write the files that TF-MoDISco reads.</summary>
    public bool? Modisco { get; init; }

    /// <summary>ism, variants: <c>difference</c>, <c>log2-ratio</c> or <c>logit-difference</c>.</summary>
    public string? Effect { get; init; }

    /// <summary>ism, variants: average predictions with those of the reverse complement.</summary>
    public bool? BothStrands { get; init; }

    /// <summary>sanity: the method that is tested, <c>ism</c>, <c>taylor</c>, <c>occlusion</c> or one of attribute; taylor.</summary>
    public string? Explanation { get; init; }

    /// <summary>sanity: layers are made random from the output on, one more at each step; false: one alone at each step.</summary>
    public bool? Cascading { get; init; }

    /// <summary>sanity: <c>gaussian</c> or <c>permutation</c>; gaussian.</summary>
    public string? Draw { get; init; }

    /// <summary>sanity: most steps; 12.</summary>
    public int? Steps { get; init; }

    /// <summary>sanity: rank correlation with the explanation of random weights from which the method fails; 0.5.</summary>
    public double? Limit { get; init; }

    /// <summary>sketch: rows shown to the model at most; needed.</summary>
    public int? Budget { get; init; }

    /// <summary>sketch: validation R² at which no further rows are shown.</summary>
    public double? TargetR2 { get; init; }

    /// <summary>sketch: spend the whole budget in one round.</summary>
    public bool? WholeBudget { get; init; }

    /// <summary>sketch: <c>hybrid</c>, <c>ridge</c>, <c>qsft</c> or <c>paper</c>; hybrid.</summary>
    public string? Decoder { get; init; }

    /// <summary>sketch by ridge: largest number of positions of a table; 2.</summary>
    public int? Order { get; init; }

    /// <summary>sketch: number of positions, for a model of any length. insert: letters of random backgrounds.</summary>
    public int? Length { get; init; }

    /// <summary>sketch: subsampling dimension of qsft and paper.</summary>
    public int? B { get; init; }

    /// <summary>sketch: subsampling groups of qsft and paper; 3.</summary>
    public int? Groups { get; init; }

    /// <summary>sketch: random offsets of qsft and paper.</summary>
    public int? Repeats { get; init; }

    /// <summary>sketch: <c>coded</c> or <c>identity</c> delays of qsft; the cheaper when absent.</summary>
    public string? Delays { get; init; }

    /// <summary>sketch: noise of the samples, for qsft and paper.</summary>
    public double? NoiseSd { get; init; }

    /// <summary>sketch: letters of the one sequence that are held outside range.</summary>
    public string? Sequence { get; init; }

    /// <summary>sketch: letters allowed at some positions, such as 10:A,12:CT,20:30:AG.</summary>
    public string? Letters { get; init; }

    /// <summary>sensx: <c>substitutions</c>, <c>positions</c> or <c>channels</c>; substitutions.</summary>
    public string? SequenceFeatures { get; init; }

    /// <summary>sensx with data: <c>data</c> for the range of the table, or two numbers such as <c>0,1</c>; data.</summary>
    public string? Domain { get; init; }

    /// <summary>sensx with data: <c>rows</c> or <c>columns</c>, which of them are the inputs; found out.</summary>
    public string? Inputs { get; init; }

    /// <summary>sensx with data: inputs to explain, ids, numbers from 0 or START:END, separated by commas; all.</summary>
    public string? Explain { get; init; }

    /// <summary>sensx with data: the model's feature names in its order; picks and orders the table's columns.</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>sensx with data: features that take part, by name or number; all.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>sensx with data: features that move together, by the names of the groups; the others take no part.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? FeatureGroups { get; init; }

    /// <summary>sensx: walks of each sequence; doubled from 200 until the top features are stable.</summary>
    public int? Walks { get; init; }

    /// <summary>sensx: how many top features must be stable, and are drawn; 20. attention: pairs of each sequence that are listed; 20.</summary>
    public int? Top { get; init; }

    /// <summary>compare: which part of the positions are the most important ones, for their overlap; 0.1.</summary>
    public double? TopShare { get; init; }

    /// <summary>ablate: which target of the runs, where they have several; each run's first when absent.</summary>
    public string? FromTarget { get; init; }

    /// <summary>ablate: parts of the positions that are ablated, ascending, above 0 and at most 1; 0.02 to 0.5.</summary>
    public IReadOnlyList<double>? Shares { get; init; }

    /// <summary>ablate: random orders to compare with; 10.</summary>
    public int? Random { get; init; }

    /// <summary>ablate: background sequences that are averaged over; 3.</summary>
    public int? Copies { get; init; }

    /// <summary>ablate: order by signed importance, the highest first, and measure the prediction's loss.</summary>
    [JsonPropertyName("signed")]
    public bool? BySign { get; init; }

    /// <summary>motifs: false discovery rate of seqlets; 0.05.</summary>
    public double? Fdr { get; init; }

    /// <summary>motifs: least seqlets of a motif; 15.</summary>
    public int? MinSeqlets { get; init; }

    /// <summary>motifs: least similarity (cosine) of seqlets of one motif; 0.6.</summary>
    public double? Similarity { get; init; }

    /// <summary>motifs: motifs at least this similar are one; 0.75.</summary>
    public double? Merge { get; init; }

    /// <summary>motifs: seqlets of each sign that are compared all with all; 2,000.</summary>
    public int? MostCompared { get; init; }

    /// <summary>motifs: do not compare seqlets with the other strand.</summary>
    public bool? OneStrand { get; init; }

    /// <summary>sensx: size of the neighbourhood, more than 0 and at most 1; chosen from the profile.</summary>
    public double? Delta { get; init; }

    /// <summary>sensx: spread that counts as stable; 0.1.</summary>
    public double? Tau { get; init; }

    /// <summary>sensx: <c>linear</c> or <c>geometric</c> steps of δ.</summary>
    public string? Grid { get; init; }

    /// <summary>sensx: samples at each point of the profile; 1,000. attribute: noisy copies of SmoothGrad; 50.</summary>
    public int? Samples { get; init; }

    /// <summary>sensx: samples at each point of the curves, 0 for none; 100.</summary>
    public int? CurveSamples { get; init; }

    /// <summary>sensx: search the smallest set and movement at which the output crosses its threshold.</summary>
    public bool? Subset { get; init; }

    /// <summary>sensx: what the output is: <c>auto</c>, <c>probability</c> or <c>number</c>.</summary>
    public string? Output { get; init; }
}

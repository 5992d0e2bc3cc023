using GenoXai.Core.Models;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>A model as SensX runs it.</summary>
/// <param name="Model">Rows of features to numbers.</param>
/// <param name="Facts">Cost of a row; a row counts as one position long.</param>
/// <param name="Id">Name of the model.</param>
/// <param name="Manifest">Text of the manifest in force; empty without one.</param>
public sealed record SensxModel(IVectorModel Model, ModelFacts Facts, string Id, string Manifest = "")
{
    /// <summary>What a person should know of how the model is run.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What the work of a SensX run needs.</summary>
/// <param name="Request">The request.</param>
/// <param name="Model">The model, open.</param>
/// <param name="Store">Artifacts below the run.</param>
/// <param name="Read">Reads what is explained; asked at the import only.</param>
/// <param name="Source">How messages call where it comes from.</param>
public sealed record SensxContext(RunRequest Request, SensxModel Model, IArtifactStore Store, Func<SensxInputs> Read, string Source)
{
    /// <summary>Batches in work at once.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told the model rows as they are done, reused ones as a negative number; called from several threads.</summary>
    public Action<int>? Progress { get; init; }

    /// <summary>Told each round that is reviewed.</summary>
    public Action<SensxRound>? RoundDone { get; init; }

    /// <summary>Told what a person should see; each once.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Seconds since the run began, for its record.</summary>
    public Func<double> Elapsed { get; init; } = static () => 0;

    /// <summary>The run's id in <see cref="Plans"/>.</summary>
    public string RunId { get; init; } = "";

    /// <summary>Plans that this process has read, so that not every work item reads its own again.</summary>
    public RecentPlans? Plans { get; init; }

    /// <summary>Options of SensX.</summary>
    internal SensxRequest Options => Request.Sensx ?? throw new InvalidOperationException("A SensX run has SensX options.");

    /// <summary>Whether the outputs are probabilities.</summary>
    internal bool IsProbability => Options.IsProbability ?? Model.Model.IsProbability;

    /// <summary>Outputs, K.</summary>
    internal int Outputs => Model.Model.Outputs.Count;
}

/// <summary>A reviewed round.</summary>
/// <param name="Number">0 for the profiles, then rounds of walks.</param>
/// <param name="Walks">Walks of each input up to here.</param>
/// <param name="Top">How many top features were compared: those asked for, but no more than half of all.</param>
/// <param name="Agreement">Least agreement of the two halves' top features among the inputs still at work; NaN where it was not asked.</param>
/// <param name="Open">Inputs that need more walks.</param>
/// <param name="NextRows">Model rows of the next round of walks at most; 0 when there is none.</param>
/// <param name="Settled">Whether no further walks follow.</param>
public sealed record SensxRound(int Number, int Walks, int Top, double Agreement, int Open, long NextRows, bool Settled);

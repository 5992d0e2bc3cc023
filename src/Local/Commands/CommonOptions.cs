using System.CommandLine;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Commands;

/// <summary>Options that several commands share; each command has its own instances of those it takes.</summary>
internal sealed class CommonOptions
{
    public Option<string> Model { get; } = new("--model") { Description = "A registered model's id, or the path of an .onnx file.", Required = true };

    /// <summary>The same where replicas may be given; a command has this or <see cref="Model"/>.</summary>
    public Option<string[]> Models { get; } = new("--model")
    {
        Description = "A registered model's id, or the path of an .onnx file. Given several times: replicas of a model (other seeds, other folds), whose explanations are compared and averaged.",
        Required = true,
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<string?> Manifest { get; } = new("--manifest") { Description = "The model's manifest, when it is not beside the model." };

    public Option<string?> Alphabet { get; } = new("--alphabet") { Description = "Letters in the model's order, for a model without a manifest (default ACGT)." };

    public Option<string?> Fasta { get; } = new("--fasta") { Description = "Sequences: FASTA, plain or gzip; - for standard input." };

    public Option<string?> Bed { get; } = new("--bed") { Description = "Instead of --fasta: regions of --genome, BED or narrowPeak, plain or gzip; - for standard input." };

    public Option<string?> Genome { get; } = new("--genome") { Description = "The genome of --bed: plain FASTA. A missing .fai is made." };

    public Option<int?> RegionLength { get; } = new("--length") { Description = "Letters around the summit or the middle of each region, for a model of any length (default: the region itself)." };

    public Option<string[]> Target { get; } = new("--target")
    {
        Description = "A target of the manifest, or an expression such as y[2], sum(profile[450:550,637]), y[2]-y[0], log2(y[1]). May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<string> Out { get; } = new("--out") { Description = "Folder for the results.", Required = true };

    public Option<bool> Overwrite { get; } = new("--overwrite") { Description = "Replace the results of another run in the folder." };

    public Option<long> Seed { get; } = new("--seed") { Description = "Seed of every random stream.", DefaultValueFactory = static _ => 1 };

    public Option<int> Threads { get; } = new("--threads") { Description = "Batches in work at once (default: the number of processors).", DefaultValueFactory = static _ => Environment.ProcessorCount };

    public Option<string> Provider { get; } = new("--provider") { Description = "Where model rows are computed: cpu or cuda.", DefaultValueFactory = static _ => "cpu" };

    public Option<int?> Batch { get; } = new("--batch") { Description = "Rows shown to the model at once (default: from the model's size)." };

    public Option<int?> ChunkRows { get; } = new("--chunk-rows") { Description = "Most rows of a chunk, the unit of resuming (default: about 10 s of work)." };

    public Option<int> Pictures { get; } = new("--pictures") { Description = "Most sequences that get a picture.", DefaultValueFactory = static _ => 20 };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Say what it would cost, and stop." };

    public Option<string?> Home { get; } = HomeOption();

    public static Option<string?> HomeOption() => new("--home") { Description = "Folder of registered models and runs (default: $GENOXAI_HOME, else .genoxai in the home folder)." };

    public ModelOptions ModelOptionsOf(ParseResult parsed)
    {
        int threads = ThreadsOf(parsed);
        return new ModelOptions { Threads = threads, Provider = ProviderOf(parsed.GetValue(Provider)!) };
    }

    public int ThreadsOf(ParseResult parsed)
    {
        int threads = parsed.GetValue(Threads);
        return threads is >= 1 and <= 1024 ? threads : throw new InputException($"--threads {threads}: 1 to 1024 are possible.", "bad-option");
    }

    public int PicturesOf(ParseResult parsed)
    {
        int pictures = parsed.GetValue(Pictures);
        return pictures >= 0 ? pictures : throw new InputException($"--pictures {pictures}: 0 or more.", "bad-option");
    }

    public LoadedModel LoadModel(ParseResult parsed) => LoadModel(parsed, PathsOf(parsed)[0]);

    /// <summary>The model of a path or id, with the manifest and the letters of the command line.</summary>
    public LoadedModel LoadModel(ParseResult parsed, string path) => ModelHome.Open(parsed.GetValue(Home)).Load(path, parsed.GetValue(Manifest), parsed.GetValue(Alphabet));

    /// <summary>The models that are named, one or more.</summary>
    public IReadOnlyList<string> PathsOf(ParseResult parsed) => parsed.GetValue(Models) is { Length: > 0 } several ? several : [parsed.GetValue(Model)!];

    public static ExecutionProvider ProviderOf(string name) => name.ToLowerInvariant() switch
    {
        "cpu" => ExecutionProvider.Cpu,
        "cuda" => ExecutionProvider.Cuda,
        _ => throw new InputException($"--provider {name}: cpu or cuda.", "missing-provider"),
    };
}

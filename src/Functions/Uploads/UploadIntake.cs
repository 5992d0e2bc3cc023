using System.IO.Compression;
using System.Security.Cryptography;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;
using GenoXai.Functions.Storage;

namespace GenoXai.Functions.Uploads;

/// <summary>Does with an uploaded file what it is there for. The runs it starts belong to nobody: every caller sees them.</summary>
/// <param name="genomes">Where genomes go.</param>
/// <param name="library">Where models go.</param>
/// <param name="book">The runs.</param>
/// <param name="store">The runs' sequences.</param>
/// <param name="options">Limits.</param>
/// <param name="clock">Tells the time.</param>
public sealed class UploadIntake(StoredGenomes genomes, IModelLibrary library, RunBook book, IArtifactStore store, AzureOptions options, TimeProvider clock)
{
    private const int LongestSketched = 64, MostTargets = 8;

    /// <summary>Takes a file.</summary>
    /// <returns>The runs it started, and what was not.</returns>
    /// <exception cref="InputException">It is wrong.</exception>
    /// <exception cref="RequestException">Its sequences are wrong, or do not fit the model.</exception>
    internal async Task<UploadTaken> TakeAsync(UploadKind kind, string folder, UploadedFile main, IRunHost host, CancellationToken cancellationToken)
    {
        switch (kind.Container)
        {
            case UploadKind.Models:
                return await RegisterAsync(kind.Id, folder, host, cancellationToken);
            case UploadKind.Genomes:
                await genomes.RegisterAsync(kind.Id, kind.Main, main.Path, main.Sha256, main.Version, cancellationToken);
                return new UploadTaken([], []);
            default:
                return new UploadTaken(kind.IsVariants ? await ExplainVariantsAsync(kind, main.Path, host, cancellationToken) : await ExplainAsync(kind, main.Path, host, cancellationToken), []);
        }
    }

    /// <summary>Told that the content taken before was uploaded again: a genome is read where it lies, so its new version counts.</summary>
    internal Task RenewAsync(UploadKind kind, UploadedFile main, CancellationToken cancellationToken) =>
        kind.Container == UploadKind.Genomes ? genomes.RenewAsync(kind.Id, main.Sha256, main.Version, cancellationToken) : Task.CompletedTask;

    private async Task<UploadTaken> RegisterAsync(string id, string folder, IRunHost host, CancellationToken cancellationToken)
    {
        LoadedModel model = ModelLoader.Load(folder);
        ModelManifest manifest = model.Manifest with { Id = id, Sha256 = model.Onnx.Sha256, OnUpload = null };
        // Read before the model is registered: a manifest that asks for what is none is wrong as a whole.
        IReadOnlyList<RunSubmission> asked = OnUpload.Read(model.Manifest, id) ?? Usual(model, manifest);
        await library.RegisterAsync(model, manifest, "*", cancellationToken);
        var runs = new List<string>();
        var notStarted = new List<string>();
        for (int i = 0; i < asked.Count; i++)
        {
            try
            {
                runs.Add(await SubmitAsync(asked[i], host, cancellationToken));
            }
            catch (Exception wrong) when (wrong is InputException { Problem: not "queue-full" } or RequestException)
            {
                // The model is none the worse for it, and the other runs are not either.
                notStarted.Add(model.Manifest.OnUpload is null ? $"{asked[i].Method}: {wrong.Message}" : $"onUpload[{i}]: {wrong.Message}");
            }
        }

        return new UploadTaken(runs, notStarted);
    }

    /// <summary>What an upload starts when its manifest does not say: a sketch of each target of a short model.</summary>
    private RunSubmission[] Usual(LoadedModel model, ModelManifest manifest)
    {
        if (options.UploadBudget == 0 || LengthOf(model, manifest) is not <= LongestSketched) return [];
        IEnumerable<string[]> targets = manifest.Targets.Count == 0 ? [[]] : manifest.Targets.Take(MostTargets).Select(static t => new[] { t.Name });
        return [.. targets.Select(target => new RunSubmission { Method = "sketch", Model = manifest.Id, Targets = target, Options = new RunSubmissionOptions { Budget = options.UploadBudget } })];
    }

    /// <summary>The one length that the model takes, said by its manifest or found in its graph; null for one of several lengths.</summary>
    private static int? LengthOf(LoadedModel model, ModelManifest manifest)
    {
        if (manifest.Input.Length is not null) return manifest.Input.Length;
        try
        {
            using OnnxSequenceModel open = model.Open([.. manifest.Targets.Take(1).Select(static t => t.Name)], new ModelOptions { Threads = 1 });
            return open.Facts.FixedLength;
        }
        catch (InputException)
        {
            // It needs a target to be named, or more: whoever posts a run is told.
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> ExplainAsync(UploadKind kind, string path, IRunHost host, CancellationToken cancellationToken)
    {
        LoadedModel model = await ModelAsync(kind, cancellationToken);
        if (path.EndsWith(".gz", StringComparison.Ordinal)) path = await UnpackAsync(kind, path, cancellationToken);
        SequenceItem[] items = [.. FastaReader.ReadFile(path, model.Alphabet).Select(s => new SequenceItem(s.Id, model.Alphabet.Format(s.Letters)))];

        return [await SubmitAsync(new RunSubmission { Method = "ism", Model = kind.Id, Targets = TargetsOf(model), Sequences = new SequenceList { Items = items } }, host, cancellationToken)];
    }

    private async Task<IReadOnlyList<string>> ExplainVariantsAsync(UploadKind kind, string path, IRunHost host, CancellationToken cancellationToken)
    {
        LoadedModel model = await ModelAsync(kind, cancellationToken);
        string id = model.Manifest.Genome
            ?? throw new InputException($"{kind.Main}: the manifest of the model \"{kind.Id}\" names no genome to read the variants on. Add \"genome\": \"ID\" to it.", "bad-manifest");
        GenomeRecord genome = await genomes.FindAsync(id, cancellationToken)
            ?? throw new InputException($"genome \"{id}\": none is registered under that id. Upload {id}/{UploadKind.GenomeName} first, then the variants again.", "unknown-genome");
        if (path.EndsWith(".gz", StringComparison.Ordinal)) path = await UnpackAsync(kind, path, cancellationToken);
        long records;
        string sha256;
        await using (FileStream file = File.OpenRead(path))
        {
            // Read to its end before anything is started: what is no VCF is refused here. Whether it fits the genome the run finds.
            records = VcfReader.Read(file, kind.Main).LongCount();
            file.Position = 0;
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        }

        using RunIntake intake = IntakeOf(host);
        return
        [
            (await intake.SubmitVariantsAsync(new RunSubmission { Method = "variants", Model = kind.Id, Targets = TargetsOf(model) }, new VariantFile(sha256, records, id, genome.Sha256), async target =>
            {
                await using FileStream file = File.OpenRead(path);
                await file.CopyToAsync(target, cancellationToken);
            }, owner: "", cancellationToken)).Id,
        ];
    }

    private static string[] TargetsOf(LoadedModel model) => [.. model.Manifest.Targets.Take(MostTargets).Select(static t => t.Name)];

    private async Task<LoadedModel> ModelAsync(UploadKind kind, CancellationToken cancellationToken) =>
        await library.FindAsync(kind.Id, cancellationToken)
        ?? throw new InputException($"model \"{kind.Id}\": none is registered under that id. Upload the model first, then {(kind.IsVariants ? "the variants" : "the sequences")} again.", "unknown-model");

    /// <summary>A small file may unpack to a huge one: it is unpacked only so far.</summary>
    private async Task<string> UnpackAsync(UploadKind kind, string path, CancellationToken cancellationToken)
    {
        string unpacked = path[..^".gz".Length];
        var buffer = new byte[1 << 17];
        long length = 0;
        try
        {
            await using var source = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            await using FileStream target = File.Create(unpacked);
            for (int read = await source.ReadAsync(buffer, cancellationToken); read > 0; read = await source.ReadAsync(buffer, cancellationToken))
            {
                length += read;
                if (length > options.MostUploadBytes) throw new InputException($"{kind.Main}: unpacked it is larger than the {options.MostUploadBytes:N0} bytes that are taken here.", "too-large");
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (InvalidDataException error)
        {
            throw new InputException($"{kind.Main}: is no gzip file ({error.Message}).", "malformed-body", error);
        }

        return unpacked;
    }

    private async Task<string> SubmitAsync(RunSubmission submission, IRunHost host, CancellationToken cancellationToken)
    {
        using RunIntake intake = IntakeOf(host);
        return (await intake.SubmitAsync(submission, owner: "", cancellationToken)).Id;
    }

    private RunIntake IntakeOf(IRunHost host) => new(book, library, store, host, clock) { CheckOn = ExecutionProvider.Cpu };
}

/// <summary>What came of a file that was taken.</summary>
/// <param name="Runs">The runs it started.</param>
/// <param name="NotStarted">Why others were not.</param>
internal sealed record UploadTaken(IReadOnlyList<string> Runs, IReadOnlyList<string> NotStarted);

using System.IO.Compression;
using System.Text.Json;
using GenoXai.Api;
using GenoXai.Api.Contracts;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Sequences;

namespace GenoXai.Functions.Uploads;

/// <summary>Does with an uploaded file what it is there for. The runs it starts belong to nobody: every caller sees them.</summary>
/// <param name="catalog">Where genomes are noted.</param>
/// <param name="library">Where models go.</param>
/// <param name="book">The runs.</param>
/// <param name="store">The runs' sequences.</param>
/// <param name="options">Limits.</param>
/// <param name="clock">Tells the time.</param>
public sealed class UploadIntake(ICatalog catalog, IModelLibrary library, RunBook book, IArtifactStore store, AzureOptions options, TimeProvider clock)
{
    private const int LongestSketched = 64, MostTargets = 8;

    /// <summary>Takes a file.</summary>
    /// <returns>The runs it started, and what was not.</returns>
    /// <exception cref="InputException">It is wrong.</exception>
    /// <exception cref="RequestException">Its sequences are wrong, or do not fit the model.</exception>
    internal async Task<UploadTaken> TakeAsync(UploadKind kind, string folder, string sha256, IRunHost host, CancellationToken cancellationToken)
    {
        switch (kind.Container)
        {
            case UploadKind.Models:
                return await RegisterAsync(kind.Id, folder, host, cancellationToken);
            case UploadKind.Genomes:
                await NoteGenomeAsync(kind, folder, sha256, cancellationToken);
                return new UploadTaken([], []);
            default:
                return new UploadTaken(await ExplainAsync(kind, Path.Combine(folder, kind.MainFile), host, cancellationToken), []);
        }
    }

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

    private async Task NoteGenomeAsync(UploadKind kind, string folder, string sha256, CancellationToken cancellationToken)
    {
        long contigs = 0, letters = 0;
        foreach (NamedSequence contig in FastaReader.ReadFile(Path.Combine(folder, kind.MainFile), Alphabet.Dna))
        {
            contigs++;
            letters += contig.Length;
            cancellationToken.ThrowIfCancellationRequested();
        }

        var genome = new GenomeRecord(kind.Id, sha256, kind.Main, contigs, letters);
        await catalog.PutAsync("genomes", kind.Id, JsonSerializer.Serialize(genome, UploadJson.Default.GenomeRecord), "*", cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ExplainAsync(UploadKind kind, string path, IRunHost host, CancellationToken cancellationToken)
    {
        if (kind.IsVariants) throw new InputException($"{kind.Main}: variants are not explained from an upload; upload the sequences as FASTA.", "unsupported-media-type");
        LoadedModel model = await library.FindAsync(kind.Id, cancellationToken)
            ?? throw new InputException($"model \"{kind.Id}\": none is registered under that id. Upload the model first, then the sequences again.", "unknown-model");
        if (path.EndsWith(".gz", StringComparison.Ordinal)) path = await UnpackAsync(kind, path, cancellationToken);
        SequenceItem[] items = [.. FastaReader.ReadFile(path, model.Alphabet).Select(s => new SequenceItem(s.Id, model.Alphabet.Format(s.Letters)))];

        var runs = new List<string>();
        IEnumerable<string[]> targets = model.Manifest.Targets.Count == 0 ? [[]] : [[.. model.Manifest.Targets.Take(MostTargets).Select(static t => t.Name)]];
        foreach (string[] target in targets)
            runs.Add(await SubmitAsync(new RunSubmission { Method = "ism", Model = kind.Id, Targets = target, Sequences = new SequenceList { Items = items } }, host, cancellationToken));
        return runs;
    }

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
        using var intake = new RunIntake(book, library, store, host, clock) { CheckOn = ExecutionProvider.Cpu };
        return (await intake.SubmitAsync(submission, owner: "", cancellationToken)).Id;
    }
}

/// <summary>What came of a file that was taken.</summary>
/// <param name="Runs">The runs it started.</param>
/// <param name="NotStarted">Why others were not.</param>
internal sealed record UploadTaken(IReadOnlyList<string> Runs, IReadOnlyList<string> NotStarted);

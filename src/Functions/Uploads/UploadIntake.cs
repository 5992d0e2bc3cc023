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
    /// <returns>The runs it started.</returns>
    /// <exception cref="InputException">It is wrong.</exception>
    /// <exception cref="RequestException">Its sequences are wrong, or do not fit the model.</exception>
    internal async Task<IReadOnlyList<string>> TakeAsync(UploadKind kind, string folder, string sha256, IRunHost host, CancellationToken cancellationToken)
    {
        switch (kind.Container)
        {
            case UploadKind.Models:
                return await RegisterAsync(kind.Id, folder, host, cancellationToken);
            case UploadKind.Genomes:
                await NoteGenomeAsync(kind, folder, sha256, cancellationToken);
                return [];
            default:
                return await ExplainAsync(kind, Path.Combine(folder, kind.MainFile), host, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> RegisterAsync(string id, string folder, IRunHost host, CancellationToken cancellationToken)
    {
        LoadedModel model = ModelLoader.Load(folder);
        ModelManifest manifest = model.Manifest with { Id = id, Sha256 = model.Onnx.Sha256 };
        await library.RegisterAsync(model, manifest, cancellationToken);
        if (options.UploadBudget == 0 || manifest.Input.Length is not <= LongestSketched) return [];
        var runs = new List<string>();
        IEnumerable<string[]> targets = manifest.Targets.Count == 0 ? [[]] : manifest.Targets.Take(MostTargets).Select(static t => new[] { t.Name });
        foreach (string[] target in targets)
        {
            var sketch = new RunSubmission { Method = "sketch", Model = id, Targets = target, Options = new RunSubmissionOptions { Budget = options.UploadBudget } };
            runs.Add(await SubmitAsync(sketch, host, cancellationToken));
        }

        return runs;
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

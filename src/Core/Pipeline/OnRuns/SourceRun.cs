using System.Security.Cryptography;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>A finished run that another run reads, wherever its files lie: its record and its arrays.</summary>
/// <param name="name">How tables and pictures call it.</param>
/// <param name="record">Its <c>run.json</c>.</param>
/// <param name="openArrays">Opens its NPZ, seekable; anew each time.</param>
public sealed class SourceRun(string name, RunRecord record, Func<Stream> openArrays) : IDisposable
{
    private DirectoryInfo? _copy;

    /// <summary>How tables and pictures call it.</summary>
    public string Name => name;

    /// <summary>Its record.</summary>
    public RunRecord Record => record;

    /// <summary>Its method.</summary>
    public string Method { get; } = record.GetString("method");

    /// <summary>Its targets.</summary>
    public IReadOnlyList<string> Targets { get; } = record.GetStrings("targets");

    /// <summary>The folder it was left in; null for a run of a server.</summary>
    public string? Folder { get; init; }

    /// <summary>Its id; null for a run of the command line.</summary>
    public string? Id { get; init; }

    /// <summary>Reads the run's sequences in their order, anew at every enumeration, for a run whose arrays do not hold them; null where they do, or where they are not known.</summary>
    public Func<Alphabet, IEnumerable<NamedSequence>>? Sequences { get; set; }

    /// <summary>How messages call it.</summary>
    public string Place => Folder ?? $"run \"{Id}\"";

    /// <summary>Name of a method's arrays among a run's files.</summary>
    /// <param name="method">The method.</param>
    public static string ArraysOf(string method) => method + ".npz";

    /// <summary>Copies a finished run's arrays out of a store, so that they can be read more than once, in any order, and whatever becomes of the run meanwhile.</summary>
    /// <param name="store">Artifacts of all runs.</param>
    /// <param name="folder">The run's key; ends in a slash.</param>
    /// <param name="id">Its id.</param>
    /// <param name="name">How tables and pictures call it.</param>
    /// <param name="sha256">SHA-256 that its arrays must have.</param>
    /// <param name="sequencesKey">Key of its sequences, as FASTA, read where the arrays do not hold their letters; null where letters are not needed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="FileNotFoundException">The run is gone.</exception>
    /// <exception cref="InputException">Its arrays are others (<c>conflict</c>).</exception>
    public static async Task<SourceRun> FetchAsync(IArtifactStore store, string folder, string id, string name, string sha256, string? sequencesKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        RunRecord record = await ReadRecordAsync(store, folder, id, cancellationToken);
        DirectoryInfo copy = Directory.CreateTempSubdirectory("genoxai-run-");
        try
        {
            string method = record.GetString("method"), file = ArraysOf(method), path = Path.Combine(copy.FullName, file);
            await CopyAsync(store, folder + file, path, cancellationToken);
            await using (FileStream written = File.OpenRead(path))
            {
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken)) != sha256)
                    throw new InputException($"run \"{id}\": {file} is another than when the run that reads it was posted. Post that again.", "conflict");
            }

            var run = new SourceRun(name, record, () => File.OpenRead(path)) { Id = id };
            if (sequencesKey is not null && !HoldsLetters(method))
            {
                string fasta = Path.Combine(copy.FullName, "sequences.fa");
                await CopyAsync(store, sequencesKey, fasta, cancellationToken);
                run.Sequences = alphabet => FastaReader.ReadFile(fasta, alphabet);
            }

            run._copy = copy;
            return run;
        }
        catch
        {
            copy.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Reads a finished run's record out of a store.</summary>
    /// <param name="store">Artifacts of all runs.</param>
    /// <param name="folder">The run's key; ends in a slash.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="FileNotFoundException">The run is gone.</exception>
    public static async Task<RunRecord> ReadRecordAsync(IArtifactStore store, string folder, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var bytes = new MemoryStream();
        await using (Stream stream = await store.OpenReadAsync(folder + RunKeys.Record, cancellationToken)) await stream.CopyToAsync(bytes, cancellationToken);
        bytes.Position = 0;
        return RunRecordFile.Read(bytes, $"run \"{id}\", {RunKeys.Record}");
    }

    /// <summary>Opens its arrays.</summary>
    public NpzReader OpenArrays() => new(openArrays(), $"{Place}, {ArraysOf(Method)}");

    /// <summary>Opens what it explains, from the first sequence on.</summary>
    /// <param name="target">Which of several targets; null for the first.</param>
    /// <param name="called">How messages and tables call it; its name when null.</param>
    /// <exception cref="InputException">Its method explains no positions, the target is not there, or the arrays do not fit.</exception>
    public ExplanationFile Open(string? target, string? called = null)
    {
        RequireExplanation(Place, Method);
        return ExplanationFile.Open(called ?? name, record, openArrays(), target);
    }

    /// <summary>Whether the arrays of a method's runs hold the letters that they explain.</summary>
    /// <param name="method">The method.</param>
    public static bool HoldsLetters(string method) => method is "ism" or "taylor" or "attribute";

    /// <summary>Throws unless runs of a method have an importance for each position.</summary>
    /// <param name="place">How messages call the run.</param>
    /// <param name="method">Its method.</param>
    /// <exception cref="InputException">They have not.</exception>
    public static void RequireExplanation(string place, string method)
    {
        if (!ExplanationFile.Methods.Contains(method))
            throw new InputException($"{place}: a run of {method} has no importance for each position; runs of {string.Join(", ", ExplanationFile.Methods)} have.", "bad-option");
    }

    private static async Task CopyAsync(IArtifactStore store, string key, string path, CancellationToken cancellationToken)
    {
        await using Stream source = await store.OpenReadAsync(key, cancellationToken);
        await using FileStream target = File.Create(path);
        await source.CopyToAsync(target, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _copy, null)?.Delete(recursive: true);
}

using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Motifs;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;
using GenoXai.Local.Reports;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>What motif discovery is asked.</summary>
internal sealed record MotifsRequest
{
    /// <summary>Folder of the finished run.</summary>
    public required string From { get; init; }

    public string? Target { get; init; }

    /// <summary>The run's sequences, where it does not hold them.</summary>
    public string? Fasta { get; init; }

    /// <summary>The run's letters, where it does not say.</summary>
    public Alphabet? Alphabet { get; init; }

    /// <summary>File of known motifs; null for none.</summary>
    public string? Known { get; init; }

    public required DiscoveryOptions Options { get; init; }

    public int Pictures { get; init; } = 5;
}

/// <summary>Finds motifs in the maps of a finished run; nothing is shown to a model.</summary>
internal sealed class MotifsRun
{
    public const string Method = "motifs";
    private const int MostAnnotations = 10, MostLogos = 50;
    private const double Significant = 0.05;
    private readonly MotifsRequest _request;
    private readonly RunResults _run;
    private readonly ImportanceMaps _maps;
    private readonly Alphabet _alphabet;
    private readonly IReadOnlyList<string> _ids;
    private readonly string _target;
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];

    private MotifsRun(MotifsRequest request)
    {
        (_request, _run) = (request, RunResults.Open(request.From));
        using ExplanationFile file = Open();
        _alphabet = file.Alphabet is { } letters ? new Alphabet(letters) : request.Alphabet ?? Alphabet.Dna;
        (_ids, _target) = (file.Ids, file.Target);
        // First of all what is wrong with a file that is missing or empty.
        if (request.Fasta is { } named and not "-" && !FastaReader.CanReadAgain(named)) _ = FastaReader.ReadFile(named, _alphabet).FirstOrDefault();
        if (request.Fasta is { } fasta && !FastaReader.CanReadAgain(fasta)) throw new InputException($"--fasta {fasta}: is read several times, so it must be a file.", "bad-option");
        _maps = new ImportanceMaps(Open, request.Fasta is null ? null : FastaReader.ReadFile(request.Fasta, _alphabet));
    }

    public static async Task<RunSummary> RunAsync(MotifsRequest request, string path, bool overwrite, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        if (Path.GetFullPath(request.From).TrimEnd(Path.DirectorySeparatorChar) == Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar))
            throw new InputException($"--out {path}: is the run whose maps are read. Choose another folder.", "bad-option");
        var folder = new RunFolder(path, overwrite);
        folder.PrepareForQuery();
        var run = new MotifsRun(request);
        // What can be wrong is read before anything is written.
        MotifSet? known = request.Known is null ? null : MotifReader.ReadFile(request.Known);
        Tomtom? tomtom = known is null ? null : new Tomtom(known, run._alphabet, run.Options.BothStrands);
        (MotifDiscovery discovery, List<int> lengths) = run.Discover(cancellationToken);
        folder.ClearResults();
        RunRecord record = await run.WriteAsync(new FolderArtifactStore(path), discovery, lengths, tomtom, watch, cancellationToken);
        foreach (string warning in record.GetStrings("warnings")) await Console.Error.WriteLineAsync($"warning: {warning}");
        return new RunSummary(record, run.Text(discovery, record, path));
    }

    // Letters other than DNA are of one strand.
    private DiscoveryOptions Options => _request.Options with { BothStrands = _request.Options.BothStrands && _alphabet.IsNucleotide && _alphabet.Letters.Contains('T', StringComparison.Ordinal) };

    private ExplanationFile Open() => CompareRun.OpenExplanations(_run, _run.Folder, _request.Target);

    private (MotifDiscovery Discovery, List<int> Lengths) Discover(CancellationToken cancellationToken)
    {
        var lengths = new List<int>();
        MotifDiscovery discovery = MotifDiscovery.Find(Watched(), _alphabet, Options);
        SeqletFinder finder = discovery.Finder;
        if (finder.Windows == 0)
            throw new InputException($"{_run.Folder}: no window of {Options.Window} letters has a value at every position. Give a smaller --window, or a run on longer sequences.", "bad-option");
        if (finder.TooShort > 0) _warnings.Add($"{finder.TooShort} of {finder.Sequences} sequences are shorter than the window of {Options.Window} letters.");
        if (finder.Dropped > 0) _warnings.Add($"{finder.Dropped} seqlets of the largest p-values were left out: at most {Options.MostSeqlets} are kept.");
        if (finder.Seqlets.Count == 0) _warnings.Add($"No seqlet stands out from the background at --fdr {Options.FalseDiscoveryRate.ToString(CultureInfo.InvariantCulture)}.");
        else if (discovery.Motifs.Count == 0) _warnings.Add($"{finder.Seqlets.Count} seqlets, but no {Options.LeastSeqlets} of them are alike. Explain more sequences, or give a smaller --min-seqlets or --similarity.");
        return (discovery, lengths);

        IEnumerable<ImportanceMap> Watched()
        {
            lengths.Clear();
            foreach (ImportanceMap map in _maps)
            {
                cancellationToken.ThrowIfCancellationRequested();
                lengths.Add(map.Sequence.Length);
                yield return map;
            }
        }
    }

    private async Task<RunRecord> WriteAsync(FolderArtifactStore store, MotifDiscovery discovery, List<int> lengths, Tomtom? tomtom, Stopwatch watch, CancellationToken cancellationToken)
    {
        var tables = new DiscoveryTables(discovery, _alphabet, _ids);
        _files.Add(await store.PutAsync("motifs.npz", tables.WriteArrays, cancellationToken));
        _files.Add(await store.PutAsync("motifs.tsv", tables.WriteMotifs, cancellationToken));
        _files.Add(await store.PutAsync("seqlets.tsv", stream => tables.WriteSeqlets(stream, lengths, Options.Window), cancellationToken));
        if (MemeWriter.Knows(_alphabet)) _files.Add(await store.PutAsync("motifs.meme", tables.WriteMeme, cancellationToken));
        else _warnings.Add($"There is no motifs.meme: MEME files are for DNA, RNA and the twenty letters of proteins, not for {_alphabet.Letters}.");
        string[] known = [];
        if (tomtom is not null)
        {
            TomtomMatch[][] matches = tomtom.CompareAll([.. discovery.Motifs.Select(static m => m.Motif)], Options.Threads, cancellationToken);
            _files.Add(await store.PutAsync("annotations.tsv", stream => tables.WriteAnnotations(stream, tomtom, matches, MostAnnotations), cancellationToken));
            known = [.. matches.Select(fits => fits[0].QValue < Significant ? string.Create(CultureInfo.InvariantCulture, $"{tomtom.Targets[fits[0].Target].Name}, q = {fits[0].QValue:G2}") : "")];
        }

        string title = $"Motifs in {_run.Method} maps of {_run.Record.GetString("model")}";
        _files.Add(await PutTextAsync("logos.svg", tables.Logos(title, "", known, MostLogos)));
        if (discovery.Motifs.Count > MostLogos) _warnings.Add($"{MostLogos} of {discovery.Motifs.Count} motifs are drawn.");
        foreach ((string key, string svg) in new MarkedPictures(discovery, _alphabet, known).Render(_maps, _request.Pictures)) _files.Add(await PutTextAsync(key, svg));
        RunRecord record = Record(discovery, known, watch);
        await store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
        return record;

        Task<ArtifactInfo> PutTextAsync(string key, string text) => store.PutAsync(key, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)), cancellationToken);
    }

    private RunRecord Record(MotifDiscovery discovery, string[] known, Stopwatch watch)
    {
        SeqletFinder finder = discovery.Finder;
        RunRecord record = new RunRecord()
            .Set("method", Method)
            .Set("model", _run.Record.GetString("model"))
            .Set("model_sha256", _run.Record.Has("model_sha256") ? _run.Record.GetString("model_sha256") : null)
            .Set("targets", [_target])
            .Set("from", _run.Folder)
            .Set("from_method", _run.Method)
            .Set("alphabet", _alphabet.Letters)
            .Set("sequences", finder.Sequences)
            .Set("model_rows", 0L)
            .Set("window", Options.Window)
            .Set("fdr", Options.FalseDiscoveryRate)
            .Set("min_seqlets", Options.LeastSeqlets)
            .Set("similarity", Options.Similarity)
            .Set("merge", Options.MergeSimilarity)
            .Set("most_compared", Options.MostCompared)
            .Set("both_strands", Options.BothStrands)
            .Set("windows", finder.Windows)
            .Set("positive_scale", finder.Background.PositiveScale)
            .Set("negative_scale", finder.Background.NegativeScale)
            .Set("seqlets", finder.Seqlets.Count)
            .Set("seqlets_in_motifs", discovery.Motifs.Sum(static m => m.Sites.Count))
            .Set("motifs", discovery.Motifs.Select(static m => m.Motif.Name));
        if (_request.Known is not null) record.Set("known_motifs", _request.Known).Set("annotated", known.Count(static k => k.Length > 0));
        return QueryRun.Ended(record, watch, _warnings, _files);
    }

    private string Text(MotifDiscovery discovery, RunRecord record, string path)
    {
        string annotated = _request.Known is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {record.GetInt64("annotated"):N0} of them like known ones (q < {Significant})");
        return string.Create(CultureInfo.InvariantCulture,
            $"motifs: {discovery.Motifs.Count:N0} motifs{annotated}, from {discovery.Finder.Seqlets.Count:N0} seqlets in {discovery.Finder.Sequences:N0} {_run.Method} maps, 0 model rows. Results: {path}");
    }
}

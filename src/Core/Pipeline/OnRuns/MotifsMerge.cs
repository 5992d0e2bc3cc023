using System.Globalization;
using GenoXai.Core.Motifs;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.OnRuns;

/// <summary>
/// Finds motifs in the maps of a finished run: <c>motifs.npz</c>, <c>motifs.tsv</c>, <c>seqlets.tsv</c>, <c>motifs.meme</c>,
/// <c>annotations.tsv</c>, logos, pictures of the first maps and <c>run.json</c>.
/// </summary>
internal sealed class MotifsMerge
{
    private const int MostAnnotations = 10, MostLogos = 50;
    private const double Significant = 0.05;
    private readonly OnRunsContext _context;
    private readonly DiscoveryRequest _request;
    private readonly SourceRun _run;
    private readonly ImportanceMaps _maps;
    private readonly Alphabet _alphabet;
    private readonly IReadOnlyList<string> _ids;
    private readonly string _target;
    private readonly (string Name, MotifSet Motifs)? _known;
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];

    private MotifsMerge(OnRunsContext context, SourceRun run)
    {
        (_context, _run) = (context, run);
        _request = context.Request.Discovery ?? throw new InputException("motifs: its options are missing.", "bad-option");
        using ExplanationFile file = Open();
        _alphabet = file.Alphabet is { } letters ? new Alphabet(letters) : context.Alphabet ?? Alphabet.Dna;
        (_ids, _target) = (file.Ids, file.Target);
        _maps = new ImportanceMaps(Open, run.Sequences?.Invoke(_alphabet));
        _known = context.Known ?? KnownOf(_request.KnownText);
    }

    // Letters other than DNA are of one strand.
    private DiscoveryOptions Options => _request.Options with
    {
        BothStrands = _request.Options.BothStrands && _alphabet.IsNucleotide && _alphabet.Letters.Contains('T', StringComparison.Ordinal),
        Threads = _context.Threads,
    };

    public static Task<RunRecord> RunAsync(OnRunsContext context, IReadOnlyList<SourceRun> runs, CancellationToken cancellationToken) =>
        new MotifsMerge(context, runs[0]).RunAsync(cancellationToken);

    private static (string Name, MotifSet Motifs)? KnownOf(string? text) =>
        text is null ? null : ("motifs", MotifReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "motifs"));

    private ExplanationFile Open() => _run.Open(_request.Target, _run.Place);

    private async Task<RunRecord> RunAsync(CancellationToken cancellationToken)
    {
        // What can be wrong is read before anything is written.
        Tomtom? tomtom = _known is { } known ? new Tomtom(known.Motifs, _alphabet, Options.BothStrands) : null;
        (MotifDiscovery discovery, List<int> lengths) = Discover(cancellationToken);
        _context.IsRead();
        string[] like = await WriteAsync(discovery, lengths, tomtom, cancellationToken);
        return await OnRunsRecord.FinishAsync(_context, Record(discovery, like), _warnings, _files, cancellationToken);
    }

    private (MotifDiscovery Discovery, List<int> Lengths) Discover(CancellationToken cancellationToken)
    {
        var lengths = new List<int>();
        MotifDiscovery discovery = MotifDiscovery.Find(Watched(), _alphabet, Options);
        SeqletFinder finder = discovery.Finder;
        if (finder.Windows == 0)
            throw new InputException($"{_run.Place}: no window of {Options.Window} letters has a value at every position. Give a smaller --window, or a run on longer sequences.", "bad-option");
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

    /// <summary>Writes everything but the record.</summary>
    /// <returns>The known motif that each motif is like; empty where there is none.</returns>
    private async Task<string[]> WriteAsync(MotifDiscovery discovery, List<int> lengths, Tomtom? tomtom, CancellationToken cancellationToken)
    {
        var tables = new DiscoveryTables(discovery, _alphabet, _ids);
        IArtifactStore store = _context.Store;
        _files.Add(await store.PutAsync("motifs.npz", tables.WriteArrays, cancellationToken));
        _files.Add(await store.PutAsync("motifs.tsv", tables.WriteMotifs, cancellationToken));
        _files.Add(await store.PutAsync("seqlets.tsv", stream => tables.WriteSeqlets(stream, lengths, Options.Window), cancellationToken));
        if (MemeWriter.Knows(_alphabet)) _files.Add(await store.PutAsync("motifs.meme", tables.WriteMeme, cancellationToken));
        else _warnings.Add($"There is no motifs.meme: MEME files are for DNA, RNA and the twenty letters of proteins, not for {_alphabet.Letters}.");
        string[] like = [];
        if (tomtom is not null)
        {
            TomtomMatch[][] matches = tomtom.CompareAll([.. discovery.Motifs.Select(static m => m.Motif)], Options.Threads, cancellationToken);
            _files.Add(await store.PutAsync("annotations.tsv", stream => tables.WriteAnnotations(stream, tomtom, matches, MostAnnotations), cancellationToken));
            like = [.. matches.Select(fits => fits[0].QValue < Significant ? string.Create(CultureInfo.InvariantCulture, $"{tomtom.Targets[fits[0].Target].Name}, q = {fits[0].QValue:G2}") : "")];
        }

        string title = $"Motifs in {_run.Method} maps of {_run.Record.GetString("model")}";
        _files.Add(await PutTextAsync("logos.svg", tables.Logos(title, "", like, MostLogos)));
        if (discovery.Motifs.Count > MostLogos) _warnings.Add($"{MostLogos} of {discovery.Motifs.Count} motifs are drawn.");
        foreach ((string key, string svg) in new MarkedPictures(discovery, _alphabet, like).Render(_maps, _context.Request.Pictures)) _files.Add(await PutTextAsync(key, svg));
        return like;

        Task<ArtifactInfo> PutTextAsync(string key, string text) => store.PutAsync(key, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)), cancellationToken);
    }

    private RunRecord Record(MotifDiscovery discovery, string[] like)
    {
        SeqletFinder finder = discovery.Finder;
        RunRecord record = new RunRecord()
            .Set("method", "motifs")
            .Set("model", _run.Record.GetString("model"))
            .Set("model_sha256", _run.Record.Has("model_sha256") ? _run.Record.GetString("model_sha256") : null)
            .Set("targets", [_target])
            .Set("from", _run.Folder ?? _run.Id)
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
        return _known is { } known ? record.Set("known_motifs", known.Name).Set("annotated", like.Count(static k => k.Length > 0)) : record;
    }
}

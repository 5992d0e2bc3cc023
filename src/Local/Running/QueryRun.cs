using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>What a query asks.</summary>
internal sealed record QueryRequest
{
    public required Sketch Sketch { get; init; }

    public required string SketchPath { get; init; }

    public required SequenceInput Input { get; init; }

    public int Top { get; init; } = 20;

    public required InteractionIndex Index { get; init; }

    public string? Background { get; init; }

    public int Pictures { get; init; } = 20;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Model rows to compare with; none unless a person asks.</summary>
    public CheckRequest? Check { get; init; }
}

/// <summary>
/// Explains the sequences of a FASTA from a sketch, block by block: <c>query.npz</c>,
/// <c>interactions.tsv</c>, <c>query.tsv</c> and pictures. No row is shown to the model, unless a check is asked for.
/// </summary>
internal sealed class QueryRun
{
    private const int BlockRows = 4096;
    private readonly QueryRequest _request;
    private readonly SketchQuery _query;
    private readonly FolderArtifactStore _store;
    private readonly Stopwatch _queryTime = new();
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<double> _predictions = [];
    private long _missing;
    private SketchCheck? _check;
    private double _prepareSeconds;

    private QueryRun(QueryRequest request, FolderArtifactStore store)
    {
        (_request, _store) = (request, store);
        QueryBackground background = BackgroundOf(request.Background, request.Sketch.Function.Domain);
        _query = new SketchQuery(request.Sketch, background, new QueryOptions { Threads = request.Threads });
    }

    /// <summary>The background that a person names: the sequences of a FASTA, uniform letters when null.</summary>
    public static QueryBackground BackgroundOf(string? path, SketchDomain domain) => path is null
        ? QueryBackground.Uniform
        : new SequenceBackground([.. FastaReader.ReadFile(path, domain.Alphabet).Select(domain.Complete)]);

    public static async Task<RunSummary> RunAsync(QueryRequest request, string folder, bool overwrite, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var results = new RunFolder(folder, overwrite);
        results.PrepareForQuery();
        return await new QueryRun(request, new FolderArtifactStore(folder)).RunAsync(results, watch, cancellationToken);
    }

    private async Task<RunSummary> RunAsync(RunFolder folder, Stopwatch watch, CancellationToken cancellationToken)
    {
        // Every sequence is checked before anything is written, and so is the model of a check.
        if (_request.Check is { } asked) _check = SketchCheck.Open(asked, _request.Sketch, _query.Background, _request.Threads);
        (long count, int idWidth) = Check(cancellationToken);
        folder.ClearResults();
        // Tables are folded and code is compiled at the first query: paid once, and reported apart.
        var prepare = Stopwatch.StartNew();
        _query.Explain([Repeatable().First()], _request.Top, _request.Index);
        _prepareSeconds = prepare.Elapsed.TotalSeconds;
        ArtifactInfo? interactions = null, table = null;
        ArtifactInfo arrays = await _store.PutAsync("query.npz", async npz =>
            interactions = await _store.PutAsync("interactions.tsv", async pairs =>
                table = await _store.PutAsync("query.tsv", rows => Write(npz, pairs, rows, count, idWidth, cancellationToken), cancellationToken), cancellationToken), cancellationToken);
        _files.AddRange([arrays, interactions!, table!]);
        await WritePicturesAsync(cancellationToken);
        if (_check is not null) _files.AddRange(await _check.RunAsync(Repeatable(), _query, _store, cancellationToken));
        RunRecord record = Record(count, watch);
        await _store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
        foreach (string warning in record.GetStrings("warnings")) await Console.Error.WriteLineAsync($"warning: {warning}");
        return new RunSummary(record, string.Create(CultureInfo.InvariantCulture,
            $"query: {count:N0} sequences explained from the sketch in {_queryTime.Elapsed.TotalMilliseconds:F1} ms, 0 model rows; {Fit(_request.Sketch)}. {(_check is null ? "" : _check.Text() + ". ")}Results: {folder.Path}"));
    }

    /// <summary>How good a sketch is, as a part of a sentence.</summary>
    public static string Fit(Sketch sketch) => sketch.Quality.R2 is { } r2
        ? string.Create(CultureInfo.InvariantCulture, $"the sketch's R² on unseen rows is {r2:F3} ± {sketch.Quality.R2StandardError:F3}")
        : sketch.Quality.TestRows == 0 ? "the sketch was never tested, its R² is not known"
        : "the sketched model is constant, R² is undefined";

    private IEnumerable<NamedSequence> Sequences() => _request.Input.Sequences.Select(_request.Sketch.Function.Domain.Complete);

    private List<NamedSequence>? _readOnce;

    private IEnumerable<NamedSequence> Repeatable() => _request.Input.CanReadAgain ? Sequences() : _readOnce ??= [.. Sequences()];

    private (long Count, int IdWidth) Check(CancellationToken cancellationToken)
    {
        long count = 0, whole = 0;
        int width = 1;
        foreach (NamedSequence sequence in Repeatable())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _query.Check(sequence);
            _missing += sequence.MissingCount;
            if (sequence.MissingCount == 0) whole++;
            width = Math.Max(width, sequence.Id.EnumerateRunes().Count());
            count++;
        }

        if (_check is not null && whole == 0)
            throw new InputException($"--check: every one of the {count} sequences of {_request.Input.Name} has missing letters (N), and the model is only asked about whole ones. Give a sequence without missing letters, or leave --check out.", "bad-sequence");
        return (count, width);
    }

    private void Write(Stream npzStream, Stream pairStream, Stream tableStream, long count, int idWidth, CancellationToken cancellationToken)
    {
        int length = _query.Length;
        using var pairs = new TsvWriter(pairStream, leaveOpen: true, "id", "positions", "letters", "order", "index", "value");
        using var table = new TsvWriter(tableStream, leaveOpen: true, "id", "prediction_from_sketch", "base_value", "missing_letters", "strongest_position", "strongest_letter", "phi", "phi_band");
        using var npz = new NpzWriter(npzStream, leaveOpen: true);
        using (NpzArrayWriter<double> phi = npz.Begin<double>("phi", count, length))
        {
            foreach (NamedSequence[] block in Repeatable().Chunk(BlockRows))
            {
                cancellationToken.ThrowIfCancellationRequested();
                _queryTime.Start();
                Explanation[] explanations = _query.Explain(block, _request.Top, _request.Index);
                _queryTime.Stop();
                for (int i = 0; i < block.Length; i++)
                {
                    phi.Write(explanations[i].Phi);
                    _predictions.Add(explanations[i].Prediction);
                    WriteTableRow(table, block[i], explanations[i]);
                    foreach (Interaction pair in explanations[i].Interactions)
                    {
                        pairs.Text(block[i].Id).Text(string.Join(',', pair.Positions)).Text(string.Join(',', pair.Letters.AsEnumerable())).Number(pair.Order).Text(pair.Index).Number(pair.Value).EndRow();
                    }
                }
            }
        }

        npz.Write<double>("prediction_from_sketch", _predictions.ToArray(), count);
        if (_query.PhiBand is { } band) npz.Write<double>("phi_band", [.. band], length);
        npz.WriteScalar("base_value", _query.BaseValue);
        using (NpzTextWriter ids = npz.BeginText("ids", count, idWidth))
            foreach (NamedSequence sequence in Repeatable()) ids.Write(sequence.Id);
        npz.Finish();
    }

    private void WriteTableRow(TsvWriter table, NamedSequence sequence, Explanation explanation)
    {
        int strongest = 0;
        for (int i = 1; i < explanation.Phi.Length; i++)
            if (Math.Abs(explanation.Phi[i]) > Math.Abs(explanation.Phi[strongest])) strongest = i;
        table.Text(sequence.Id).Number(explanation.Prediction).Number(explanation.BaseValue).Number(explanation.MissingLetters)
            .Number(strongest).Text(_request.Sketch.Function.Domain.Alphabet[sequence.Letters[strongest]].ToString()).Number(explanation.Phi[strongest]).Text(_query.PhiBand is { } band ? band[strongest].ToString("R", CultureInfo.InvariantCulture) : "").EndRow();
    }

    private async Task WritePicturesAsync(CancellationToken cancellationToken)
    {
        int number = 0;
        foreach (NamedSequence sequence in Repeatable().Take(_request.Pictures))
        {
            Explanation explanation = _query.Explain(sequence.Letters, 10, _request.Index);
            LogoPictureContent content = QueryPicture.Content(sequence, _request.Sketch, explanation);
            _files.Add(await _store.PutAsync(PictureNames.Key(number++, sequence.Id), stream => LogoPicture.Write(stream, content), cancellationToken));
        }
    }

    /// <summary>The beginning of a record of what a sketch says: which sketch, of what.</summary>
    public static RunRecord RecordOf(string method, Sketch sketch) => new RunRecord()
        .Set("method", method)
        .Set("model", sketch.Provenance.ModelId)
        .Set("model_sha256", sketch.Provenance.ModelSha256)
        .Set("targets", [sketch.Provenance.Target])
        .Set("sketch_id", sketch.Id)
        .Set("decoder", sketch.Provenance.Decoder)
        .Set("seed", sketch.Provenance.Seed);

    /// <summary>The end of such a record.</summary>
    public static RunRecord Ended(RunRecord record, Stopwatch watch, IEnumerable<string> warnings, IEnumerable<ArtifactInfo> files) => record
        .Set("seconds", Math.Round(watch.Elapsed.TotalSeconds, 3))
        .Set("version", RunIdentity.Version)
        .Set("warnings", warnings)
        .Set("files", files.Select(static f => $"{f.Sha256}  {f.Key}"));

    /// <summary>Puts R² into a record; null when it is undefined or not known.</summary>
    public static void SetFit(RunRecord record, Sketch sketch)
    {
        if (sketch.Quality is { R2: { } r2, R2StandardError: { } error }) record.Set("r2", r2).Set("r2_standard_error", error);
        else record.Set("r2", (string?)null);
    }

    /// <summary>What a person should know of everything that a sketch says.</summary>
    public static IEnumerable<string> Warnings(Sketch sketch, long missing)
    {
        if (SketchCaution.Of(sketch.Quality) is { } caution) yield return caution;
        if (missing > 0) yield return $"{Counted.Of(missing, "letter is", "letters are")} missing (N or another ambiguity code): tables that hold such a position are averaged over it, and its φ is 0.";
    }

    private RunRecord Record(long count, Stopwatch watch)
    {
        Sketch sketch = _request.Sketch;
        RunRecord record = RecordOf("query", sketch)
            .Set("source", _request.Input.Name)
            .Set("sequences", count)
            .Set("missing_letters", _missing)
            .Set("model_rows", _check?.ModelRows ?? 0)
            .Set("sketch_model_rows", sketch.Provenance.Rows.Total)
            .Set("background", _query.Background.Name)
            .Set("index", _request.Index.Name)
            .Set("top", _request.Top)
            .Set("base_value", _query.BaseValue);
        if (_query.PhiBand is not null && sketch.MeanPhiBand is { } width) record.Set("mean_phi_band", width);
        _check?.AddTo(record);
        SetFit(record, sketch);
        record.Set("prepare_seconds", _prepareSeconds).Set("query_seconds", _queryTime.Elapsed.TotalSeconds);
        return Ended(record, watch, Warnings(sketch, _missing), _files);
    }
}

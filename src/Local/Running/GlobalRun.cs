using System.Diagnostics;
using System.Globalization;
using GenoXai.Core.Motifs;
using GenoXai.Core.Pipeline;
using GenoXai.Core.Querying;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using GenoXai.Local.Storage;

namespace GenoXai.Local.Running;

/// <summary>What a global view asks.</summary>
internal sealed record GlobalRequest
{
    public required Sketch Sketch { get; init; }

    /// <summary>The sequences to average over; the background when null.</summary>
    public SequenceInput? Input { get; init; }

    /// <summary>Interactions of each order at most.</summary>
    public int Top { get; init; } = 20;

    public string? Background { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>
/// What a sketch says as a whole: <c>supports.tsv</c>, <c>interactions.tsv</c>, <c>position_letter.tsv</c>, <c>motifs.meme</c>,
/// <c>global.npz</c> and pictures. Sequences are read once and not kept; no row is shown to the model.
/// </summary>
internal sealed class GlobalRun
{
    public const string Method = "global";

    private readonly GlobalRequest _request;
    private readonly FolderArtifactStore _store;
    private readonly SketchQuery _query;
    private readonly GlobalSummary _summary;
    private readonly List<string> _warnings = [];

    private GlobalRun(GlobalRequest request, FolderArtifactStore store, CancellationToken cancellationToken)
    {
        (_request, _store) = (request, store);
        SketchDomain domain = request.Sketch.Function.Domain;
        _query = new SketchQuery(request.Sketch, QueryRun.BackgroundOf(request.Background, domain), new QueryOptions { Threads = request.Threads });
        _summary = GlobalSummary.Of(_query, request.Top, request.Input is { } input ? Watched(input.Sequences, cancellationToken) : null);
    }

    public static async Task<RunSummary> RunAsync(GlobalRequest request, string path, bool overwrite, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var folder = new RunFolder(path, overwrite);
        folder.PrepareForQuery();
        // Every sequence is read before anything is written.
        var run = new GlobalRun(request, new FolderArtifactStore(path), cancellationToken);
        folder.ClearResults();
        RunRecord record = await run.WriteAsync(watch, cancellationToken);
        foreach (string warning in record.GetStrings("warnings")) await Console.Error.WriteLineAsync($"warning: {warning}");
        return new RunSummary(record, string.Create(CultureInfo.InvariantCulture,
            $"global: {run._summary.Supports.Count:N0} supports, φ averaged over {run._summary.Effects.Sequences:N0} {(request.Input is null ? "sequences of the background" : "sequences")}, 0 model rows; {QueryRun.Fit(request.Sketch)}. Results: {path}"));
    }

    private static IEnumerable<NamedSequence> Watched(IEnumerable<NamedSequence> sequences, CancellationToken cancellationToken)
    {
        foreach (NamedSequence sequence in sequences)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return sequence;
        }
    }

    private async Task<RunRecord> WriteAsync(Stopwatch watch, CancellationToken cancellationToken)
    {
        SketchDomain domain = _request.Sketch.Function.Domain;
        var pictures = new GlobalPictures(_request.Sketch, _summary);
        bool paired = domain.Length <= GlobalPictures.MostPositions;
        double[]? pairs = paired ? GlobalView.PairEnergies(_summary.Supports, domain.Length) : null;
        List<ArtifactInfo> files =
        [
            await _store.PutAsync("global.npz", stream => WriteArrays(stream, pairs), cancellationToken),
            await _store.PutAsync("supports.tsv", stream => GlobalTables.WriteSupports(stream, _summary), cancellationToken),
            await _store.PutAsync("interactions.tsv", stream => GlobalTables.WriteInteractions(stream, _summary), cancellationToken),
            await _store.PutAsync("position_letter.tsv", stream => GlobalTables.WritePositionLetters(stream, _summary.Effects, domain.Alphabet), cancellationToken),
            await PutTextAsync("letters.svg", pictures.Letters()),
            await PutTextAsync("importance.svg", pictures.Importance()),
            await PutTextAsync("energy_by_order.svg", pictures.Energy()),
        ];
        if (pairs is not null) files.Add(await PutTextAsync("pairs.svg", pictures.Pairs(pairs)));
        else _warnings.Add($"Pairs are neither drawn nor in global.npz: {domain.Length} positions are more than {GlobalPictures.MostPositions}.");
        if (MemeWriter.Knows(domain.Alphabet)) files.Add(await _store.PutAsync("motifs.meme", stream => GlobalTables.WriteMotifs(stream, _summary, domain.Alphabet), cancellationToken));
        else _warnings.Add($"There is no motifs.meme: MEME files are for DNA, RNA and the twenty letters of proteins, not for {domain.Alphabet.Letters}.");
        RunRecord record = Record(files, watch);
        await _store.PutAsync(RunKeys.Record, stream => RunRecordFile.Write(record, stream), cancellationToken);
        return record;

        Task<ArtifactInfo> PutTextAsync(string key, string text) => _store.PutAsync(key, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)), cancellationToken);
    }

    private void WriteArrays(Stream stream, double[]? pairs)
    {
        PositionLetterEffects effects = _summary.Effects;
        long length = effects.Length, q = effects.Letters;
        using var npz = new NpzWriter(stream, leaveOpen: true);
        npz.Write<double>("mean_phi", effects.Mean, length, q);
        npz.Write<double>("mean_absolute_phi", effects.MeanAbsolute, length, q);
        npz.Write<long>("count", effects.Counts, length, q);
        npz.Write<double>("mean_absolute_phi_by_position", effects.MeanAbsoluteByPosition, length);
        npz.Write<double>("energy_by_order", [.. _summary.EnergyByOrder], _summary.EnergyByOrder.Count);
        if (pairs is not null) npz.Write<double>("pair_energy", pairs, length, length);
        npz.WriteScalar("base_value", _summary.BaseValue);
        npz.WriteText("letters", [.. _request.Sketch.Function.Domain.Alphabet.Letters.Select(static letter => letter.ToString())]);
        npz.Finish();
    }

    private RunRecord Record(List<ArtifactInfo> files, Stopwatch watch)
    {
        Sketch sketch = _request.Sketch;
        PositionLetterEffects effects = _summary.Effects;
        RunRecord record = QueryRun.RecordOf(Method, sketch)
            .Set("source", _request.Input?.Name ?? "background")
            .Set("background", _query.Background.Name)
            .Set("sequences", effects.Sequences)
            .Set("missing_letters", effects.MissingLetters)
            .Set("mean_phi_is_exact", effects.MeanIsExact)
            .Set("model_rows", 0L)
            .Set("sketch_model_rows", sketch.Provenance.Rows.Total)
            .Set("top", _request.Top)
            .Set("base_value", _summary.BaseValue)
            .Set("supports", _summary.Supports.Count)
            .Set("energy", _summary.Energy)
            .Set("energy_by_order", _summary.EnergyByOrder)
            .Set("motifs", _summary.Motifs.Select(static m => FormattableString.Invariant($"{m.Start}:{m.End}")));
        QueryRun.SetFit(record, sketch);
        return QueryRun.Ended(record, watch, [.. QueryRun.Warnings(sketch, effects.MissingLetters), .. _warnings], files);
    }
}

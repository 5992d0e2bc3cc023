using GenoXai.Api.Contracts;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;
using GenoXai.Core.Sketching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace GenoXai.Api;

/// <summary><c>/api/sketches</c>. Answered from memory: no model row, no run.</summary>
public static class SketchesApi
{
    /// <summary>Query parameter that names the sequence.</summary>
    internal const string SequenceIdParameter = "id";

    private const int DefaultTop = 20, DefaultSupports = 100, MostSupports = 10_000;

    /// <summary>Lists the sketches of the caller's runs, and those of runs that are everyone's.</summary>
    public static async Task<Ok<IReadOnlyList<SketchSummary>>> ListAsync(HttpRequest request, SketchBook book, OwnerOf ownerOf, CancellationToken cancellationToken) =>
        TypedResults.Ok(await book.ListAsync(ownerOf(request), cancellationToken));

    /// <summary>What a sketch is and how good it is.</summary>
    /// <param name="id">The sketch's id.</param>
    public static async Task<Ok<SketchDetails>> GetAsync(string id, HttpRequest request, HotSketches hot, OwnerOf ownerOf, CancellationToken cancellationToken)
    {
        string owner = ownerOf(request);
        HotSketch found = await hot.GetAsync(id, owner, cancellationToken);
        Sketch sketch = found.Query.Sketch;
        SketchSummary summary = found.Entry.For(owner)!;
        return TypedResults.Ok(new SketchDetails
        {
            Id = summary.Id,
            Run = summary.Run,
            Model = summary.Model,
            ModelSha256 = summary.ModelSha256,
            Target = summary.Target,
            Alphabet = summary.Alphabet,
            Length = summary.Length,
            Decoder = summary.Decoder,
            ModelRows = summary.ModelRows,
            R2 = summary.R2,
            R2StandardError = summary.R2StandardError,
            TargetUnit = sketch.Provenance.TargetUnit,
            BaseValue = sketch.Function.BaseValue,
            DecoderOptions = sketch.Provenance.DecoderOptions,
            Seed = sketch.Provenance.Seed,
            Rows = sketch.Provenance.Rows,
            TestRows = sketch.Quality.TestRows,
            ResidualVariance = sketch.Quality.ResidualVariance,
            EnergyByOrder = sketch.Quality.EnergyByOrder,
            Supports = sketch.Function.Tables.Count,
            CreatedBy = sketch.Provenance.CreatedBy,
            Notes = [.. sketch.Function.Notes.Select(static n => OptionFields.In(n, "sketch"))],
            Warning = found.Warning,
        });
    }

    /// <summary>What a sketch says of its model as a whole: the strongest sets of positions, the strongest joint effects of letters, the variance at each order, and what each letter does at each position.</summary>
    /// <param name="id">The sketch's id.</param>
    /// <param name="top">How many sets of positions; 100.</param>
    public static async Task<Ok<SketchGlobal>> GetGlobalAsync(string id, int? top, HttpRequest request, HotSketches hot, OwnerOf ownerOf, CancellationToken cancellationToken)
    {
        HotSketch found = await hot.GetAsync(id, ownerOf(request), cancellationToken);
        Sketch sketch = found.Query.Sketch;
        int most = TopOf(top, DefaultSupports, MostSupports);
        GlobalSummary view = found.Summarised;
        return TypedResults.Ok(new SketchGlobal(
            sketch.Id, view.BaseValue, sketch.Quality.R2, sketch.Quality.R2StandardError, view.EnergyByOrder,
            [.. view.Supports.Take(most)], view.Supports.Count, view.InteractionsByOrder, view.Energy, view.Effects.MeanAbsoluteByPosition,
            [.. view.Effects.Each(sketch.Function.Domain.Alphabet)], view.Motifs, found.Warning));
    }

    /// <summary>Explains one sequence: Shapley values, interactions, the sketch's prediction, and how good the sketch is.</summary>
    /// <param name="id">The sketch's id.</param>
    /// <param name="sequence">The letters.</param>
    /// <param name="top">How many interactions; 20.</param>
    /// <param name="index">Which interaction index: dividend, faith-shap, k-sii, stii or banzhaf.</param>
    /// <param name="order">Largest order of the index; the sketch's own.</param>
    public static async ValueTask<Ok<ExplainResponse>> ExplainAsync(
        string id, string? sequence, int? top, string? index, int? order,
        HttpRequest request, HotSketches hot, OwnerOf ownerOf, ApiOptions options, CancellationToken cancellationToken)
    {
        HotSketch found = await hot.GetAsync(id, ownerOf(request), cancellationToken);
        if (string.IsNullOrEmpty(sequence)) throw new InputException("sequence: give the letters as ?sequence=ACGT…", "bad-sequence");
        SketchQuery query = found.Query;
        Explanation explained = query.Explain(query.Parse(sequence), TopOf(top, DefaultTop, options.MostInteractions), IndexOf(index, order, query));
        SketchQuality quality = query.Sketch.Quality;
        return TypedResults.Ok(new ExplainResponse(
            query.Sketch.Id, NameOf(request), explained.Phi, explained.BaseValue, explained.Prediction, explained.MissingLetters,
            explained.Interactions, quality.R2, quality.R2StandardError, query.PhiBand, found.Warning));
    }

    /// <summary>Explains several sequences in one go.</summary>
    /// <param name="id">The sketch's id.</param>
    public static async Task<Ok<ExplainManyResponse>> ExplainManyAsync(string id, HttpRequest request, HotSketches hot, OwnerOf ownerOf, ApiOptions options, CancellationToken cancellationToken)
    {
        HotSketch found = await hot.GetAsync(id, ownerOf(request), cancellationToken);
        ExplainRequest asked = await RequestBody.ReadJsonAsync(request, ApiJson.Default.ExplainRequest, options.MostJsonBytes, cancellationToken);
        if (asked.Sequences?.Items is { } items && items.Count > options.MostExplained) throw TooMany(items.Count, options);
        SketchQuery query = found.Query;
        var failures = new List<Failure>();
        IReadOnlyList<NamedSequence> sequences = SequenceIntake.Read(asked.Sequences, query.Sketch.Function.Domain.Alphabet, failures);
        if (failures.Count > 0) throw new RequestException(failures);
        if (sequences.Count > options.MostExplained) throw TooMany(sequences.Count, options);
        Explanation[] explained = query.Explain(sequences, TopOf(asked.Top, DefaultTop, options.MostInteractions), IndexOf(asked.Index, asked.Order, query));
        SketchQuality quality = query.Sketch.Quality;
        return TypedResults.Ok(new ExplainManyResponse(
            query.Sketch.Id, query.BaseValue, quality.R2, quality.R2StandardError, query.PhiBand, found.Warning,
            [.. explained.Zip(sequences, static (e, s) => new SequenceExplanation(s.Id, e.Phi, e.Prediction, e.MissingLetters, e.Interactions))]));
    }

    /// <summary>The name that the client gave the sequence: <c>?id=</c>, which as a parameter would hide the sketch's.</summary>
    private static string NameOf(HttpRequest request) =>
        request.Query.TryGetValue(SequenceIdParameter, out StringValues name) && name.Count > 0 && name[0] is { Length: > 0 } text ? text : "sequence";

    private static InteractionIndex? IndexOf(string? name, int? order, SketchQuery query) =>
        name is null && order is null ? null : InteractionIndex.Create(name ?? HarsanyiDividend.IndexName, order ?? Math.Max(1, query.HighestOrder));

    private static int TopOf(int? top, int usual, int most) => top switch
    {
        null => Math.Min(usual, most),
        { } given when given >= 0 && given <= most => given,
        _ => throw new InputException($"top {top}: 0 to {most} are possible.", "bad-option"),
    };

    private static InputException TooMany(int count, ApiOptions options) =>
        new($"{count} sequences: at most {options.MostExplained} are explained at once. Send them in several requests.", "too-large");
}

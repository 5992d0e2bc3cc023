using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of a run of attention into <c>attention.npz</c>, <c>attention.tsv</c> (the strongest pairs of each
/// sequence), <c>pairs.tsv</c> (pairs tested over all), pictures and <c>run.json</c>. Holds one chunk at a time.
/// </summary>
internal sealed class AttentionMerge
{
    private const double Significant = 0.05;
    private const int MostRings = 8;

    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly AttentionOptions _options;
    private readonly OnnxAttentionModel _model;
    private readonly AttentionLayout _layout;
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];
    private readonly TokenPlacements _placements;
    private readonly AttentionPicture _picture;
    private readonly double[] _sums;
    private readonly long[] _counts;
    private readonly int _tokens;
    private long _ownShuffles;

    private AttentionMerge(RunContext context, RunDocument plan, int tokens)
    {
        (_context, _plan, _tokens) = (context, plan, tokens);
        (_options, _model) = (context.Request.Attention!, context.Model.Attention);
        _layout = new AttentionLayout(_options, _model);
        _placements = new TokenPlacements(_options, _model);
        _picture = new AttentionPicture(_options, _layout, _placements);
        _sums = new double[checked((1 + _layout.Layers.Length) * tokens * tokens)];
        _counts = new long[tokens * tokens];
    }

    public static async Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        int tokens = context.Model.Attention.TokensOf(plan.MaxLength);
        if (!plan.SameLength)
            await foreach (NamedSequence sequence in FinishedSequences.SequencesAsync(context, plan, cancellationToken)) tokens = Math.Max(tokens, context.Model.Attention.TokensOf(sequence.Length));
        await new AttentionMerge(context, plan, tokens).RunAsync(cancellationToken);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _files.Add(await _context.Store.PutAsync("attention.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken));
        double[] mean = Mean(0);
        IReadOnlyList<AttentionPair> pairs = await AttentionPairs.TestAsync(_context, _plan, AttentionPairs.Candidates(mean, _tokens, _options.Threshold), cancellationToken);
        TokenPlacement? placement = _plan.SameLength ? PlacementOf(_plan.MaxLength) : null;
        _files.Add(await _context.Store.PutAsync("pairs.tsv", stream => AttentionPairs.Write(stream, pairs, placement is null ? null : t => placement.Of(t, _plan.MaxLength)), cancellationToken));
        _files.Add(await _context.Store.PutAsync("attention.tsv", stream => WriteTableAsync(stream, cancellationToken), cancellationToken));
        IReadOnlyList<AttentionSitePair> motifs = await TestMotifsAsync(cancellationToken);
        AttentionPair[] found = [.. pairs.Where(static p => p.AdjustedPValue <= Significant)];
        await WritePicturesAsync(mean, found, cancellationToken);
        Warn(pairs);
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("attention_layers", _model.Layers.Select(static l => l.Tensor))
            .Set("heads", string.Join(',', _layout.Heads))
            .Set("layers_joined", string.Join(',', _layout.Layers))
            .Set("aggregate", _options.Aggregate.ToString().ToLowerInvariant())
            .Set("tokens", _tokens)
            .Set("threshold", _options.Threshold)
            .Set("shuffles", _options.Shuffles)
            .Set("tested_pairs", pairs.Count)
            .Set("significant_pairs", found.Length);
        if (_context.Request.AttentionSites is not null) record.Set("tested_motif_pairs", motifs.Count).Set("significant_motif_pairs", motifs.Count(static p => p.AdjustedPValue <= Significant));
        if (placement is not null) record.Set("token_start", placement.Start).Set("token_width", placement.Width).Set("token_stride", placement.Stride);
        await RunRecords.FinishAsync(_context, _plan, record, _warnings, _files, cancellationToken);
    }

    private async Task<IReadOnlyList<AttentionSitePair>> TestMotifsAsync(CancellationToken cancellationToken)
    {
        if (_context.Request.AttentionSites is not { } options) return [];
        IReadOnlyList<AttentionSitePair> pairs = await new AttentionSitePairs(_context, SiteFinder.Of(options, _context.Model.Alphabet), PlacementOf).TestAsync(_plan, cancellationToken);
        _files.Add(await _context.Store.PutAsync("motif_pairs.tsv", stream => AttentionSitePairs.Write(stream, pairs), cancellationToken));
        var ids = new SiteTableIds(options.Sites);
        await foreach (NamedSequence sequence in FinishedSequences.SequencesAsync(_context, _plan, cancellationToken)) ids.Add(sequence.Id);
        if (ids.Warning() is { } others) _warnings.Add(others);
        if (pairs.Count == 0) _warnings.Add(FormattableString.Invariant($"no two sites of the motifs lie in one sequence with a mean attention of {_options.Threshold} or more; motif_pairs.tsv is empty."));
        return pairs;
    }

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        using (NpzArrayWriter<float> array = npz.Begin<float>("attention", _plan.Sequences, _tokens, _tokens))
        {
            await foreach (AttentionResult result in AttentionRows.ReadAllAsync(_context, _plan, cancellationToken))
            {
                Add(result);
                WritePadded(array, result.Joined.Span, result.Tokens);
            }
        }

        npz.Write<float>("mean", [.. Mean(0).Select(static v => (float)v)], _tokens, _tokens);
        npz.Write<float>("layers", [.. Enumerable.Range(1, _layout.Layers.Length).SelectMany(Mean).Select(static v => (float)v)], _layout.Layers.Length, _tokens, _tokens);
        if (_options.KeepAll) await WriteMapsAsync(npz, cancellationToken);
        if (_plan.SameLength)
        {
            TokenPlacement placement = PlacementOf(_plan.MaxLength);
            npz.Write<int>("token_starts", [.. Enumerable.Range(0, _tokens).Select(t => placement.Of(t, _plan.MaxLength).Start)], _tokens);
            npz.Write<int>("token_ends", [.. Enumerable.Range(0, _tokens).Select(t => placement.Of(t, _plan.MaxLength).End)], _tokens);
        }

        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        npz.Finish();
    }

    /// <summary>Every layer and head, shape (N, layers, heads, T, T); NaN where a layer has fewer heads.</summary>
    private async Task WriteMapsAsync(NpzWriter npz, CancellationToken cancellationToken)
    {
        int heads = _layout.Heads.Max();
        var none = new float[_tokens * _tokens];
        none.AsSpan().Fill(float.NaN);
        using NpzArrayWriter<float> array = npz.Begin<float>("maps", _plan.Sequences, _layout.Heads.Length, heads, _tokens, _tokens);
        await foreach (AttentionResult result in AttentionRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            int size = result.Tokens * result.Tokens, map = 0;
            foreach (int own in _layout.Heads)
            {
                for (int head = 0; head < heads; head++)
                {
                    if (head < own) WritePadded(array, result.Maps.Span.Slice(map++ * size, size), result.Tokens);
                    else array.Write(none);
                }
            }
        }
    }

    private async Task WriteTableAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            "id", "query", "key", "query_start", "query_end", "key_start", "key_end", "query_letters", "key_letters", "attention", "background_mean", "p_value", "p_adjusted");
        await foreach (AttentionResult result in AttentionRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            NamedSequence sequence = result.Sequence;
            TokenPlacement placement = PlacementOf(sequence.Length);
            foreach (int at in Strongest(result, _options.Top))
            {
                (int query, int key) = (at / result.Tokens, at % result.Tokens);
                (int Start, int End) from = placement.Of(query, sequence.Length), to = placement.Of(key, sequence.Length);
                float attention = result.Joined.Span[at];
                table.Text(sequence.Id).Number(query).Number(key).Number(from.Start).Number(from.End).Number(to.Start).Number(to.End)
                    .Text(_context.Model.Alphabet.Format(sequence.Letters.AsSpan(from.Start, from.End - from.Start)))
                    .Text(_context.Model.Alphabet.Format(sequence.Letters.AsSpan(to.Start, to.End - to.Start))).Number(attention);
                if (_options.Shuffles == 0) table.Text("").Text("").Text("");
                else
                {
                    table.Number(result.BackgroundMean.Span[at]).Number(AttentionBackground.PValue(result.Reached.Span[at], _options.Shuffles))
                        .Number(AttentionBackground.AdjustedPValue(attention, result.Largest.Span));
                }

                table.EndRow();
            }
        }
    }

    /// <summary>The pairs of a sequence of the most attention, as places in its matrix; a token with itself is none.</summary>
    private static int[] Strongest(AttentionResult result, int most)
    {
        var best = new PriorityQueue<int, (float, int)>();
        ReadOnlySpan<float> joined = result.Joined.Span;
        for (int at = 0; at < joined.Length; at++)
        {
            if (at % (result.Tokens + 1) == 0) continue;
            // Of equals the earlier stays.
            best.Enqueue(at, (joined[at], -at));
            if (best.Count > most) best.Dequeue();
        }

        var order = new int[best.Count];
        for (int i = order.Length - 1; i >= 0; i--) order[i] = best.Dequeue();
        return order;
    }

    private async Task WritePicturesAsync(double[] mean, AttentionPair[] found, CancellationToken cancellationToken)
    {
        int number = 0;
        if (_context.Request.Pictures > 0)
        {
            _files.Add(await _context.Store.PutAsync("attention.svg", stream => _picture.Write(stream, FormattableString.Invariant($"Mean attention of {_plan.Sequences} sequences"), mean, _tokens, _plan.MaxLength,
                [.. found.Take(MostRings).Select(static p => new MatrixHighlight(p.Query, p.Key))]), cancellationToken));
        }

        await foreach (AttentionResult result in AttentionRows.ReadAllAsync(_context, _plan, cancellationToken))
        {
            if (number >= _context.Request.Pictures) break;
            double[] values = [.. result.Joined.ToArray().Select(static v => (double)v)];
            MatrixHighlight[] rings = _options.Shuffles == 0 ? [] :
                [.. Strongest(result, MostRings).Where(at => AttentionBackground.AdjustedPValue(result.Joined.Span[at], result.Largest.Span) <= Significant)
                    .Select(at => new MatrixHighlight(at / result.Tokens, at % result.Tokens))];
            _files.Add(await _context.Store.PutAsync(PictureNames.Key(number++, result.Sequence.Id),
                stream => _picture.Write(stream, result.Sequence.Id, values, result.Tokens, result.Sequence.Length, rings), cancellationToken));
        }

        if (_plan.Sequences > number && number > 0) _warnings.Add($"{number} of {_plan.Sequences} sequences have a picture; --pictures N draws more.");
    }

    private void Warn(IReadOnlyList<AttentionPair> pairs)
    {
        _warnings.AddRange(_model.Others);
        TokenPlacement placement = PlacementOf(_plan.MaxLength);
        if (!_placements.IsKnown(_plan.MaxLength))
            _warnings.Add($"{_model.TokensOf(_plan.MaxLength)} tokens for {_plan.MaxLength} positions, and the graph does not tell where they lie: they are taken to lie side by side, each {(double)_plan.MaxLength / _model.TokensOf(_plan.MaxLength):0.##} positions wide. --tokens START:WIDTH:STRIDE says otherwise.");
        else if (placement.Width > 1 && _options.Tokens is null)
            _warnings.Add($"a token is no single position: token t sees those from {TokenPlacements.Text(placement)}.");
        if (!_plan.SameLength) _warnings.Add("the sequences have several lengths: pairs.tsv and the means compare tokens by their numbers from the left.");
        if (_options.Aggregate != AttentionAggregate.Rollout && 1.0 / _tokens >= _options.Threshold)
            _warnings.Add(FormattableString.Invariant($"with {_tokens} tokens attention that prefers none is {1.0 / _tokens:0.###}, not below the threshold {_options.Threshold}; every pair may be tested."));
        if (pairs.Count == 0) _warnings.Add(FormattableString.Invariant($"no pair of tokens has a mean attention of {_options.Threshold} or more, so none was tested; a lower --threshold tests more."));
        if (_ownShuffles > 0) _warnings.Add($"{Counted.Of(_ownShuffles, "sequence has no shuffle but itself", "sequences have no shuffle but themselves")}; no pair there stands out.");
    }

    private void Add(AttentionResult result)
    {
        int size = _tokens * _tokens;
        for (int query = 0; query < result.Tokens; query++)
        {
            for (int key = 0; key < result.Tokens; key++)
            {
                int from = query * result.Tokens + key, to = query * _tokens + key;
                _counts[to]++;
                _sums[to] += result.Joined.Span[from];
                for (int layer = 0; layer < _layout.Layers.Length; layer++) _sums[(1 + layer) * size + to] += result.Layer(layer).Span[from];
            }
        }

        if (_options.Shuffles > 0 && result.Reached.Span.IndexOfAnyExcept(_options.Shuffles) < 0) _ownShuffles++;
    }

    private TokenPlacement PlacementOf(int length) => _placements.Of(length);

    /// <summary>Mean over the sequences, shape (T, T): of the joined matrices for 0, else of a layer that counts.</summary>
    private double[] Mean(int matrix) =>
        [.. Enumerable.Range(0, _counts.Length).Select(i => _sums[matrix * _counts.Length + i] / _counts[i])];

    /// <summary>A smaller matrix stands at the upper left, NaN elsewhere.</summary>
    private void WritePadded(NpzArrayWriter<float> array, ReadOnlySpan<float> matrix, int tokens)
    {
        if (tokens == _tokens)
        {
            array.Write(matrix);
            return;
        }

        var line = new float[_tokens];
        for (int query = 0; query < _tokens; query++)
        {
            line.AsSpan().Fill(float.NaN);
            if (query < tokens) matrix.Slice(query * tokens, tokens).CopyTo(line);
            array.Write(line);
        }
    }
}

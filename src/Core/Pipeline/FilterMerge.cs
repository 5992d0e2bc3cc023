using System.Globalization;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins both passes into <c>filters.tsv</c>, <c>filters.meme</c>, <c>annotations.tsv</c>, <c>sites.tsv</c>,
/// <c>filters.npz</c>, a page of logos and <c>run.json</c>. Holds one chunk of sequences at a time.
/// </summary>
internal sealed class FilterMerge
{
    private const int MostLogos = 40;
    private const double Discovery = 0.05;
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly FilterOptions _options;
    private readonly FilterLayer _layer;
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];
    private readonly long[] _firing;
    private readonly IReadOnlyList<Motif>? _known;
    private FilterReview _review = new([], [], []);
    private FilterMotif[] _filters = [];
    private long[] _counts = [];
    private TomtomMatch[]?[] _matches = [];
    private double[] _background = [];

    private FilterMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _options, _layer) = (context, plan, context.Request.Filters!, FilterRows.LayerOf(context));
        _firing = new long[_layer.Filters];
        _known = FilterRows.KnownOf(context);
    }

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) => new FilterMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _review = await FilterRows.ReadReviewAsync(_context, _plan, cancellationToken);
        (long[] sites, _counts) = await FilterRows.ReadSitesAsync(_context, _plan, cancellationToken);
        int size = _layer.Width * _context.Model.Alphabet.Count;
        _filters = [.. sites.Select((count, filter) => FilterMotif.Of(_options, _context.Model.Alphabet, filter, count, _counts.AsSpan(filter * size, size)))];
        Annotate(cancellationToken);
        _files.Add(await _context.Store.PutAsync("sites.tsv", stream => WriteSitesAsync(stream, cancellationToken), cancellationToken));
        _files.Add(await _context.Store.PutAsync("filters.tsv", stream => WriteTable(stream), cancellationToken));
        if (_matches.Length > 0) _files.Add(await _context.Store.PutAsync("annotations.tsv", stream => WriteAnnotations(stream), cancellationToken));
        if (MemeWriter.Knows(_context.Model.Alphabet)) _files.Add(await _context.Store.PutAsync("filters.meme", stream => WriteMeme(stream), cancellationToken));
        else _warnings.Add($"MEME has no name for the alphabet {_context.Model.Alphabet.Letters}: there is no filters.meme.");
        _files.Add(await _context.Store.PutAsync("filters.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken));
        if (_filters.Any(static f => f.Motif is not null)) _files.Add(await _context.Store.PutAsync("filters.svg", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(Logos())), cancellationToken));
        await FinishAsync(cancellationToken);
    }

    private void Annotate(CancellationToken cancellationToken)
    {
        if (_known is not { Count: > 0 } known) return;
        var tomtom = new Tomtom(known, _context.Model.Alphabet);
        FilterMotif[] queries = [.. _filters.Where(static f => f.Motif is not null)];
        TomtomMatch[][] matches = tomtom.CompareAll([.. queries.Select(static f => f.Motif!)], _context.Threads, cancellationToken);
        _matches = new TomtomMatch[_filters.Length][];
        for (int i = 0; i < queries.Length; i++) _matches[queries[i].Filter] = matches[i];
    }

    private async Task WriteSitesAsync(Stream stream, CancellationToken cancellationToken)
    {
        var letters = new long[_context.Model.Alphabet.Count];
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "filter", "start", "end", "word", "activation", "share_of_max");
        await foreach (FilteredSequence finished in FilterRows.ReadAsync(_context, _plan, cancellationToken))
        {
            foreach (byte letter in finished.Sequence.Letters)
                if (letter < letters.Length) letters[letter]++;
            for (int filter = 0; filter < _layer.Filters; filter++)
            {
                float activation = finished.Maxima.Span[filter * FilterMaxima.Numbers];
                if (!(activation > _review.Thresholds[filter])) continue;
                _firing[filter]++;
                int start = (int)finished.Maxima.Span[filter * FilterMaxima.Numbers + 1];
                table.Text(finished.Sequence.Id).Number(filter).Number(start).Number(start + _layer.Width)
                    .Text(_context.Model.Alphabet.Format(finished.Sequence.Letters.AsSpan(start, _layer.Width))).Number(activation).Number(activation / _review.Max[filter]).EndRow();
            }
        }

        double all = Math.Max(1, letters.Sum());
        // MEME asks for a background above 0.
        _background = [.. letters.Select(count => (count + 1) / (all + letters.Length))];
    }

    private void WriteTable(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            "filter", "sites", "share_of_sequences", "max", "mean", "threshold", "consensus", "start", "width", "information_content", "best_motif", "p_value", "q_value", "note");
        foreach (FilterMotif filter in _filters)
        {
            table.Number(filter.Filter).Number(filter.Sites).Number(_firing[filter.Filter] / (double)Math.Max(1, _plan.Sequences))
                .Number(_review.Max[filter.Filter]).Number(_review.Mean[filter.Filter]).Number(_review.Thresholds[filter.Filter]);
            if (filter.Motif is { } motif) table.Text(motif.Consensus).Number(filter.Start).Number(motif.Width).Number(filter.InformationContent);
            else table.Text("").Text("").Text("").Text("");
            if (Best(filter.Filter) is { } best) table.Text(_known![best.Target].Name).Number(best.PValue).Number(best.QValue);
            else table.Text("").Text("").Text("");
            table.Text(filter.Note).EndRow();
        }
    }

    private void WriteAnnotations(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "filter", "motif", "p_value", "q_value", "offset", "strand");
        for (int filter = 0; filter < _matches.Length; filter++)
        {
            int rows = 0;
            foreach (TomtomMatch match in _matches[filter] ?? [])
            {
                if (rows++ >= _options.Annotations && match.QValue > Discovery) break;
                table.Number(filter).Text(_known![match.Target].Name).Number(match.PValue).Number(match.QValue).Number(match.Offset).Text(match.IsReverse ? "-" : "+").EndRow();
            }
        }
    }

    private void WriteMeme(Stream stream)
    {
        using var writer = new StreamWriter(stream, new System.Text.UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        MemeWriter.Write(writer, _context.Model.Alphabet, _background, [.. _filters.Select(static f => f.Motif).OfType<Motif>()]);
    }

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        int q = _context.Model.Alphabet.Count, width = _layer.Width, filters = _layer.Filters;
        using var npz = new NpzWriter(stream, leaveOpen: true);
        npz.Write<long>("pfm", _counts, filters, width, q);
        double[] ppm = [.. _filters.SelectMany(static f => f.Untrimmed.Probabilities)];
        npz.Write<double>("ppm", ppm, filters, width, q);
        npz.Write<double>("pwm", [.. ppm.Select((p, i) => Math.Log2(p / _background[i % q]))], filters, width, q);
        npz.Write<double>("background", _background, q);
        npz.Write<long>("sites", [.. _filters.Select(static f => f.Sites)], filters);
        npz.Write<double>("max", _review.Max, filters);
        npz.Write<double>("mean", _review.Mean, filters);
        npz.Write<float>("threshold", _review.Thresholds, filters);
        foreach ((string name, int number) in ((string, int)[])[("site_activation", 0), ("mean_activation", 2)])
        {
            using NpzArrayWriter<float> array = npz.Begin<float>(name, _plan.Sequences, filters);
            await foreach (FilteredSequence finished in FilterRows.ReadAsync(_context, _plan, cancellationToken))
            {
                float windows = number == 0 ? 1 : Math.Max(1, _layer.Windows(finished.Sequence.Length, int.MaxValue).Count);
                array.Write([.. Enumerable.Range(0, filters).Select(filter => finished.Maxima.Span[filter * FilterMaxima.Numbers + number] / windows)]);
            }
        }

        using (NpzArrayWriter<int> array = npz.Begin<int>("site_start", _plan.Sequences, filters))
        {
            await foreach (FilteredSequence finished in FilterRows.ReadAsync(_context, _plan, cancellationToken))
                array.Write([.. Enumerable.Range(0, filters).Select(filter => (int)finished.Maxima.Span[filter * FilterMaxima.Numbers + 1])]);
        }

        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        npz.Finish();
    }

    private string Logos()
    {
        FilterMotif[] shown = [.. _filters.Where(static f => f.Motif is not null)
            .OrderBy(f => Best(f.Filter) is { } best ? best.QValue : 1).ThenByDescending(static f => f.InformationContent).ThenBy(static f => f.Filter).Take(MostLogos)];
        int all = _filters.Count(static f => f.Motif is not null);
        string which = shown.Length == all ? "" : $"{shown.Length} of {all}, {(_matches.Length > 0 ? "those that fit known motifs best" : "those of most information")}; ";
        return new MotifLogos
        {
            Title = $"Filters of {_context.Model.Manifest.Id}",
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{which}words above the {(_options.Threshold == FilterThreshold.Basset ? "Basset" : "AI-TAC")} threshold in {_plan.Sequences:N0} sequences"),
            Logos = [.. shown.Select(Logo)],
        }.Render();
    }

    private MotifLogo Logo(FilterMotif filter)
    {
        string note = string.Create(CultureInfo.InvariantCulture, $"{filter.Sites:N0} sites");
        if (Best(filter.Filter) is { } best)
            note += string.Create(CultureInfo.InvariantCulture, $"; {_known![best.Target].Name} ({(best.IsReverse ? '-' : '+')}), q = {best.QValue:G2}");
        return new MotifLogo(filter.Motif!, $"filter {filter.Filter}", note);
    }

    private TomtomMatch? Best(int filter) => _matches.Length > 0 && _matches[filter] is [var best, ..] ? best : null;

    private Task FinishAsync(CancellationToken cancellationToken)
    {
        int motifs = _filters.Count(static f => f.Motif is not null), silent = _filters.Count(static f => f.Sites == 0);
        if (!_layer.IsActivated) _warnings.Add($"No non-linearity stands directly behind the first convolution: the activations are the numbers of \"{_layer.Tensor}\".");
        if (motifs < _filters.Length)
            _warnings.Add($"{_filters.Length - motifs} of {_filters.Length} filters have no motif{(silent > 0 ? $", {silent} of them are never active" : "")}; see the notes in filters.tsv.");
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("layer", _layer.Tensor)
            .Set("filters", _layer.Filters)
            .Set("width", _layer.Width)
            .Set("threshold", _options.Threshold == FilterThreshold.Basset ? "basset" : "ai-tac")
            .Set("least_sites", _options.LeastSites)
            .Set("trim_bits", _options.TrimBits)
            .Set("motifs", motifs);
        if (_known is { } known)
            record.Set("known_motifs", known.Count).Set("known_motifs_sha256", _options.MotifsSha256 ?? "")
                .Set("annotated", Enumerable.Range(0, _filters.Length).Count(filter => Best(filter) is { } best && best.QValue < Discovery));
        return RunRecords.FinishAsync(_context, _plan, record, _warnings, _files, cancellationToken);
    }
}

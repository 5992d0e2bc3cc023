using System.Runtime.CompilerServices;
using GenoXai.Core.Motifs;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of a run of perturbations into <c>perturb.npz</c>, <c>perturb.tsv</c> (a line per site and target),
/// <c>motifs.tsv</c> (over all sites of a name), pictures and <c>run.json</c>. Holds one file of sequences at a time.
/// </summary>
internal sealed class PerturbationMerge
{
    private const int MostBars = 20;

    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly PerturbationOptions _options;
    private readonly PerturbationSites _finder;
    private readonly int _targets;
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, SiteSummary[]> _summaries = new(StringComparer.Ordinal);
    private readonly SiteTableIds _ids;
    private long _sites, _withSites, _notFinite, _unchanged;
    private int _nameWidth = 1;

    private PerturbationMerge(RunContext context, RunDocument plan)
    {
        (_context, _plan, _options, _targets) = (context, plan, context.Request.Perturbation!, context.Model.Targets.Count);
        _finder = PerturbationSites.Of(_options, context.Model.Alphabet);
        _ids = new SiteTableIds(_options.Sites);
    }

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new PerturbationMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _files.Add(await _context.Store.PutAsync("perturb.tsv", stream => WriteTableAsync(stream, cancellationToken), cancellationToken));
        _files.Add(await _context.Store.PutAsync("perturb.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken));
        string[] names = [.. _summaries.Keys.Order(StringComparer.Ordinal)];
        _files.Add(await _context.Store.PutAsync("motifs.tsv", stream => SiteSummary.Write(stream, names, _summaries, _context.Model.Targets), cancellationToken));
        await RegionTrack.WriteAsync(_context, "perturb.bedgraph", ValuesAsync(cancellationToken), _files, cancellationToken);
        if (_sites > 0) _files.Add(await _context.Store.PutAsync("perturb.svg", stream => DrawNames(stream, names), cancellationToken));
        await WritePicturesAsync(cancellationToken);
        Warn();
        RunRecord record = RunRecords.Begin(_context, _plan).Set("edit", _options.Edit.ToString().ToLowerInvariant());
        if (_options.Edit == SiteEdit.Destroy) record.Set("by", _options.By.ToString().ToLowerInvariant());
        if (_options.Copies > 1) record.Set("shuffles", _options.Shuffles);
        if (_options.Motifs.Count > 0 && _options.Edit != SiteEdit.Insert) record.Set("p_value", _options.PValue);
        record.Set("sites", _sites).Set("sequences_with_sites", _withSites);
        await RunRecords.FinishAsync(_context, _plan, record, _warnings, _files, cancellationToken);
    }

    private async Task WriteTableAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true,
            "id", "name", "start", "end", "strand", "score", "p_value", "letters", "target", "reference_prediction", "effect", "standard_error");
        await foreach (PerturbedSequence found in ReadAsync(cancellationToken))
        {
            _sites += found.Sites.Count;
            if (found.Sites.Count > 0) _withSites++;
            _ids.Add(found.Sequence.Id);
            for (int site = 0; site < found.Sites.Count; site++)
            {
                PerturbedSite own = found.Sites[site];
                _nameWidth = Math.Max(_nameWidth, NpzTextWriter.Width(own.Name));
                for (int target = 0; target < _targets; target++)
                {
                    (double effect, double error) = found.Effect(site, target);
                    Note(own, target, effect, error);
                    table.Text(found.Sequence.Id).Text(own.Name).Number(own.Start).Number(own.End);
                    if (double.IsNaN(own.Score)) table.Text("").Text("").Text("");
                    else table.Text(own.IsReverse ? "-" : "+").Number(own.Score).Number(own.PValue);
                    ReadOnlySpan<byte> letters = _options.Edit == SiteEdit.Insert ? own.Word : found.Sequence.Letters.AsSpan(own.Start, own.End - own.Start);
                    table.Text(_context.Model.Alphabet.Format(letters)).Text(_context.Model.Targets[target]).Number(found.Reference(target)).Number((float)effect);
                    table.Number((float)error).EndRow();
                }
            }
        }
    }

    private void Note(PerturbedSite site, int target, double effect, double error)
    {
        if (!_summaries.TryGetValue(site.Name, out SiteSummary[]? summary)) _summaries[site.Name] = summary = [.. Enumerable.Range(0, _targets).Select(static _ => new SiteSummary())];
        if (!double.IsFinite(effect)) _notFinite++;
        else summary[target].Add(effect);
        if (target == 0 && effect == 0 && error == 0) _unchanged++;
    }

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        var references = new List<float>();
        using var npz = new NpzWriter(stream, leaveOpen: true);
        using (NpzArrayWriter<float> array = _targets == 1 ? npz.Begin<float>("effects", _sites) : npz.Begin<float>("effects", _sites, _targets))
        {
            await foreach (PerturbedSequence found in ReadAsync(cancellationToken))
            {
                for (int target = 0; target < _targets; target++) references.Add(found.Reference(target));
                for (int site = 0; site < found.Sites.Count; site++)
                    array.Write([.. Enumerable.Range(0, _targets).Select(target => (float)found.Effect(site, target).Mean)]);
            }
        }

        await WriteIntegersAsync(npz, "sequence", static (index, _) => index, cancellationToken);
        await WriteIntegersAsync(npz, "starts", static (_, site) => site.Start, cancellationToken);
        await WriteIntegersAsync(npz, "ends", static (_, site) => site.End, cancellationToken);
        using (NpzTextWriter names = npz.BeginText("names", _sites, _nameWidth))
            await foreach (PerturbedSequence found in ReadAsync(cancellationToken))
                foreach (PerturbedSite site in found.Sites) names.Write(site.Name);
        npz.Write<float>("reference_prediction", references.ToArray(), _targets == 1 ? [_plan.Sequences] : [_plan.Sequences, _targets]);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        if (_targets > 1) npz.WriteText("targets", _context.Model.Targets);
        npz.Finish();
    }

    private async Task WriteIntegersAsync(NpzWriter npz, string name, Func<int, PerturbedSite, int> value, CancellationToken cancellationToken)
    {
        int index = 0;
        using NpzArrayWriter<int> array = npz.Begin<int>(name, _sites);
        await foreach (PerturbedSequence found in ReadAsync(cancellationToken))
        {
            foreach (PerturbedSite site in found.Sites) array.Write([value(index, site)]);
            index++;
        }
    }

    private void DrawNames(Stream stream, string[] names)
    {
        string unit = _context.Model.ResolvedTargets[0].Unit;
        Bar[] bars = [.. names.Where(n => _summaries[n][0].Count > 0).OrderBy(n => _summaries[n][0].PValue).ThenByDescending(n => Math.Abs(_summaries[n][0].Mean)).Take(MostBars)
            .OrderByDescending(n => Math.Abs(_summaries[n][0].Mean))
            .Select(n => new Bar(n, _summaries[n][0].Mean, Error: double.IsNaN(_summaries[n][0].StandardError) ? 0 : _summaries[n][0].StandardError))];
        if (bars.Length == 0) bars = [new Bar("none", double.NaN)];
        new BarPicture
        {
            Title = FormattableString.Invariant($"{Verb}: {_sites} sites in {_withSites} of {_plan.Sequences} sequences"),
            Subtitle = $"{_context.Model.Manifest.Id}, {_context.Model.Targets[0]}; mean ± standard error over the sites{(names.Length > MostBars ? $", the {MostBars} most certain" : "")}",
            ValueName = "mean change of the prediction" + (unit.Length > 0 ? $" ({unit})" : ""),
            Bars = bars,
        }.Write(stream);
    }

    private async Task WritePicturesAsync(CancellationToken cancellationToken)
    {
        int number = 0;
        await foreach (PerturbedSequence found in ReadAsync(cancellationToken))
        {
            if (number >= _context.Request.Pictures) break;
            if (found.Sites.Count == 0) continue;
            _files.Add(await _context.Store.PutAsync(PictureNames.Key(number++, found.Sequence.Id), stream => Draw(stream, found), cancellationToken));
        }

        if (_withSites > number && number > 0) _warnings.Add($"{number} of {_withSites} sequences with sites have a picture; --pictures N draws more.");
    }

    private void Draw(Stream stream, PerturbedSequence found)
    {
        Models.ResolvedTarget target = _context.Model.ResolvedTargets[0];
        string unit = target.Unit.Length > 0 ? $" ({target.Unit})" : "";
        LogoPicture.Write(stream, new LogoPictureContent
        {
            Title = found.Sequence.Id,
            Subtitle = FormattableString.Invariant($"{Verb}, {target.Name}: {found.Sites.Count} {(found.Sites.Count == 1 ? "site" : "sites")}; reference prediction {found.Reference(0):G5}{unit}"),
            Alphabet = _context.Model.Alphabet,
            Letters = found.Sequence.Letters,
            Values = [.. found.Values(insertions: _options.Edit == SiteEdit.Insert).Select(static v => (double)v)],
            Spans = [.. found.Sites.Take(MostBars).Where(static s => s.End > s.Start).Select(static s => new LogoSpan(s.Start, s.End, s.Name))],
            ValueName = (_options.Edit == SiteEdit.Insert ? "gain by the insertion" : "loss of the prediction") + unit,
        });
    }

    private void Warn()
    {
        if (_sites == 0)
            _warnings.Add(_options.Motifs.Count > 0 ? FormattableString.Invariant($"no sequence has a site of the motifs at p ≤ {_options.PValue}; a higher --p-value finds more.") : "no sequence has a site of the table: the ids do not agree.");
        if (_notFinite > 0) _warnings.Add($"{Counted.Of(_notFinite, "effect is", "effects are")} not finite (NaN or infinite): in the files as computed, left out of motifs.tsv.");
        if (_unchanged > 0 && _options.Edit == SiteEdit.Destroy && _options.By != SiteFill.Lowest) _warnings.Add($"{Counted.Of(_unchanged, "site", "sites")} changed nothing at all: letters that have one order only, or a model that does not look there.");
        if (_ids.Warning() is { } others) _warnings.Add(others);
    }

    private string Verb => _options.Edit switch
    {
        SiteEdit.Delete => "Deleted",
        SiteEdit.Insert => "Inserted",
        _ => "Destroyed",
    };

    private async IAsyncEnumerable<PerturbedSequence> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(_context, _plan, cancellationToken))
            yield return new PerturbedSequence(finished.Sequence, _finder.Of(finished.Sequence), finished.Predictions, _options.Copies, _targets);
    }

    private async IAsyncEnumerable<(NamedSequence Sequence, float[] Values)> ValuesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (PerturbedSequence found in ReadAsync(cancellationToken)) yield return (found.Sequence, found.Values(insertions: _options.Edit == SiteEdit.Insert));
    }
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Results;
using GenoXai.Core.Results.Comparison;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// What a comparison of runs writes: <c>compare.tsv</c> (a line per sequence and pair), <c>compare_pairs.tsv</c> (over
/// all sequences), arrays, and pictures: all pairs, scatters, and what each run says of the first sequences.
/// </summary>
/// <param name="files">The runs, opened and not yet read.</param>
/// <param name="share">Which part of the positions are the most important ones.</param>
/// <param name="logos">Sequences of which what each run says is drawn.</param>
public sealed class ComparisonFiles(IReadOnlyList<ExplanationFile> files, double share, int logos)
{
    private const int MostScatters = 6;
    private readonly RunComparison _comparison = new(files, share);
    private readonly List<Agreement[]> _agreements = [];
    private readonly List<string> _ids = [];
    private readonly List<ArtifactInfo> _written = [];
    private readonly List<string> _warnings = [];

    /// <summary>What a person should know.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Number of sequences.</summary>
    public int Count => _ids.Count;

    /// <summary>How far the pairs of runs agree on a sequence.</summary>
    /// <param name="sequence">Its number.</param>
    public IReadOnlyList<Agreement> Of(int sequence) => _agreements[sequence];

    /// <summary>Writes everything but the arrays.</summary>
    /// <param name="store">Where.</param>
    /// <param name="read">Called once all sequences have been read and fit, before the first file is there.</param>
    /// <param name="cancellationToken">Stops between sequences.</param>
    /// <exception cref="InputException">The runs are not of the same sequences.</exception>
    public async Task<IReadOnlyList<ArtifactInfo>> WriteAsync(IArtifactStore store, Action read, CancellationToken cancellationToken)
    {
        var drawn = new List<(string Key, string Svg)>();
        _written.Add(await store.PutAsync("compare.tsv", stream =>
        {
            WriteTable(stream, drawn, cancellationToken);
            read();
        }, cancellationToken));
        _written.Add(await store.PutAsync("compare_pairs.tsv", WritePairs, cancellationToken));
        drawn.Insert(0, ("agreement.svg", Agreements()));
        foreach (RunPair pair in _comparison.Pairs.Take(MostScatters)) drawn.Add((FormattableString.Invariant($"scatter_{pair.First + 1}_{pair.Second + 1}.svg"), Scatter(pair)));
        foreach ((string key, string svg) in drawn)
            _written.Add(await store.PutAsync(key, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(svg)), cancellationToken));
        if (_comparison.IsLarge) _warnings.Add(FormattableString.Invariant($"{_comparison.Positions} positions are more than {RunComparison.MostHeld}: Spearman's correlation is of each sequence and not over all, and scatter pictures show the first {RunComparison.MostHeld}."));
        if (_comparison.Pairs.Count > MostScatters) _warnings.Add($"{MostScatters} of {_comparison.Pairs.Count} pairs have a scatter picture.");
        return _written;
    }

    /// <summary>Writes a figure for each sequence and pair, shape (N, P), the pairs' runs (P, 2), figures over all, names and ids.</summary>
    /// <param name="npz">Where.</param>
    public void WriteArrays(NpzWriter npz)
    {
        ArgumentNullException.ThrowIfNull(npz);
        int pairs = _comparison.Pairs.Count;
        for (int measure = 0; measure < Agreement.Measures.Count; measure++)
            npz.Write<double>(Agreement.Measures[measure], [.. _agreements.SelectMany(row => row.Select(a => a[measure]))], _ids.Count, pairs);
        for (int measure = 0; measure < 3; measure++)
            npz.Write<double>("overall_" + Agreement.Measures[measure], [.. _comparison.Pairs.Select(p => p.Overall(measure))], pairs);
        npz.Write<int>("pairs", [.. _comparison.Pairs.SelectMany(static p => new[] { p.First, p.Second })], pairs, 2);
        npz.WriteText("runs", [.. files.Select(static f => f.Name)]);
    }

    /// <summary>Adds what was compared and how far it agrees to a record.</summary>
    /// <param name="record">The record.</param>
    public void Describe(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        record.Set("runs", files.Select(static f => f.Name))
            .Set("compared_methods", files.Select(static f => f.Method))
            .Set("compared_targets", files.Select(static f => f.Target))
            .Set("top_share", share)
            .Set("pairs", _comparison.Pairs.Select(PairName));
        for (int measure = 0; measure < 3; measure++) record.Set("overall_" + Agreement.Measures[measure], _comparison.Pairs.Select(p => p.Overall(measure)));
        for (int measure = 0; measure < Agreement.Measures.Count; measure++)
            record.Set("median_" + Agreement.Measures[measure], _comparison.Pairs.Select((_, p) => Over(p, measure).Median));
    }

    private string PairName(RunPair pair) => $"{files[pair.First].Name} ~ {files[pair.Second].Name}";

    private Quartiles Over(int pair, int measure) => Quartiles.Of(_agreements.Select(row => row[pair][measure]));

    private void WriteTable(Stream stream, List<(string Key, string Svg)> drawn, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, ["id", "first", "second", "positions", .. Agreement.Measures]);
        foreach ((ExplainedSequence[] runs, Agreement[] pairs) in _comparison.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int p = 0; p < pairs.Length; p++)
            {
                table.Text(runs[0].Id).Text(files[_comparison.Pairs[p].First].Name).Text(files[_comparison.Pairs[p].Second].Name).Number(pairs[p].Positions);
                for (int measure = 0; measure < Agreement.Measures.Count; measure++) table.Number(pairs[p][measure]);
                table.EndRow();
            }

            if (_ids.Count < logos && Logos(runs) is { } svg) drawn.Add((PictureNames.Key(_ids.Count, runs[0].Id), svg));
            _ids.Add(runs[0].Id);
            _agreements.Add(pairs);
        }

        if (logos > 0 && drawn.Count == 0) _warnings.Add("No run holds the letters of its sequences, so there are no logos.");
    }

    private void WritePairs(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "first", "second", "compared", "measure", "over_all", "sequences", "lower_quartile", "median", "upper_quartile");
        for (int p = 0; p < _comparison.Pairs.Count; p++)
        {
            RunPair pair = _comparison.Pairs[p];
            for (int measure = 0; measure < Agreement.Measures.Count; measure++)
            {
                Quartiles over = Over(p, measure);
                table.Text(files[pair.First].Name).Text(files[pair.Second].Name).Text(pair.BySize ? "sizes" : "values").Text(Agreement.Measures[measure])
                    .Number(pair.Overall(measure)).Number(over.Count).Number(over.Lower).Number(over.Median).Number(over.Upper).EndRow();
            }
        }
    }

    private string Agreements()
    {
        int count = files.Count;
        var values = new double[count * count];
        for (int i = 0; i < count; i++) values[i * count + i] = 1;
        for (int p = 0; p < _comparison.Pairs.Count; p++)
        {
            RunPair pair = _comparison.Pairs[p];
            values[pair.First * count + pair.Second] = Over(p, 0).Median;
            values[pair.Second * count + pair.First] = Over(p, 1).Median;
        }

        return new AgreementPicture
        {
            Title = $"Agreement of {count} explanations",
            Subtitle = FormattableString.Invariant($"importance of positions, median over {_ids.Count} sequences; above the diagonal Pearson's r, below Spearman's ρ"),
            Names = [.. files.Select(static f => $"{f.Name} ({f.Method})")],
            Values = values,
        }.Render();
    }

    private string Scatter(RunPair pair)
    {
        double[] Of(int run) => [.. _comparison.Held(run).Select(v => pair.BySize ? Math.Abs(v) : v)];
        return new ScatterPicture
        {
            Title = $"{files[pair.First].Name} and {files[pair.Second].Name}",
            Subtitle = FormattableString.Invariant($"{(pair.BySize ? "size of the importance" : "importance")} of each position of {_ids.Count} sequences"),
            XName = $"{files[pair.First].Name} ({files[pair.First].Method})",
            YName = $"{files[pair.Second].Name} ({files[pair.Second].Method})",
            X = Of(pair.First),
            Y = Of(pair.Second),
            Identity = files[pair.First].Method == files[pair.Second].Method,
        }.Render();
    }

    private string? Logos(ExplainedSequence[] runs)
    {
        byte[]? letters = runs.FirstOrDefault(static r => r.Letters is not null)?.Letters;
        string? alphabet = files.FirstOrDefault(static f => f.Alphabet is not null)?.Alphabet;
        if (letters is null || alphabet is null) return null;
        var known = new Alphabet(alphabet);
        return PictureStack.Render(runs[0].Id, [.. runs.Select((run, i) => LogoPicture.Render(new LogoPictureContent
        {
            Title = $"{run.Id}: {files[i].Name}",
            Subtitle = $"{files[i].Method} of {files[i].Target}",
            Alphabet = known,
            Letters = letters,
            Values = run.Importance,
            ValueName = "importance",
        }))]);
    }
}

using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Joins the chunks of second-order ISM or its Hessian form into <c>interactions.npz</c>, <c>interactions.tsv</c> (a
/// line per double mutant), tables and pictures over all sequences, and <c>run.json</c>. Goes through the chunks once
/// per array; holds one sequence file at a time.
/// </summary>
internal sealed class InteractionMerge
{
    private readonly RunContext _context;
    private readonly RunDocument _plan;
    private readonly InteractionOptions _options;
    private readonly Alphabet _alphabet;
    private readonly InteractionTotals _totals = new();
    private readonly InteractionComparison? _comparison;
    private readonly List<ArtifactInfo> _files = [];
    private readonly List<string> _warnings = [];
    private long _effects, _notFinite;

    private InteractionMerge(RunContext context, RunDocument plan) =>
        (_context, _plan, _options, _alphabet, _comparison) = (context, plan, context.Request.Interactions!, context.Model.Alphabet, context.Sketch is { } sketch ? new InteractionComparison(sketch) : null);

    private string Index => _options.Method == InteractionMethod.SecondOrder ? "second-order-ism" : "hessian";

    private string Unit => _context.Model.ResolvedTargets[0].Unit is { Length: > 0 } unit ? $" ({unit})" : "";

    public static Task RunAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken) =>
        new InteractionMerge(context, plan).RunAsync(cancellationToken);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await PutAsync("interactions.npz", stream => WriteArraysAsync(stream, cancellationToken), cancellationToken);
        await PutAsync("interactions.tsv", stream => WriteTableAsync(stream, cancellationToken), cancellationToken);
        await PutAsync("interactions_global.tsv", Synchronous(stream => _totals.WritePairs(stream, "mean_absolute")), cancellationToken);
        await PutAsync("interactions_distance.tsv", Synchronous(stream => _totals.WriteDistances(stream, "mean_absolute")), cancellationToken);
        string name = _options.Method == InteractionMethod.SecondOrder ? "second-order ISM" : "Hessian interactions";
        if (_comparison is not null)
        {
            await PutAsync("sketch_comparison.tsv", Synchronous(_comparison.Agreement.WriteTable), cancellationToken);
            await PutAsync("interactions_sketch.svg", Synchronous(stream => _comparison.Agreement.Draw(stream, "Interactions by the model and by the sketch", $"E of double mutants, {_context.Model.Targets[0]}", name + Unit)), cancellationToken);
        }

        await WritePicturesAsync(name, cancellationToken);
        if (_notFinite > 0) _warnings.Add($"{Counted.Of(_notFinite, "interaction is", "interactions are")} not finite (NaN or infinite) and in the files as computed.");
        if (_plan.MissingLetters > 0) _warnings.Add($"{Counted.Of(_plan.MissingLetters, "letter is", "letters are")} missing (N or another ambiguity code); such positions have no interactions here.");
        RunRecord record = RunRecords.Begin(_context, _plan)
            .Set("interactions", Index)
            .Set("range", _context.Request.Mutagenesis.Range?.ToString())
            .Set("double_mutants", _effects);
        if (_options.Window is { } window) record.Set("window", window);
        if (_options.TopPositions is { } top) record.Set("top_positions", top);
        if (_comparison is not null) record.Set("sketch_id", _options.SketchId).Set("sketch_pearson", _comparison.Agreement.Pearson).Set("sketch_double_mutants", _comparison.Agreement.Count);
        if (_options.Method == InteractionMethod.Hessian) record.Set("gradient_rows", _plan.Rows / 2);
        await RunRecords.FinishAsync(_context, _plan, record, _warnings, _files, cancellationToken);
    }

    private static Func<Stream, Task> Synchronous(Action<Stream> write) => stream =>
    {
        write(stream);
        return Task.CompletedTask;
    };

    private async Task PutAsync(string key, Func<Stream, Task> write, CancellationToken cancellationToken) => _files.Add(await _context.Store.PutAsync(key, write, cancellationToken));

    private async Task WriteArraysAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var npz = new NpzWriter(stream, leaveOpen: true);
        var references = new List<float>();
        (int start, int end) = _context.Request.Mutagenesis.Range is { } range ? (range.Start, range.End) : (0, _plan.MaxLength);
        // No more than there can be, whatever was asked for.
        int rows = Math.Min(_options.TopPositions ?? end - start, end - start), columns = Math.Min(_options.Window ?? rows, rows);
        using (NpzArrayWriter<float> strongest = npz.Begin<float>("strongest", _plan.Sequences, rows, columns))
        {
            await foreach (InteractionMap map in MapsAsync(cancellationToken))
            {
                references.Add(map.Reference);
                strongest.Write(Cells(map, start, rows, columns, static f => f.Strongest));
            }
        }

        using (NpzArrayWriter<float> squares = npz.Begin<float>("root_mean_square", _plan.Sequences, rows, columns))
            await foreach (InteractionMap map in MapsAsync(cancellationToken)) squares.Write(Cells(map, start, rows, columns, static f => (float)f.RootMeanSquare));
        if (_options.TopPositions is null) npz.Write<int>("positions", [.. Enumerable.Range(start, end - start)], end - start);
        else
        {
            using NpzArrayWriter<int> positions = npz.Begin<int>("positions", _plan.Sequences, rows);
            await foreach (InteractionMap map in MapsAsync(cancellationToken))
                positions.Write([.. map.Pairs.Positions, .. Enumerable.Repeat(-1, rows - map.Pairs.Positions.Length)]);
        }

        using (NpzArrayWriter<float> singles = EffectMaps.Begin(npz, "single_effects", _plan, 1, _alphabet.Count))
            await foreach (InteractionMap map in MapsAsync(cancellationToken)) singles.Write(SingleMap(map));
        npz.Write<float>("reference_prediction", references.ToArray(), _plan.Sequences);
        await SequenceArrays.WriteIdsAsync(npz, _context, _plan, cancellationToken);
        npz.Finish();
    }

    /// <summary>A figure of every pair: symmetric, or (position, distance − 1) for a window; NaN where there is no pair.</summary>
    private float[] Cells(InteractionMap map, int start, int rows, int columns, Func<PairFigures, float> figure)
    {
        var cells = new float[rows * columns];
        cells.AsSpan().Fill(float.NaN);
        int pair = 0;
        foreach ((int first, int second) in map.Pairs.All())
        {
            float value = figure(map.Figures(pair++));
            int i = map.Pairs.Positions[first] - start, j = map.Pairs.Positions[second] - start;
            if (_options.Window is not null) cells[i * columns + j - i - 1] = value;
            else
            {
                if (_options.TopPositions is not null) (i, j) = (first, second);
                cells[i * columns + j] = cells[j * columns + i] = value;
            }
        }

        return cells;
    }

    private float[] SingleMap(InteractionMap map)
    {
        int substitutions = _alphabet.Count - 1;
        var values = new float[_alphabet.Count * _plan.MaxLength];
        values.AsSpan().Fill(float.NaN);
        for (int place = 0; place < map.Positions.Length; place++)
        {
            int position = map.Positions[place];
            byte observed = map.Sequence.Letters[position];
            values[observed * _plan.MaxLength + position] = 0;
            for (int s = 0; s < substitutions; s++) values[PositionPairs.LetterOf(observed, s) * _plan.MaxLength + position] = map.Singles[place * substitutions + s];
        }

        return values;
    }

    private async Task WriteTableAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "positions", "letters", "order", "index", "value");
        await foreach (InteractionMap map in MapsAsync(cancellationToken))
        {
            int pair = 0, at = 0, substitutions = map.Pairs.Substitutions;
            foreach ((int first, int second) in map.Pairs.All())
            {
                (int i, int j) = (map.Pairs.Positions[first], map.Pairs.Positions[second]);
                string positions = FormattableString.Invariant($"{i},{j}");
                for (int a = 0; a < substitutions; a++)
                {
                    for (int b = 0; b < substitutions; b++, at++)
                    {
                        float value = map.Effects[at];
                        if (!float.IsFinite(value)) _notFinite++;
                        table.Text(map.Sequence.Id).Text(positions).Text($"{Letter(i, a)},{Letter(j, b)}").Number(2).Text(Index).Number(value).EndRow();
                    }
                }

                _totals.Add(i, j, map.Figures(pair++).MeanAbsolute);
            }

            _effects += at;
            _comparison?.Add(map);

            char Letter(int position, int substitution) => _alphabet[PositionPairs.LetterOf(map.Sequence.Letters[position], substitution)];
        }
    }

    private async Task WritePicturesAsync(string name, CancellationToken cancellationToken)
    {
        string target = _context.Model.Targets[0];
        if (_plan.Sequences > 0 && _effects > 0)
        {
            string subtitle = $"{name} of {target}, mean |E| over {_plan.Sequences} sequences";
            if (_totals.IsDrawn) await PutAsync("interactions_global.svg", Synchronous(stream => _totals.DrawPairs(stream, "Which positions act together", subtitle, "mean |E|" + Unit)), cancellationToken);
            await PutAsync("interactions_distance.svg", Synchronous(stream => _totals.DrawDistances(stream, "How far letters act together", subtitle, "mean |E|" + Unit)), cancellationToken);
        }

        int number = 0;
        await foreach (InteractionMap map in MapsAsync(cancellationToken))
        {
            if (number >= _context.Request.Pictures) break;
            string subtitle = FormattableString.Invariant($"{name} of {target}; prediction {map.Reference:G5}{Unit}");
            await PutAsync(PictureNames.Key(number++, map.Sequence.Id), Synchronous(stream => InteractionPicture.Write(stream, map, _alphabet, subtitle, "strongest E" + Unit)), cancellationToken);
        }

        if (_plan.Sequences > number && number > 0) _warnings.Add($"{number} of {_plan.Sequences} sequences have a picture; --pictures N draws more.");
    }

    private async IAsyncEnumerable<InteractionMap> MapsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FinishedSequence finished in InteractionRows.ReadAllAsync(_context, _plan, cancellationToken))
            yield return InteractionMap.Of(_context.Request, _alphabet.Count, finished.Sequence, finished.Predictions.Span);
    }
}

using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// The work of one chunk of interactions that is more than one list of rows: positions are chosen by single mutants
/// before their pairs are shown, or gradients are taken.
/// </summary>
public static class InteractionRows
{
    /// <summary>Whether a request's rows are one list, which can be cut anywhere.</summary>
    internal static bool IsOneList(InteractionOptions options) => options is { Method: InteractionMethod.SecondOrder, TopPositions: null };

    /// <summary>Model rows of a sequence; a backward pass is one more.</summary>
    internal static long RowsOf(RunRequest request, NamedSequence sequence, int letterCount)
    {
        InteractionOptions options = request.Interactions!;
        int known = InteractionOptions.PositionsOf(sequence, request.Mutagenesis).Length;
        return options.Method switch
        {
            InteractionMethod.SecondOrder => NumbersOf(request, sequence, letterCount),
            InteractionMethod.Hessian => 2 * (1L + (long)Math.Min(options.TopPositions ?? known, known) * (letterCount - 1)),
            _ => FeatureInteractions.RowsOf(options.Dfim!, options.Dfim!.FeaturesOf(sequence, request.Mutagenesis).Length),
        };
    }

    /// <summary>Numbers that a sequence leaves in its chunk.</summary>
    internal static long NumbersOf(RunRequest request, NamedSequence sequence, int letterCount)
    {
        InteractionOptions options = request.Interactions!;
        if (options.Method == InteractionMethod.Dfim) return FeatureInteractions.NumbersOf(options.Dfim!.FeaturesOf(sequence, request.Mutagenesis).Length);
        int known = InteractionOptions.PositionsOf(sequence, request.Mutagenesis).Length;
        return 1 + (long)known * (letterCount - 1) + options.EffectsOf(sequence, request.Mutagenesis, letterCount);
    }

    /// <summary>Throws unless the model has what interactions need of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">Several targets.</exception>
    public static void Require(RunRequest request, OnnxSequenceModel model)
    {
        request.Interactions!.Check();
        if (model.Targets.Count != 1)
            throw new InputException($"interactions: are of one target, not of {model.Targets.Count}. Choose one, or an expression of several such as y[2]-y[0].", "bad-option");
    }

    internal static async Task<WorkResult> RunAsync(RunContext context, RunDocument plan, int chunk, CancellationToken cancellationToken)
    {
        ChunkDocument document = plan.Chunks[chunk];
        var item = new WorkItem(RunStage.Rows, chunk);
        IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, document.Input, cancellationToken);
        if (await ReadAsync(context, plan, chunk, sequences, cancellationToken) is not null)
        {
            context.Progress?.Invoke(-document.Rows);
            return new WorkResult(item, Rows: document.Rows, Reused: true);
        }

        float[] data = context.Request.Interactions!.Method switch
        {
            InteractionMethod.SecondOrder => Doubles(context, plan.BatchRows, sequences, cancellationToken),
            InteractionMethod.Hessian => Hessian(context, plan.BatchRows, sequences, cancellationToken),
            _ => FeatureInteractionRows.Run(context, plan.BatchRows, sequences, cancellationToken),
        };
        await context.Store.PutAsync(RunKeys.Rows(chunk), stream => PartFile.WriteRows(stream, plan.TagOf(chunk), data), cancellationToken);
        return new WorkResult(item, Rows: document.Rows);
    }

    /// <summary>All sequences in order, each with its numbers; holds one sequence file and its numbers at a time.</summary>
    internal static async IAsyncEnumerable<FinishedSequence> ReadAllAsync(RunContext context, RunDocument plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parts = new List<float[]>();
        for (int chunk = 0; chunk < plan.Chunks.Count; chunk++)
        {
            IReadOnlyList<NamedSequence> sequences = await ModelRows.SequencesAsync(context, plan.Chunks[chunk].Input, cancellationToken);
            parts.Add(await ReadAsync(context, plan, chunk, sequences, cancellationToken)
                ?? throw new InvalidDataException($"{RunKeys.Rows(chunk)} is damaged. Run the same command again; it is then computed anew."));
            if (!plan.Chunks[chunk].IsLastOfInput) continue;
            float[] data = parts.Count == 1 ? parts[0] : [.. parts.SelectMany(static p => p)];
            parts.Clear();
            int at = 0;
            foreach (NamedSequence sequence in sequences)
            {
                int size = checked((int)NumbersOf(context.Request, sequence, context.Model.Alphabet.Count));
                yield return new FinishedSequence(sequence, data.AsMemory(at, size));
                at += size;
            }
        }
    }

    private static Task<float[]?> ReadAsync(RunContext context, RunDocument plan, int chunk, IReadOnlyList<NamedSequence> sequences, CancellationToken cancellationToken)
    {
        int size = IsOneList(context.Request.Interactions!) ? plan.Chunks[chunk].Rows
            : checked((int)sequences.Sum(s => NumbersOf(context.Request, s, context.Model.Alphabet.Count)));
        return PartFile.TryReadRowsAsync(context.Store, RunKeys.Rows(chunk), plan.TagOf(chunk), size, cancellationToken);
    }

    /// <summary>Single mutants first, then the pairs among the strongest positions.</summary>
    private static float[] Doubles(RunContext context, int batchRows, IReadOnlyList<NamedSequence> sequences, CancellationToken cancellationToken)
    {
        int q = context.Model.Alphabet.Count;
        int[][] positions = [.. sequences.Select(s => InteractionOptions.PositionsOf(s, context.Request.Mutagenesis))];
        // No pair lies within 0 positions: the sequences and their single mutants alone.
        float[] alone = Predict(new DoubleMutantRows(sequences, [.. positions.Select(p => new PositionPairs(p, q, 0))]));
        var pairs = new PositionPairs[sequences.Count];
        var starts = new int[sequences.Count];
        int at = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            starts[i] = at;
            var singles = new float[positions[i].Length * (q - 1)];
            SecondOrderMutagenesis.Singles(alone.AsSpan(at, 1 + singles.Length), singles);
            pairs[i] = InteractionMap.PairsOf(context.Request.Interactions!, positions[i], singles, q);
            at += 1 + singles.Length;
        }

        float[] together = Predict(new DoubleMutantRows(sequences, pairs, singles: false));
        var data = new float[alone.Length + together.Length];
        int from = 0, to = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            int count = 1 + positions[i].Length * (q - 1), effects = (int)pairs[i].Effects;
            alone.AsSpan(starts[i], count).CopyTo(data.AsSpan(to));
            together.AsSpan(from, effects).CopyTo(data.AsSpan(to + count));
            (from, to) = (from + effects, to + count + effects);
        }

        return data;

        float[] Predict(RowSource rows) => RowPredictor.Predict(context.Model, rows, batchRows, context.Threads, context.Progress, cancellationToken);
    }

    private static float[] Hessian(RunContext context, int batchRows, IReadOnlyList<NamedSequence> sequences, CancellationToken cancellationToken)
    {
        OnnxGradientModel model = context.Model.Gradients;
        int q = model.LetterCount;
        int[][] positions = [.. sequences.Select(s => InteractionOptions.PositionsOf(s, context.Request.Mutagenesis))];
        var references = new float[sequences.Count];
        float[][] singles = [.. positions.Select(p => new float[p.Length * (q - 1)])];
        PointEvaluator.Run(model, new GradientsAtSequences(sequences, q, model.MissingFill, (i, prediction, gradient) =>
        {
            references[i] = prediction;
            HessianInteractions.Taylor(sequences[i].Letters, gradient, positions[i], q, singles[i]);
        }), batchRows, context.Threads, cancellationToken);
        PositionPairs[] pairs = [.. sequences.Select((_, i) => InteractionMap.PairsOf(context.Request.Interactions!, positions[i], singles[i], q))];
        float[][] before = [.. pairs.Select((p, i) => p.Positions.SelectMany(position => singles[i].Skip(Array.BinarySearch(positions[i], position) * (q - 1)).Take(q - 1)).ToArray())];
        var jobs = new HessianInteractions(sequences, pairs, before, q, model.MissingFill);
        PointEvaluator.Run(model, jobs, batchRows, context.Threads, cancellationToken);
        context.Progress?.Invoke(checked((int)sequences.Sum(s => RowsOf(context.Request, s, q))));
        return [.. sequences.SelectMany((_, i) => (float[])[references[i], .. singles[i], .. jobs.Effects(i)])];
    }
}

using GenoXai.Core.Numerics;
using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>Finds the attention of a model: every softmax tensor is shown rows, and those that are matrices of tokens by tokens, line by line summing to 1, are kept.</summary>
internal static class AttentionProbe
{
    // Fewer rows than most models have heads or tokens would be taken for them.
    private const int Rows = 3;
    private const double SumTolerance = 1e-2, SameTolerance = 1e-4;

    /// <summary>The layers in the order of the graph, and a sentence for each softmax that is something else.</summary>
    /// <param name="loaded">The model, open.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="fixedBatch">Rows that every run must have; 0 when any number fits.</param>
    /// <param name="length">A length that it takes.</param>
    /// <exception cref="InputException">There is no attention; the message says what was looked for and found.</exception>
    public static (IReadOnlyList<AttentionLayer> Layers, IReadOnlyList<string> Others) Find(LoadedModel loaded, ModelOptions options, int fixedBatch, int length)
    {
        IReadOnlyList<string> tensors = SoftmaxTensors.Of(loaded.RunningGraph);
        if (tensors.Count == 0) throw None(loaded, "It has no Softmax node, and no Exp divided by its own ReduceSum.");
        options = options with { Provider = ExecutionProvider.Cpu };
        (TensorValues[] own, int ownRows) = RunFile(loaded, tensors, options, length);
        int rows = !loaded.Layout.Axes.HasBatch ? 1 : fixedBatch > 0 ? fixedBatch : Rows;
        using var session = new TensorSession(loaded, loaded.RunningGraph, tensors, options);
        using var batch = new TensorBatch(loaded, rows, length);
        FillRows(batch, rows, loaded.Alphabet.Count, first: 0);
        TensorValues[] before = session.Run(batch, rows);
        FillRows(batch, rows, loaded.Alphabet.Count, first: 1);
        TensorValues[] after = session.Run(batch, rows);
        var found = new List<(AttentionLayer Layer, long Tokens)>();
        var others = new List<string>();
        for (int i = 0; i < tensors.Count; i++)
        {
            int heads = 0;
            bool? rowsFirst = null;
            string? problem = Problem(own[i], ownRows);
            if (problem is null)
            {
                heads = own[i].Matrices / ownRows;
                if (before[i].Values.Length == own[i].Values.Length / ownRows * rows) rowsFirst = Order(before[i].Values, after[i].Values, rows, heads);
                if (rowsFirst is null) problem = "its rows depend on each other";
            }

            if (problem is not null) others.Add($"softmax \"{tensors[i]}\" of shape [{string.Join(',', own[i].Shape)}] is not attention between tokens: {problem}.");
            else found.Add((new AttentionLayer(tensors[i], heads, rowsFirst!.Value), own[i].Shape[^1]));
        }

        if (found.Count == 0) throw None(loaded, string.Join(' ', others.Select(static o => char.ToUpperInvariant(o[0]) + o[1..])));
        // Layers of several numbers of tokens cannot be joined: those of the number that most have, of equals the finest.
        long tokens = found.GroupBy(static f => f.Tokens).OrderByDescending(static g => g.Count()).ThenByDescending(static g => g.Key).First().Key;
        others.AddRange(found.Where(f => f.Tokens != tokens).Select(f => $"attention \"{f.Layer.Tensor}\" has {f.Tokens} tokens where others have {tokens}; it is left out."));
        return ([.. found.Where(f => f.Tokens == tokens).Select(static f => f.Layer)], others);
    }

    /// <summary>
    /// The tensors as the file makes them: where its batch was freed, the graph that runs may hold the same numbers in
    /// another shape.
    /// </summary>
    private static (TensorValues[] Values, int Rows) RunFile(LoadedModel loaded, IReadOnlyList<string> tensors, ModelOptions options, int length)
    {
        TensorFact input = loaded.Onnx.Facts.Inputs.First(i => i.Name == loaded.Manifest.Input.Name);
        int rows = !loaded.Layout.Axes.HasBatch ? 1 : input.Sizes is [{ } size, ..] ? checked((int)size) : Rows;
        using var session = new TensorSession(loaded, loaded.Onnx, tensors, options);
        while (true)
        {
            using var batch = new TensorBatch(loaded, rows, length);
            FillRows(batch, rows, loaded.Alphabet.Count, first: 0);
            try
            {
                return (session.Run(batch, rows), rows);
            }
            catch (InputException) when (rows == Rows && input.Sizes is [null, ..])
            {
                // Open by its declaration, but made for one row inside.
                rows = 1;
            }
        }
    }

    private static string? Problem(TensorValues values, int rows)
    {
        if (values.Shape.Length < 2 || values.Shape[^1] != values.Shape[^2]) return "its last two axes differ";
        if (values.Shape[^1] < 2) return "it has one token";
        if (values.Matrices % rows != 0 || (values.Shape.Length == 2 && rows > 1)) return $"it has {values.Matrices} matrices for {rows} rows";
        int tokens = (int)values.Shape[^1];
        for (int line = 0; line < values.Values.Length; line += tokens)
        {
            double sum = 0;
            foreach (float value in values.Values.AsSpan(line, tokens)) sum += value;
            if (!(Math.Abs(sum - 1) < SumTolerance)) return "its lines do not sum to 1 along the last axis";
        }

        return null;
    }

    /// <summary>Whether rows stand first: the rows of the second run are those of the first, moved up by one. Null when neither order shows that.</summary>
    private static bool? Order(float[] before, float[] after, int rows, int heads)
    {
        if (rows == 1) return true;
        int size = before.Length / (rows * heads);
        foreach (bool rowsFirst in new[] { true, false })
        {
            var layer = new AttentionLayer("", heads, rowsFirst);
            double worst = 0;
            for (int row = 0; row < rows; row++)
            {
                for (int head = 0; head < heads; head++)
                {
                    ReadOnlySpan<float> now = after.AsSpan(layer.IndexOf(row, head, rows) * size, size);
                    ReadOnlySpan<float> then = before.AsSpan(layer.IndexOf((row + 1) % rows, head, rows) * size, size);
                    for (int i = 0; i < size; i++) worst = Math.Max(worst, Math.Abs(now[i] - then[i]));
                }
            }

            if (worst < SameTolerance) return rowsFirst;
        }

        return null;
    }

    private static void FillRows(TensorBatch batch, int rows, int letters, int first)
    {
        for (int row = 0; row < rows; row++)
        {
            SeededRandom random = SeededRandom.Stream(1, "attention probe", (row + first) % rows);
            foreach (ref byte letter in batch.Letters.AsSpan(row * batch.Length, batch.Length)) letter = (byte)random.NextInt(letters);
        }
    }

    private static InputException None(LoadedModel loaded, string found)
    {
        IReadOnlyList<string> fused = SoftmaxTensors.Fused(loaded.RunningGraph);
        string why = fused.Count == 0 ? "" : $" It has {string.Join(", ", fused)}, which show no weights: export the model without fused attention.";
        return new InputException(
            $"{loaded.Onnx.Name}: no attention in the graph: no softmax whose output is (…, T, T), tokens by tokens, with lines that sum to 1. {found}{why}", "bad-model");
    }
}

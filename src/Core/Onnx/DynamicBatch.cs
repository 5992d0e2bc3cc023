namespace GenoXai.Core.Onnx;

/// <summary>
/// Makes an export whose batch size is fixed (usually 1) take batches of any size: input and output
/// shapes get an open first axis, and constants inside that hold the old batch size (targets of
/// Reshape and Expand, initial states of LSTM and GRU, …) are rewritten to follow the batch.
/// </summary>
/// <remarks>
/// Our own design, by symbolic shapes (<see cref="Shapes.ShapeInference"/>). With a batch of 1, sizes
/// that are 1 for another reason cannot always be told from the batch, so the result is a proposal:
/// use it only after a batch of different rows gives the same numbers as the rows one by one.
/// </remarks>
public static class DynamicBatch
{
    /// <summary>Rewrites a model; never throws for a model that was loaded.</summary>
    /// <param name="model">The model; not changed.</param>
    /// <param name="sequenceInput">The input whose first axis is the batch; null: the first input with at least two axes.</param>
    public static DynamicBatchResult Rewrite(OnnxModel model, string? sequenceInput = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        TensorFact? input = model.Facts.Inputs.FirstOrDefault(i => sequenceInput is null ? i.Rank >= 2 : i.Name == sequenceInput);
        if (input?.Axes is not { Count: >= 2 } axes)
            return Impossible(sequenceInput is null ? "no input has a batch axis" : $"input \"{sequenceInput}\" has no batch axis");

        bool open = axes[0].Size is null;
        BatchRewriter? rewriter = null;
        OnnxModel? rewritten = null;
        try
        {
            rewritten = model.Rewrite("batch made dynamic", proto =>
            {
                rewriter = new BatchRewriter(proto, input.Name, axes[0].Size ?? 1);
                rewriter.Run();
            });
        }
        catch (Exception e) when (e is OverflowException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            // Damaged graphs only: sizes beyond all bounds and the like. The model still runs row by row, or not at all.
            return Impossible($"the graph's shapes cannot be followed ({e.Message})");
        }

        if (rewriter!.Obstacles.Count > 0) return Impossible(string.Join("; ", rewriter.Obstacles));
        return open && rewriter.Changes.Count == 0
            ? new DynamicBatchResult { Model = model, Changes = [], BatchedInputs = rewriter.BatchedInputs }
            : new DynamicBatchResult { Model = rewritten, Changes = rewriter.Changes, BatchedInputs = rewriter.BatchedInputs };
    }

    private static DynamicBatchResult Impossible(string reason) => new() { Reason = reason, Changes = [], BatchedInputs = [] };
}

/// <summary>What <see cref="DynamicBatch.Rewrite"/> made.</summary>
public sealed class DynamicBatchResult
{
    /// <summary>The model with an open batch axis (the model itself if it had one and nothing had to change); null when it cannot be made.</summary>
    public OnnxModel? Model { get; init; }

    /// <summary>Why it cannot be made, naming the nodes in the way; null when it was.</summary>
    public string? Reason { get; init; }

    /// <summary>What was changed, one line each.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>Inputs whose first axis is now the batch: constants for them must be repeated for every row.</summary>
    public required IReadOnlyList<string> BatchedInputs { get; init; }
}

namespace GenoXai.Core.Pipeline;

/// <summary>
/// The model's values of a finished sketch's uniform rows, by row number, in <c>sketch.rows</c>. A later
/// sketch of the same rows takes them over, whatever its budget, rounds or decoder: a row's letters depend
/// on the seed and its number alone.
/// </summary>
internal static class SketchRowsFile
{
    private const string Key = RunKeys.SketchRows;

    /// <summary>The values that lie there for this run; none when there is no file, or it is damaged or of other rows, which is then said.</summary>
    public static async Task<float[]> ReadAsync(RunContext context, CancellationToken cancellationToken)
    {
        if (!context.TakesOverRows || RunIdentity.OfRows(context.Request, context.Model) is not { } identity) return [];
        if (!await context.Store.ExistsAsync(Key, cancellationToken)) return [];
        await using Stream stream = await context.Store.OpenReadAsync(Key, cancellationToken);
        (byte[] tag, float[] values)? file = PartFile.ReadAllRows(stream);
        if (file is null) context.Warn?.Invoke($"{Key} is damaged (its checksum does not match): none of its rows is taken over.");
        else if (!file.Value.tag.AsSpan().SequenceEqual(Convert.FromHexString(identity)))
            context.Warn?.Invoke($"{Key} holds rows of another model, target, seed or domain: none of them is taken over.");
        else return file.Value.values;
        return [];
    }

    /// <summary>Writes the rows of a finished sketch; rows of an earlier one beyond them are kept, for they are paid for.</summary>
    public static async Task<ArtifactInfo> WriteAsync(RunContext context, FinishedRows rows, long count, CancellationToken cancellationToken)
    {
        string identity = RunIdentity.OfRows(context.Request, context.Model) ?? throw new InvalidOperationException("Rows of a design are not kept.");
        float[] values = await ReadAsync(context with { Warn = null }, cancellationToken);
        if (values.Length < count) values = new float[count];
        rows.Read(0, values.AsSpan(0, (int)count));
        return await context.Store.PutAsync(Key, stream => PartFile.WriteRows(stream, Convert.FromHexString(identity), values), cancellationToken);
    }

    /// <summary>Puts the values into the journal as finished chunks of a plan, as many as it says.</summary>
    public static async Task TakeOverAsync(RunContext context, RunDocument plan, float[] values, CancellationToken cancellationToken)
    {
        for (int chunk = 0; chunk < plan.Chunks.Count && plan.Chunks[chunk].FirstRow < plan.ReusedRows; chunk++)
        {
            (int first, int count, int number) = ((int)plan.Chunks[chunk].FirstRow, plan.Chunks[chunk].Rows, chunk);
            await context.Store.PutAsync(RunKeys.Rows(chunk), stream => PartFile.WriteRows(stream, plan.TagOf(number), values.AsSpan(first, count)), cancellationToken);
        }
    }
}

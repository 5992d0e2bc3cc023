using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline.Sensx;

/// <summary>The journal of a SensX run: float64 figures in files that end in a checksum and are tagged with run and key.</summary>
internal static class SensxParts
{
    private const string Domain = RunKeys.Journal + "domain.part";

    /// <summary>Inputs of a file at most: a chunk reads few, however many inputs there are.</summary>
    public const int BlockInputs = 256;

    public static string Stable(int block) => FormattableString.Invariant($"{RunKeys.Journal}stable-{block:D6}.part");

    public static string Review(int round, int block) => FormattableString.Invariant($"{RunKeys.Journal}review-{round}-{block:D6}.part");

    public static string Sums(int round, int block) => FormattableString.Invariant($"{RunKeys.Journal}sums-{round}-{block:D6}.part");

    public static Task WriteAsync(SensxContext context, RunDocument plan, string key, double[] values, CancellationToken cancellationToken) =>
        context.Store.PutAsync(key, stream => PartFile.WriteRows(stream, Tag(plan, key), MemoryMarshal.Cast<double, float>(values)), cancellationToken);

    /// <summary>The figures of a key; null when it is not there, damaged, of another run or of another size.</summary>
    public static async Task<double[]?> TryReadAsync(SensxContext context, RunDocument plan, string key, int count, CancellationToken cancellationToken) =>
        await PartFile.TryReadRowsAsync(context.Store, key, Tag(plan, key), checked(2 * count), cancellationToken) is { } values ? MemoryMarshal.Cast<float, double>(values).ToArray() : null;

    /// <exception cref="InvalidDataException">It is not there or damaged.</exception>
    public static async Task<double[]> ReadAsync(SensxContext context, RunDocument plan, string key, int count, CancellationToken cancellationToken) =>
        await TryReadAsync(context, plan, key, count, cancellationToken)
        ?? throw new InvalidDataException($"{key} is damaged. Run the same command again; it is then computed anew.");

    public static async Task WriteInputsAsync(SensxContext context, SensxInputs inputs, CancellationToken cancellationToken)
    {
        await context.Store.PutAsync(Domain, stream => PartFile.WriteSequences(stream, inputs.DomainParts()), cancellationToken);
        int together = SensxLayout.PointsTogether(inputs.Box.Width);
        for (int first = 0; first < inputs.Points.Count; first += together)
        {
            NamedSequence[] points = [.. inputs.Points.Skip(first).Take(together).Select(static p => new NamedSequence(p.Id, SensxInputs.Bytes<float>(p.Values)))];
            await context.Store.PutAsync(RunKeys.Input(first / together), stream => PartFile.WriteSequences(stream, points), cancellationToken);
        }
    }

    public static async Task<SensxInputs> ReadDomainAsync(SensxContext context, CancellationToken cancellationToken)
    {
        await using Stream stream = await context.Store.OpenReadAsync(Domain, cancellationToken);
        return SensxInputs.OfParts(PartFile.ReadSequences(stream, Domain));
    }

    /// <summary>The points of a file.</summary>
    public static async Task<(string Id, float[] Values)[]> ReadPointsAsync(SensxContext context, int block, CancellationToken cancellationToken)
    {
        string key = RunKeys.Input(block);
        await using Stream stream = await context.Store.OpenReadAsync(key, cancellationToken);
        return [.. PartFile.ReadSequences(stream, key).Select(static s => (s.Id, MemoryMarshal.Cast<byte, float>(s.Letters).ToArray()))];
    }

    private static byte[] Tag(RunDocument plan, string key) =>
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{plan.Identity}\n{plan.SequencesSha256}\n{key}"));
}

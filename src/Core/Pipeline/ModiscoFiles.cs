using System.Runtime.InteropServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// The two arrays that TF-MoDISco reads (<c>modisco motifs -s … -a …</c>): one-hot sequences and
/// hypothetical contributions, both (N, q, L), each a file of its own.
/// </summary>
internal static class ModiscoFiles
{
    public const string Sequences = "modisco_sequences.npy", Attributions = "modisco_hypothetical.npy";

    /// <summary>Throws unless a run can give such arrays.</summary>
    /// <exception cref="InputException">It has several targets, or sequences of several lengths.</exception>
    public static void Check(RunContext context, RunDocument plan)
    {
        if (context.Model.Targets.Count != 1) throw new InputException("--modisco: TF-MoDISco takes one target at a time. Give one --target.", "bad-option");
        if (!plan.SameLength) throw new InputException("--modisco: TF-MoDISco takes sequences of one length; these have several.", "bad-option");
    }

    public static async Task<IReadOnlyList<ArtifactInfo>> WriteAsync(RunContext context, RunDocument plan, CancellationToken cancellationToken)
    {
        int map = context.Request.Attribution is { HasBaselines: true, Method: not AttributionMethod.Hypothetical } ? 1 : 0;
        return
        [
            await WriteAsync<byte>(context, plan, Sequences, OneHot, cancellationToken),
            await WriteAsync<float>(context, plan, Attributions, (result, row) => result.Map(0, map).CopyTo(row), cancellationToken),
        ];
    }

    private static void OneHot(GradientResult result, Span<byte> row)
    {
        row.Clear();
        for (int position = 0; position < result.Sequence.Length; position++)
            if (result.Sequence.Letters[position] is var letter and not Alphabet.Missing) row[letter * result.Sequence.Length + position] = 1;
    }

    private static Task<ArtifactInfo> WriteAsync<T>(RunContext context, RunDocument plan, string key, Fill<T> fill, CancellationToken cancellationToken)
        where T : unmanaged => context.Store.PutAsync(key, async stream =>
    {
        int letters = context.Model.Alphabet.Count;
        stream.Write(new NpyHeader(NpyType.Of<T>(), [plan.Sequences, letters, plan.MaxLength]).ToBytes());
        var row = new T[letters * plan.MaxLength];
        await foreach (GradientResult result in GradientRows.ReadAllAsync(context, plan, cancellationToken))
        {
            fill(result, row);
            stream.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }, cancellationToken);

    private delegate void Fill<T>(GradientResult result, Span<T> row);
}

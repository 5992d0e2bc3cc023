using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// Where the results of one sequence lie in a chunk of a gradient method: the rows it cost (forward,
/// backward), then for each target its figures and maps, then the effects that were checked exactly.
/// </summary>
internal sealed class GradientLayout(RunRequest request, int letterCount, int targets)
{
    /// <summary>Rows shown forward, rows taken backward.</summary>
    public const int Header = 2;

    /// <summary>Figures of a target: prediction, mean prediction of the baselines, completeness delta, the same relative to the change, nodes.</summary>
    public const int Figures = 5;

    /// <summary>Maps of a target: the values, and hypothetical contributions where they are something else.</summary>
    public int Maps { get; } = request.Attribution is { HasBaselines: true, Method: not AttributionMethod.Hypothetical } ? 2 : 1;

    /// <summary>Numbers of a sequence.</summary>
    public long SizeOf(NamedSequence sequence) => checked(Header + targets * (TargetSize(sequence) + (long)CheckedOf(sequence) * letterCount));

    public int TargetAt(NamedSequence sequence, int target) => checked(Header + target * TargetSize(sequence));

    public int MapAt(NamedSequence sequence, int target, int map) => checked(TargetAt(sequence, target) + Figures + map * letterCount * sequence.Length);

    public int CheckAt(NamedSequence sequence, int target) => checked(Header + targets * TargetSize(sequence) + target * CheckedOf(sequence) * letterCount);

    /// <summary>Positions of a sequence that are checked.</summary>
    public int CheckedOf(NamedSequence sequence)
    {
        if (request.Check == 0) return 0;
        (int start, int end) = MutagenesisRows.Positions(sequence, request.Mutagenesis);
        return Math.Min(request.Check, end - start);
    }

    private int TargetSize(NamedSequence sequence) => checked(Figures + Maps * letterCount * sequence.Length);
}

/// <summary>What came of one sequence.</summary>
internal readonly struct GradientResult(GradientLayout layout, NamedSequence sequence, int letterCount, Memory<float> data)
{
    public NamedSequence Sequence => sequence;

    /// <summary>Rows shown to the model.</summary>
    public ref float ForwardRows => ref data.Span[0];

    /// <summary>Backward passes.</summary>
    public ref float GradientRows => ref data.Span[1];

    /// <summary>Figures of a target, see <see cref="GradientLayout.Figures"/>.</summary>
    public Span<float> Figures(int target) => data.Span.Slice(layout.TargetAt(sequence, target), GradientLayout.Figures);

    /// <summary>A map, shape (q, L).</summary>
    public Span<float> Map(int target, int map = 0) => data.Span.Slice(layout.MapAt(sequence, target, map), letterCount * sequence.Length);

    /// <summary>Exact effects, shape (checked positions, q).</summary>
    public Span<float> Check(int target) => data.Span.Slice(layout.CheckAt(sequence, target), layout.CheckedOf(sequence) * letterCount);
}

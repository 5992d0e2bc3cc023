using GenoXai.Core.Attribution;
using GenoXai.Core.Models;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>Model rows of a sequence, as a plan counts them: a forward pass is one, and each backward pass is one more.</summary>
internal static class RunRows
{
    /// <summary>Most numbers that the results of a chunk of several sequences may hold.</summary>
    public const long MostNumbers = 16 << 20;

    /// <summary>Numbers that a sequence needs beyond its predictions; of a variant or an ablated sequence, its letters, so that a chunk of cheap rows is not a chunk of gigabytes.</summary>
    public static long NumbersOf(RunRequest request, OnnxSequenceModel model, NamedSequence sequence) =>
        request.Interactions is not null ? InteractionRows.NumbersOf(request, sequence, model.Alphabet.Count)
        : request.Attention is { } attention ? new AttentionLayout(attention, model.Attention).SizeOf(sequence)
        : request.Method is RunMethod.Variants or RunMethod.Ablate ? sequence.Length + sequence.Id.Length
        // Four times what is stored, since several chunks are at work at once.
        : request.Nodes is { } ablation ? 4L * (model.NodeAblation(ablation.Layer, ablation.Axis).Nodes + 1) * model.Targets.Count
        : request.Method == RunMethod.Filters ? 4L * model.FilterLayer(request.Filters!.Layer).Filters * FilterMaxima.Numbers
        : RunRequest.TakesGradients(request.Method) ? new GradientLayout(request, model.Alphabet.Count, model.Targets.Count).SizeOf(sequence) : 0;

    /// <summary>Rows of one sequence.</summary>
    public static long Of(RunRequest request, OnnxSequenceModel model, NamedSequence sequence) => request.Method switch
    {
        RunMethod.Ism => MutagenesisRows.RowCount(sequence, model.Alphabet.Count, request.Mutagenesis),
        RunMethod.Attribute => AttributionRows.RowsOf(request.Attribution!, model.Targets.Count),
        RunMethod.Taylor => 1L + model.Targets.Count + CheckRows(request, model, sequence),
        RunMethod.Occlusion => OcclusionRows.RowCount(sequence, request.Occlusion!),
        RunMethod.Perturb => PerturbationSites.Of(request.Perturbation!, model.Alphabet).RowsOf(sequence),
        RunMethod.Attention => AttentionRows.RowsOf(request.Attention!),
        RunMethod.Insert => InsertionRows.RowCount(request.Insertion!, sequence.Length, model.Alphabet),
        RunMethod.Interactions => InteractionRows.RowsOf(request, sequence, model.Alphabet.Count),
        RunMethod.Nodes => 1L + model.NodeAblation(request.Nodes!.Layer, request.Nodes.Axis).Nodes,
        RunMethod.Variants => sequence.Length == 0 ? 0 : VariantEffect.RowsOf(request.Mutagenesis.BothStrands),
        _ => 1,
    };

    private static long CheckRows(RunRequest request, OnnxSequenceModel model, NamedSequence sequence) =>
        request.Check == 0 ? 0 : SpotMutagenesis.RowsOf(sequence, SpotMutagenesis.Draw(request.Seed, sequence, request.Mutagenesis, request.Check), model.Alphabet.Count);
}

using System.Runtime.CompilerServices;
using GenoXai.Core.Attribution;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>One allele with its predictions, each of shape (targets); a skipped one has none.</summary>
internal sealed record FinishedVariant(VariantLabel Label, double[] Reference, double[] Alternative, double[] Effect)
{
    public bool IsSkipped => Label.Role == VariantRole.Skipped;
}

/// <summary>Goes through a run's variants in order; holds one chunk at a time.</summary>
internal static class FinishedVariants
{
    public static async IAsyncEnumerable<FinishedVariant> ReadAsync(RunContext context, RunDocument plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EffectScale scale = context.Request.Mutagenesis.Effect;
        VariantLabel? reference = null;
        double[] before = [];
        await foreach (FinishedSequence finished in FinishedSequences.ReadAsync(context, plan, cancellationToken))
        {
            VariantLabel label = VariantLabel.Parse(finished.Sequence.Id, reference);
            if (label.Role == VariantRole.Skipped)
            {
                yield return new FinishedVariant(label, [], [], []);
                continue;
            }

            double[] predictions = Predictions(finished.Predictions.Span, context.Model.Targets.Count);
            if (label.Role == VariantRole.Reference) (reference, before) = (label, predictions);
            else yield return new FinishedVariant(label, before, predictions, Effects(label, before, predictions, scale));
        }
    }

    private static double[] Predictions(ReadOnlySpan<float> rows, int targets)
    {
        var predictions = new double[targets];
        for (int target = 0; target < targets; target++) predictions[target] = VariantEffect.Prediction(rows, target, targets);
        return predictions;
    }

    private static double[] Effects(VariantLabel label, double[] before, double[] after, EffectScale scale)
    {
        var effects = new double[before.Length];
        for (int target = 0; target < effects.Length; target++)
        {
            EffectScales.CheckDomain(before[target], scale, $"variant {label.Name} (line {label.Line}), reference");
            EffectScales.CheckDomain(after[target], scale, $"variant {label.Name} (line {label.Line}), alternative");
            effects[target] = EffectScales.Change(before[target], after[target], scale);
        }

        return effects;
    }
}

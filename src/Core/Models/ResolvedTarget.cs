using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>A target that was asked for, found.</summary>
/// <param name="Name">Its name: the manifest's, or the expression itself.</param>
/// <param name="Expression">How it is computed from the outputs.</param>
/// <param name="Unit">Unit for people; may be empty.</param>
public sealed record ResolvedTarget(string Name, TargetExpression Expression, string Unit)
{
    /// <summary>Finds what a person asked for: names of the manifest's targets, else expressions; nothing when there is only one number to take.</summary>
    /// <param name="asked">Names or expressions; none for the model's only number.</param>
    /// <param name="manifest">The model's manifest.</param>
    /// <param name="facts">The graph's outputs.</param>
    /// <exception cref="InputException">Unknown, or several could be meant.</exception>
    public static IReadOnlyList<ResolvedTarget> Resolve(IReadOnlyList<string> asked, ModelManifest manifest, GraphFacts facts)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(facts);
        if (asked.Count == 0) return [Only(manifest, facts)];
        if (asked.Distinct(StringComparer.Ordinal).Count() != asked.Count)
            throw new InputException($"targets {string.Join(", ", asked)}: one is given twice.", "ambiguous-target");
        return [.. asked.Select(a => Find(a, manifest, facts))];
    }

    /// <summary>Targets for work that reads inner tensors only: what was asked, the model's only number, or else whatever can be read.</summary>
    /// <param name="asked">Names or expressions.</param>
    /// <param name="loaded">The model.</param>
    public static IReadOnlyList<string> OrAny(IReadOnlyList<string> asked, LoadedModel loaded)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(loaded);
        if (asked.Count > 0 || loaded.Manifest.Targets.Count == 1) return asked;
        return [loaded.Manifest.Targets.Count > 0 ? loaded.Manifest.Targets[0].Name : $"sum(`{loaded.Onnx.Facts.Outputs[0].Name}`)"];
    }

    private static ResolvedTarget Find(string asked, ModelManifest manifest, GraphFacts facts)
    {
        if (manifest.Targets.FirstOrDefault(t => t.Name == asked) is { } named) return Of(named);
        // An output whose name is no plain word can be meant as it is.
        TargetExpression expression = facts.Outputs.Any(o => o.Name == asked) ? TargetExpression.Parse($"`{asked}`") : TargetExpression.Parse(asked);
        string[] unknown = [.. expression.Outputs.Where(o => facts.Outputs.All(f => f.Name != o))];
        return unknown.Length == 0
            ? new ResolvedTarget(asked, expression, "")
            : throw new InputException(
                $"target \"{asked}\": the model has no output or target \"{unknown[0]}\". {Choices(manifest, facts)}", "ambiguous-target");
    }

    private static ResolvedTarget Only(ModelManifest manifest, GraphFacts facts)
    {
        if (manifest.Targets.Count == 1) return Of(manifest.Targets[0]);
        // Where a size is not declared, the first prediction shows whether it is one number.
        if (manifest.Targets.Count == 0 && facts.Outputs.Count == 1 && (facts.Outputs[0].Axes ?? []).Skip(1).All(static a => a.Size is null or 1))
            return new ResolvedTarget(facts.Outputs[0].Name, TargetExpression.Parse($"`{facts.Outputs[0].Name}`"), "");
        throw new InputException($"the model gives more than one number a sequence: say which by --target. {Choices(manifest, facts)}", "ambiguous-target");
    }

    private static ResolvedTarget Of(ManifestTarget target) =>
        new(target.Name, TargetExpression.Parse(target.EffectiveExpression), target.Unit);

    private static string Choices(ModelManifest manifest, GraphFacts facts)
    {
        string outputs = string.Join(", ", facts.Outputs.Select(static o => $"{o.Name} {o.Shape}"));
        string targets = manifest.Targets.Count > 0 ? $"Targets: {string.Join(", ", manifest.Targets.Take(20).Select(static t => t.Name))}. " : "";
        return $"{targets}Outputs: {outputs}; an expression such as \"{(facts.Outputs.Count > 0 ? facts.Outputs[0].Name : "y")}[0]\" or \"sum(y[2:5])\" works too.";
    }
}

using GenoXai.Core.Onnx;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>A manifest as far as the graph tells it, and what it does not tell.</summary>
/// <param name="Manifest">The draft; fields that are open hold a placeholder in angle brackets.</param>
/// <param name="Problems">What a person must fill in, each a sentence; empty when the draft can be used as it is.</param>
public sealed record ManifestDraft(ModelManifest Manifest, IReadOnlyList<string> Problems)
{
    private const int MostTargets = 64;

    /// <summary>Drafts a manifest.</summary>
    /// <param name="model">The model.</param>
    /// <param name="id">The model's id.</param>
    /// <param name="alphabet">The letters, when a person gave them; else ACGT.</param>
    public static ManifestDraft From(OnnxModel model, string id, string? alphabet = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var letters = new Alphabet(alphabet ?? "ACGT");
        SequenceInputGuess guess = SequenceInputGuess.From(model.Facts, letters.Count);
        var problems = new List<string>(guess.Problems);
        return new ManifestDraft(
            new ModelManifest
            {
                Id = id,
                Name = id,
                Sha256 = model.Sha256,
                Input = new ManifestInput
                {
                    Name = guess.InputName ?? (model.Facts.Inputs.Count == 1 ? model.Facts.Inputs[0].Name : "<name of the sequence input>"),
                    Alphabet = letters.Letters,
                    Axes = guess.Axes?.Text ?? "<NLC or NCL>",
                    Length = guess.Length,
                },
                Constants = [.. (guess.InputName is null ? [] : guess.OtherInputs).Select(Constant)],
                Targets = [.. model.Facts.Outputs.SelectMany(Targets)],
            },
            problems);
    }

    private static ManifestConstant Constant(TensorFact input) => new()
    {
        Name = input.Name,
        Shape = [.. (input.Axes ?? []).Skip(1).Select(static a => (int)(a.Size ?? 1))],
    };

    private static IEnumerable<ManifestTarget> Targets(OutputFact output)
    {
        IReadOnlyList<AxisFact> axes = output.Axes is { Count: > 0 } all ? [.. all.Skip(1)] : [];
        if (axes.Any(static a => a.Size is null)) yield break;
        long count = axes.Aggregate(1L, static (product, a) => product * a.Size!.Value);
        if (count == 1) yield return new ManifestTarget { Name = output.Name, Output = output.Name };
        if (count is < 2 or > MostTargets || axes.Count(static a => a.Size > 1) > 1) yield break;
        for (int i = 0; i < count; i++)
        {
            string index = string.Join(',', axes.Select(a => a.Size > 1 ? i : 0));
            yield return new ManifestTarget { Name = $"{output.Name}[{index}]", Output = output.Name, Index = index };
        }
    }
}

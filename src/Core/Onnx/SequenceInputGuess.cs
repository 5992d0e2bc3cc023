using GenoXai.Core.Encoding;

namespace GenoXai.Core.Onnx;

/// <summary>
/// Which input of a model is the sequence and how its axes lie, as far as the graph tells. Where it
/// does not tell, <see cref="Problems"/> lists everything a manifest must say, all at once.
/// </summary>
/// <remarks>
/// The first axis is taken for the batch. Exactly one of the other axes must have the size of the
/// alphabet, one is the positions (open, or at least 2), and any further ones must have size 1.
/// Flattened one-hot inputs (N, 4·L) are never guessed.
/// </remarks>
public sealed class SequenceInputGuess
{
    private SequenceInputGuess()
    {
    }

    /// <summary>Whether nothing is left to ask.</summary>
    public bool IsCertain => Problems.Count == 0;

    /// <summary>Name of the sequence input; null when not known.</summary>
    public string? InputName { get; private init; }

    /// <summary>Order of its axes; null when not known.</summary>
    public InputAxes? Axes { get; private init; }

    /// <summary>The fixed number of positions; null when any length fits (or the axes are not known).</summary>
    public int? Length { get; private init; }

    /// <summary>The other inputs, which need constant values; all inputs when the sequence is not known.</summary>
    public required IReadOnlyList<TensorFact> OtherInputs { get; init; }

    /// <summary>What is ambiguous or missing, each a sentence; empty when nothing is.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Guesses from a graph's facts.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="letters">Number of letters, q.</param>
    public static SequenceInputGuess From(GraphFacts facts, int letters = 4)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Inputs.Count == 0)
            return new SequenceInputGuess { OtherInputs = [], Problems = ["The model has no input."] };

        var candidates = new List<(TensorFact Input, List<(InputAxes Axes, int? Length)> Orders)>();
        var reasons = new List<string>();
        foreach (TensorFact input in facts.Inputs)
        {
            List<(InputAxes, int?)> orders = Orders(input, letters);
            if (orders.Count > 0) candidates.Add((input, orders));
            else reasons.Add(WhyNot(input, letters));
        }

        if (candidates.Count == 0) return new SequenceInputGuess { OtherInputs = facts.Inputs, Problems = reasons };
        if (candidates.Count > 1)
        {
            string names = string.Join(" and ", candidates.Select(static c => c.Input.Description));
            return new SequenceInputGuess
            {
                OtherInputs = facts.Inputs,
                Problems = [$"Several inputs could be the sequence: {names}: say which, and give the others constant values.", .. reasons],
            };
        }

        (TensorFact sequence, List<(InputAxes Axes, int? Length)> found) = candidates[0];
        TensorFact[] others = [.. facts.Inputs.Where(i => !ReferenceEquals(i, sequence))];
        var problems = new List<string>();
        if (found.Count > 1)
            problems.Add($"Axes of input {sequence.Description} are ambiguous: {string.Join(" or ", found.Select(static o => o.Axes.Text))}: say which.");
        problems.AddRange(others.Select(static o => $"Input {o.Description} is not the sequence: give it constant values."));
        return new SequenceInputGuess
        {
            InputName = sequence.Name,
            Axes = found.Count == 1 ? found[0].Axes : null,
            Length = found.Count == 1 ? found[0].Length : null,
            OtherInputs = others,
            Problems = problems,
        };
    }

    private static List<(InputAxes Axes, int? Length)> Orders(TensorFact input, int letters)
    {
        var orders = new List<(InputAxes, int?)>();
        if (!input.Type.IsFloat || input.Sizes is not { Count: >= 3 and <= 6 } sizes) return orders;
        for (int c = 1; c < sizes.Count; c++)
            for (int l = 1; l < sizes.Count; l++)
            {
                if (c == l || sizes[c] != letters || sizes[l] is < 2 or > int.MaxValue) continue;
                var text = new char[sizes.Count];
                text.AsSpan().Fill('1');
                (text[0], text[c], text[l]) = ('N', 'C', 'L');
                var axes = InputAxes.Parse(new string(text));
                if (axes.TryFit(sizes, letters, out int? length, out _)) orders.Add((axes, length));
            }

        return orders;
    }

    private static string WhyNot(TensorFact input, int letters)
    {
        string start = $"Input {input.Description} cannot be read as one-hot letters by itself: ";
        if (input.Type is ElementType.Unknown) return start + "it is not a tensor.";
        if (!input.Type.IsFloat)
            return start + $"its {input.Type.DisplayName} elements look like token numbers; only one-hot letters (floating point) can be explained.";
        if (input.Sizes is not { } sizes) return start + "its rank is not declared: say its axes (e.g. NLC or NCL).";
        if (sizes.Count == 2)
            return start + (sizes[1] is { } width && width % letters == 0 && width > letters
                ? $"rank 2; if it is flattened one-hot of {width / letters} positions, say axes N(LC) (letters of a position side by side) or N(CL)."
                : sizes[1] == letters && sizes[0] > 1 ? "rank 2; if it is one sequence without a batch axis, say axes LC."
                : "it has rank 2, where (N, L, letters) or (N, letters, L) is expected; if it is flattened one-hot, say axes N(LC) or N(CL).");
        if (sizes.Count < 2 || sizes.Count > 6)
            return start + $"it has rank {sizes.Count}, where (N, L, letters) or (N, letters, L) is expected.";
        return start + (sizes.Skip(1).Contains(letters)
            ? $"one axis has size {letters}, but the others are not one axis of positions (and axes of size 1)."
            : sizes.Skip(1).Contains(null)
                ? $"no axis is declared to have size {letters}, the number of letters: say its axes (e.g. NLC or NCL)."
                : $"no axis has size {letters}, the number of letters: is the alphabet another one?");
    }
}

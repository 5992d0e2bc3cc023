using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Encoding;

/// <summary>
/// The order of axes of a model's sequence input, as a manifest writes it: one sign per axis,
/// <c>N</c> batch, <c>L</c> positions, <c>C</c> letters, <c>1</c> an axis of size one, and two signs
/// in brackets for positions and letters flattened into one axis. <c>NLC</c> is (rows, length,
/// letters), <c>N1LC</c> is (rows, 1, length, letters), <c>N(LC)</c> is (rows, length × letters)
/// with the letters of a position side by side, <c>LC</c> is one sequence without a batch axis.
/// </summary>
public sealed class InputAxes : IEquatable<InputAxes>
{
    private const string Examples = "write e.g. NLC, NCL, N1LC, NC1L, N(LC) or LC "
        + "(N batch, L positions, C letters, 1 an axis of size one, brackets for a flattened pair)";

    private readonly char[] _roles; // 'N', 'L', 'C', '1', or 'F' for the flattened pair

    private InputAxes(char[] roles, bool lettersInnermost)
    {
        _roles = roles;
        LettersInnermost = lettersInnermost;
        var text = new StringBuilder();
        foreach (char role in roles)
            if (role == 'F') text.Append(lettersInnermost ? "(LC)" : "(CL)");
            else text.Append(role);
        Text = text.ToString();
    }

    /// <summary>The order as written in a manifest, upper case, e.g. <c>NLC</c>.</summary>
    public string Text { get; }

    /// <summary>Number of axes of the model's input.</summary>
    public int Rank => _roles.Length;

    /// <summary>Whether the first axis is the batch; if not, only one row can be shown at a time.</summary>
    public bool HasBatch => _roles[0] == 'N';

    /// <summary>Whether positions and letters share one axis, <c>(LC)</c> or <c>(CL)</c>.</summary>
    public bool IsFlattened => _roles.AsSpan().Contains('F');

    /// <summary>Whether the letters of one position lie side by side (<c>LC</c>) rather than the positions of one letter (<c>CL</c>).</summary>
    public bool LettersInnermost { get; }

    /// <summary>Reads an order of axes.</summary>
    /// <param name="text">E.g. <c>NLC</c>, upper or lower case.</param>
    /// <exception cref="InputException">It is not one; the message says what is wrong and how to write one.</exception>
    public static InputAxes Parse(string text) =>
        TryParse(text, out InputAxes? axes, out string? problem) ? axes : throw new InputException(problem, "bad-axes");

    /// <summary>Reads an order of axes.</summary>
    /// <param name="text">E.g. <c>NLC</c>, upper or lower case.</param>
    /// <param name="axes">The order read.</param>
    /// <param name="problem">What is wrong with the text, when it is not one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out InputAxes? axes, [NotNullWhen(false)] out string? problem)
    {
        axes = null;
        string upper = (text ?? "").Trim().ToUpperInvariant();
        var roles = new List<char>();
        string order = "";
        problem = null;
        for (int i = 0; i < upper.Length && problem is null; i++)
        {
            bool flattened = upper.AsSpan(i).StartsWith("(LC)", StringComparison.Ordinal)
                || upper.AsSpan(i).StartsWith("(CL)", StringComparison.Ordinal);
            if (flattened)
            {
                order += upper.Substring(i + 1, 2);
                roles.Add('F');
                i += 3;
            }
            else if (upper[i] is 'N' or 'L' or 'C' or '1')
            {
                if (upper[i] is 'L' or 'C') order += upper[i];
                roles.Add(upper[i]);
            }
            else
            {
                problem = $"axes \"{text}\": '{upper[i]}' stands for no axis; {Examples}.";
            }
        }

        if (problem is null && order is not ("LC" or "CL"))
            problem = $"axes \"{text}\": L and C must each stand exactly once; {Examples}.";
        if (problem is null && roles.LastIndexOf('N') > 0)
            problem = $"axes \"{text}\": N, the batch, must stand once and first; {Examples}.";
        if (problem is not null) return false;
        axes = new InputAxes([.. roles], order == "LC");
        return true;
    }

    /// <summary>Shape of the input tensor.</summary>
    /// <param name="rows">Rows in the batch; 1 when there is no batch axis.</param>
    /// <param name="length">Positions, L.</param>
    /// <param name="letters">Letters, q.</param>
    /// <exception cref="ArgumentOutOfRangeException">Several rows without a batch axis.</exception>
    public long[] Shape(int rows, int length, int letters)
    {
        if (!HasBatch) ArgumentOutOfRangeException.ThrowIfNotEqual(rows, 1);
        var shape = new long[_roles.Length];
        for (int axis = 0; axis < shape.Length; axis++)
            shape[axis] = _roles[axis] switch
            {
                'N' => rows,
                'L' => length,
                'C' => letters,
                'F' => (long)length * letters,
                _ => 1,
            };
        return shape;
    }

    /// <summary>Where each one-hot element lies in the row-major input tensor.</summary>
    /// <param name="length">Positions, L.</param>
    /// <param name="letters">Letters, q.</param>
    public InputStrides Strides(int length, int letters) => LettersInnermost
        ? new InputStrides(length * letters, letters, 1)
        : new InputStrides(length * letters, 1, length);

    /// <summary>Compares these axes with the sizes a model declares for its input.</summary>
    /// <param name="sizes">Size of each axis; null where the model leaves it open.</param>
    /// <param name="letters">Letters, q.</param>
    /// <param name="length">The fixed length the sizes imply; null when any length fits.</param>
    /// <param name="problem">In plain words, why the sizes cannot be these axes.</param>
    public bool TryFit(IReadOnlyList<long?> sizes, int letters, out int? length, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        length = null;
        string shape = "(" + string.Join(", ", sizes.Select(static s => s?.ToString(CultureInfo.InvariantCulture) ?? "any")) + ")";
        if (sizes.Count != Rank)
        {
            problem = $"axes {Text} have rank {Rank}, but the model's input has rank {sizes.Count}, shape {shape}";
            return false;
        }

        for (int axis = 0; axis < sizes.Count; axis++)
        {
            if (sizes[axis] is not { } size) continue;
            bool fits = _roles[axis] switch
            {
                'C' => size == letters,
                '1' => size == 1,
                'F' => size % letters == 0,
                _ => true,
            };
            if (!fits || size is < 1 or > int.MaxValue)
            {
                problem = $"axes {Text} with {letters} letters do not fit the model's input of shape {shape}: axis {axis} has size {size}";
                return false;
            }

            if (_roles[axis] == 'L') length = (int)size;
            if (_roles[axis] == 'F') length = (int)(size / letters);
        }

        problem = null;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(InputAxes? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as InputAxes);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

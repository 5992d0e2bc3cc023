using System.Globalization;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Models;

/// <summary>Where tokens lie on a sequence: token t covers <paramref name="Width"/> positions from <paramref name="Start"/> + t·<paramref name="Stride"/> on.</summary>
/// <param name="Start">First position of token 0; before the sequence when negative.</param>
/// <param name="Width">Positions of a token.</param>
/// <param name="Stride">Positions from one token to the next; may be a fraction.</param>
public sealed record TokenPlacement(double Start, double Width, double Stride)
{
    /// <summary>Reads START:WIDTH:STRIDE.</summary>
    /// <param name="text">Three numbers with colons between.</param>
    /// <exception cref="InputException">It is something else.</exception>
    public static TokenPlacement Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        var numbers = new double[3];
        bool read = parts.Length == 3;
        for (int i = 0; read && i < 3; i++) read = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) && double.IsFinite(numbers[i]);
        return read
            ? new TokenPlacement(numbers[0], numbers[1], numbers[2])
            : throw new InputException($"tokens {text}: write START:WIDTH:STRIDE in positions, such as 0:32:3.", "bad-option");
    }

    /// <summary>Tokens side by side over the whole sequence, each L/T wide.</summary>
    /// <param name="tokens">T.</param>
    /// <param name="length">L.</param>
    public static TokenPlacement Even(int tokens, int length) => new(0, (double)length / tokens, (double)length / tokens);

    /// <summary>Positions that a token covers within a sequence, half-open, parts of positions included.</summary>
    /// <param name="token">Number of the token, from 0.</param>
    /// <param name="length">L.</param>
    public (int Start, int End) Of(int token, int length)
    {
        double start = Start + token * Stride;
        // A rounding error is no part of a position.
        return ((int)Math.Clamp(Math.Floor(start + 1e-6), 0, length), (int)Math.Clamp(Math.Ceiling(start + Width - 1e-6), 0, length));
    }
}

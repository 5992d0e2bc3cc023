using System.Globalization;

namespace GenoXai.Core.Sequences;

/// <summary>A number and what it counts, as a message says it.</summary>
public static class Counted
{
    /// <summary>E.g. <c>1 letter is</c>, <c>2 letters are</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called, with its verb.</param>
    /// <param name="several">What several are called.</param>
    public static string Of(long count, string one, string several) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several)}");
}

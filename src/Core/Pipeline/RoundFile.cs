using System.Globalization;
using System.Security.Cryptography;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// The validation R² of a sketch's decoded round that was not the last, in the journal: a killed run that goes on need
/// not decode the round again. One line of text and its SHA-256, which covers the run and the round too.
/// </summary>
internal static class RoundFile
{
    private const string Undefined = "undefined";

    /// <summary>Notes a round.</summary>
    public static Task WriteAsync(IArtifactStore store, RunDocument plan, int round, double? validationR2, CancellationToken cancellationToken)
    {
        string figure = validationR2?.ToString("R", CultureInfo.InvariantCulture) ?? Undefined;
        return store.PutAsync(RunKeys.Round(round), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes($"{figure}\n{SealOf(plan, round, figure)}\n")), cancellationToken);
    }

    /// <summary>Reads a round.</summary>
    /// <returns>Whether it was noted, by this very run and undamaged; and its R².</returns>
    public static async Task<(bool Known, double? ValidationR2)> ReadAsync(IArtifactStore store, RunDocument plan, int round, CancellationToken cancellationToken)
    {
        if (!await store.ExistsAsync(RunKeys.Round(round), cancellationToken)) return default;
        await using Stream stream = await store.OpenReadAsync(RunKeys.Round(round), cancellationToken);
        using var reader = new StreamReader(stream);
        string[] lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        if (lines.Length != 3 || lines[1] != SealOf(plan, round, lines[0])) return default;
        return (true, lines[0] == Undefined ? null : double.Parse(lines[0], CultureInfo.InvariantCulture));
    }

    private static string SealOf(RunDocument plan, int round, string figure) =>
        Convert.ToHexStringLower(SHA256.HashData([.. plan.TagOf(-1 - round), .. System.Text.Encoding.UTF8.GetBytes(figure)]));
}

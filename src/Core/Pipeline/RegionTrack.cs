using System.Globalization;
using System.Text;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>
/// A value for each position of the regions of a genome, as bedGraph: contig, start, end, value, a line for each position.
/// Regions that overlap have lines of their own.
/// </summary>
internal static class RegionTrack
{
    /// <summary>Writes the track, when the run is on regions.</summary>
    /// <param name="context">The run.</param>
    /// <param name="key">The file.</param>
    /// <param name="regions">Sequences of regions with a value for each position; what is not a number is left out.</param>
    /// <param name="files">Gets the file.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task WriteAsync(
        RunContext context, string key, IAsyncEnumerable<(NamedSequence Sequence, float[] Values)> regions, ICollection<ArtifactInfo> files, CancellationToken cancellationToken)
    {
        if (context.Genome is null) return;
        files.Add(await context.Store.PutAsync(key, async stream =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
            await foreach ((NamedSequence sequence, float[] values) in regions.WithCancellation(cancellationToken)) Write(writer, RegionName.Parse(sequence.Id), values);
        }, cancellationToken));
    }

    private static void Write(StreamWriter writer, RegionName region, float[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[region.IsReverse ? values.Length - 1 - i : i];
            if (float.IsFinite(value)) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{region.Contig}\t{region.Start + i}\t{region.Start + i + 1}\t{value}"));
        }
    }
}

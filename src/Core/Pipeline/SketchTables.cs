using GenoXai.Core.Results;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Pipeline;

/// <summary>Tables of what a sketch holds.</summary>
internal static class SketchTables
{
    /// <summary>A line per support, strongest first: positions, order, root mean square, and the letters of its extremes.</summary>
    public static void WriteSupports(Stream stream, Sketch sketch)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "positions", "order", "root_mean_square", "largest_letters", "largest", "smallest_letters", "smallest");
        foreach (SupportSummary support in SupportSummary.Strongest(sketch))
        {
            table.Text(string.Join(',', support.Positions)).Number(support.Order).Number(support.RootMeanSquare)
                .Text(Listed(support.LargestLetters)).Number(support.Largest)
                .Text(Listed(support.SmallestLetters)).Number(support.Smallest).EndRow();
        }
    }

    private static string Listed(string letters) => string.Join(',', letters.ToCharArray());
}

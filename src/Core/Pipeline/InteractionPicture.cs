using GenoXai.Core.Results;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Pipeline;

/// <summary>The interactions of one sequence: a heat map of its positions, or the strongest pairs as bars where they lie far apart.</summary>
internal static class InteractionPicture
{
    private const int MostBars = 20;

    public static void Write(Stream stream, InteractionMap map, Alphabet alphabet, string subtitle, string value)
    {
        int[] positions = map.Pairs.Positions;
        int start = positions[0], length = positions[^1] - start + 1;
        if (length > InteractionTotals.MostDrawn)
        {
            WriteBars(stream, map, alphabet, subtitle, value);
            return;
        }

        var values = new double[length * length];
        values.AsSpan().Fill(double.NaN);
        int pair = 0;
        foreach ((int first, int second) in map.Pairs.All())
        {
            int i = positions[first] - start, j = positions[second] - start;
            values[i * length + j] = values[j * length + i] = map.Figures(pair++).Strongest;
        }

        new MatrixPicture { Title = map.Sequence.Id, Subtitle = subtitle, ValueName = value, Length = length, FirstPosition = start, Values = values }.Write(stream);
    }

    private static void WriteBars(Stream stream, InteractionMap map, Alphabet alphabet, string subtitle, string value)
    {
        int[] positions = map.Pairs.Positions;
        (int First, int Second, float Value)[] strongest =
        [
            .. map.Pairs.All().Select((pair, i) => (First: positions[pair.First], Second: positions[pair.Second], Value: map.Figures(i).Strongest))
                .OrderByDescending(static p => Math.Abs(p.Value)).Take(MostBars),
        ];
        new BarPicture
        {
            Title = map.Sequence.Id,
            Subtitle = subtitle,
            ValueName = value,
            Bars = [.. strongest.Select(p => new Bar($"{alphabet[map.Sequence.Letters[p.First]]}{p.First} with {alphabet[map.Sequence.Letters[p.Second]]}{p.Second}", p.Value))],
        }.Write(stream);
    }
}

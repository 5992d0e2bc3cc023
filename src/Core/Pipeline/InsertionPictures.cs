using GenoXai.Core.Motifs;
using GenoXai.Core.Results;

namespace GenoXai.Core.Pipeline;

/// <summary>Pictures of motif insertion: each motif's effect, its effect by place, and what two do together by distance.</summary>
internal static class InsertionPictures
{
    private const int MostBars = 20, MostLines = 6;

    public static string Strand(PlacedMotif placed) => placed.Reverse ? "-" : "+";

    /// <summary>Letters between the two.</summary>
    public static int Gap(InsertionOptions options, InsertionDesign pair) => pair.Second!.Start > pair.First.Start
        ? pair.Second.Start - pair.First.Start - options.Motifs[0].Width
        : pair.First.Start - pair.Second.Start - options.Motifs[1].Width;

    /// <summary>From centre to centre.</summary>
    public static double Distance(InsertionOptions options, InsertionDesign pair) =>
        Math.Abs(pair.Second!.Start + options.Motifs[1].Width / 2.0 - pair.First.Start - options.Motifs[0].Width / 2.0);

    public static IEnumerable<(string Key, Action<Stream> Draw)> Of(InsertionOptions options, InsertionEffect[] alone, InsertionEffect[] pairs, string subtitle, string unit)
    {
        if (pairs.Length > 0)
        {
            yield return ("insert_pairs.svg", Pairs(options, pairs, static r => r.Interaction, $"{options.Motifs[0].Name} with {options.Motifs[1].Name}", $"interaction in {subtitle}", "beyond both alone" + unit).Write);
            yield return ("insert_additivity.svg", Pairs(options, pairs, static r => r.Additivity, $"{options.Motifs[0].Name} with {options.Motifs[1].Name}: additivity", $"(f_AB − (f_B − f_0)) / f_A of {subtitle}; 1: effects add up", "ratio").Write);
        }
        else if (options.Positions.Count > 1) yield return ("insert_positions.svg", Places(options, alone, subtitle, unit).Write);
        else yield return ("insert_motifs.svg", Motifs(options, alone, subtitle, unit).Write);
    }

    /// <summary>A line for each order, and for each whether the strands are the same; the mean over what is left.</summary>
    private static LinePicture Pairs(InsertionOptions options, InsertionEffect[] pairs, Func<InsertionEffect, double> figure, string title, string subtitle, string name)
    {
        bool strands = pairs.Any(static r => r.Design.First.Reverse);
        return new LinePicture
        {
            Title = title,
            Subtitle = subtitle,
            XName = "distance of the centres (positions)",
            YName = name,
            Lines =
            [
                .. pairs.GroupBy(r => (After: r.Design.Second!.Start > r.Design.First.Start, Same: r.Design.First.Reverse == r.Design.Second.Reverse))
                    .OrderByDescending(static g => g.Key.After).ThenByDescending(static g => g.Key.Same)
                    .Select(group =>
                    {
                        (double X, double Y)[] points = [.. group.GroupBy(r => Distance(options, r.Design)).OrderBy(static g => g.Key).Select(at => (at.Key, at.Average(figure)))];
                        string order = group.Key.After ? "second after first" : "second before first";
                        return new ChartLine(strands ? $"{order}, {(group.Key.Same ? "same strand" : "other strand")}" : order, [.. points.Select(static p => p.X)], [.. points.Select(static p => p.Y)]);
                    }),
            ],
        };
    }

    private static LinePicture Places(InsertionOptions options, InsertionEffect[] alone, string subtitle, string unit) => new()
    {
        Title = "Where motifs act",
        Subtitle = subtitle,
        XName = "first position of the motif",
        YName = "effect" + unit,
        Lines =
        [
            .. alone.GroupBy(static r => (r.Design.First.Motif, r.Design.First.Reverse)).Take(MostLines).Select(group =>
            {
                InsertionEffect[] ordered = [.. group.OrderBy(static r => r.Design.First.Start)];
                return new ChartLine($"{options.Motifs[group.Key.Motif].Name} {(group.Key.Reverse ? "−" : "+")}", [.. ordered.Select(static r => (double)r.Design.First.Start)], [.. ordered.Select(static r => r.Effect)]);
            }),
        ],
    };

    private static BarPicture Motifs(InsertionOptions options, InsertionEffect[] alone, string subtitle, string unit) => new()
    {
        Title = "What motifs do",
        Subtitle = subtitle,
        ValueName = "effect" + unit,
        Bars =
        [
            .. alone.OrderByDescending(static r => Math.Abs(r.Effect)).Take(MostBars)
                .Select(r => new Bar($"{options.Motifs[r.Design.First.Motif].Name} {(r.Design.First.Reverse ? "−" : "+")}", r.Effect, Error: r.StandardError, Emphasis: r.QValue < 0.05)),
        ],
    };
}

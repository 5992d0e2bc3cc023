using GenoXai.Core.Results;
using GenoXai.Core.Sketching;

namespace GenoXai.Local.Reports;

/// <summary>Pictures of what a sketch holds, of no sequence in particular.</summary>
internal static class SketchPictures
{
    /// <summary>A logo of the letter that raises the target most at each position, over a heat map of all letters.</summary>
    public static string MainEffects(Sketch sketch, IReadOnlyList<LogoSpan>? spans = null)
    {
        SketchDomain domain = sketch.Function.Domain;
        int q = domain.Alphabet.Count, length = domain.Length;
        var heat = new double[q * length];
        foreach (AnovaTable table in sketch.Function.Tables.Where(static table => table.Order == 1))
            for (int letter = 0; letter < table.Values.Length; letter++) heat[letter * length + table.Positions[0]] = table.Values[letter];
        var letters = new byte[length];
        var heights = new double[length];
        for (int position = 0; position < length; position++)
        {
            for (int letter = 1; letter < q; letter++)
                if (heat[letter * length + position] > heat[letters[position] * length + position]) letters[position] = (byte)letter;
            heights[position] = heat[letters[position] * length + position];
        }

        string unit = sketch.Provenance.TargetUnit is { } name ? $" ({name})" : "";
        return LogoPicture.Render(new LogoPictureContent
        {
            Title = "What each letter does on average",
            Subtitle = $"tables of single positions, target {sketch.Provenance.Target}",
            Alphabet = domain.Alphabet,
            Letters = letters,
            Values = heights,
            HeatMap = heat,
            ValueName = "largest effect" + unit,
            HeatName = "mean effect of the letter" + unit,
            Spans = spans ?? [],
        });
    }

    /// <summary>Root mean square of the table of each pair of positions, as a symmetric matrix.</summary>
    public static string PairStrengths(Sketch sketch, IReadOnlyList<MatrixHighlight> highlights)
    {
        int length = sketch.Function.Domain.Length;
        var values = new double[length * length];
        foreach (AnovaTable table in sketch.Function.Tables.Where(static table => table.Order == 2))
        {
            double strength = Strength(table);
            values[table.Positions[0] * length + table.Positions[1]] = strength;
            values[table.Positions[1] * length + table.Positions[0]] = strength;
        }

        return new MatrixPicture
        {
            Title = "Which pairs of positions act together",
            Subtitle = $"tables of pairs, target {sketch.Provenance.Target}",
            ValueName = "root mean square of the pair's table",
            Length = length,
            Values = values,
            Highlights = highlights,
        }.Render();
    }

    /// <summary>Root mean square of a table over all letters.</summary>
    public static double Strength(AnovaTable table) => Math.Sqrt(table.Values.Sum(static value => value * value) / table.Values.Length);
}

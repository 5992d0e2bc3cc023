using System.Globalization;
using GenoXai.Core.Querying;
using GenoXai.Core.Sketching;

namespace GenoXai.Core.Results;

/// <summary>Pictures of a sketch's global view.</summary>
/// <param name="sketch">The sketch.</param>
/// <param name="summary">Its view.</param>
public sealed class GlobalPictures(Sketch sketch, GlobalSummary summary)
{
    private const int MostArcs = 10;

    /// <summary>Most positions whose pairs are drawn: the matrix holds L² numbers.</summary>
    public const int MostPositions = 2000;

    private readonly string _unit = sketch.Provenance.TargetUnit is { } unit ? $" ({unit})" : "";
    private readonly string _over = summary.Effects.MeanIsExact
        ? "over sequences of the background"
        : string.Create(CultureInfo.InvariantCulture, $"over {summary.Effects.Sequences:N0} sequence{(summary.Effects.Sequences == 1 ? "" : "s")}");

    /// <summary>Mean φ of each letter at each position as a heat map, above it the letter that raises the target most; arcs join the strongest pairs.</summary>
    public string Letters()
    {
        PositionLetterEffects effects = summary.Effects;
        int q = effects.Letters, length = effects.Length;
        var heat = new double[q * length];
        var letters = new byte[length];
        var heights = new double[length];
        for (int position = 0; position < length; position++)
        {
            letters[position] = Sequences.Alphabet.Missing;
            for (int letter = 0; letter < q; letter++)
            {
                int cell = position * q + letter;
                heat[letter * length + position] = effects.Counts[cell] > 0 ? effects.Mean[cell] : double.NaN;
                if (effects.Counts[cell] == 0 || (letters[position] < q && effects.Mean[cell] <= heights[position])) continue;
                (letters[position], heights[position]) = ((byte)letter, effects.Mean[cell]);
            }
        }

        return LogoPicture.Render(new LogoPictureContent
        {
            Title = "What each letter contributes",
            Subtitle = $"mean φ {_over}; target {sketch.Provenance.Target}",
            Alphabet = sketch.Function.Domain.Alphabet,
            Letters = letters,
            Values = heights,
            HeatMap = heat,
            ValueName = "largest mean φ" + _unit,
            HeatName = "mean φ of the letter" + _unit,
            HeatNote = "Dots: the letter with the largest mean φ.",
            Arcs = Arcs(),
        });
    }

    /// <summary>Mean |φ| of each position.</summary>
    public string Importance() => new LinePicture
    {
        Title = "Where the letters matter",
        Subtitle = $"mean |φ| {_over}",
        XName = "position",
        YName = "mean |φ|" + _unit,
        Lines = [new ChartLine("", [.. Enumerable.Range(0, summary.Effects.Length).Select(static i => (double)i)], summary.Effects.MeanAbsoluteByPosition)],
    }.Render();

    /// <summary>How much of the sketch is due to single positions, pairs and larger groups.</summary>
    public string Energy() => new BarPicture
    {
        Title = "How many positions act together",
        Subtitle = "share of the energy of the sketch's supports, by their order",
        ValueName = "share of energy",
        Bars = summary.EnergyByOrder.Count == 0
            ? [new Bar("the sketch is constant", 0)]
            : [.. summary.EnergyByOrder.Select(static (share, i) => new Bar(i == 0 ? "single positions" : i == 1 ? "pairs" : $"groups of {i + 1}", share, Percent(share)))],
    }.Render();

    /// <summary>How strongly each pair of positions acts together, in pairs or in larger groups.</summary>
    /// <param name="pairEnergies">Of <see cref="GlobalView.PairEnergies"/>, shape (L, L).</param>
    public string Pairs(double[] pairEnergies)
    {
        ArgumentNullException.ThrowIfNull(pairEnergies);
        return new MatrixPicture
        {
            Title = "Which positions act together",
            Subtitle = "energy of all supports that hold both positions, as its square root",
            ValueName = "root of the energy" + _unit,
            Length = summary.Effects.Length,
            Values = Array.ConvertAll(pairEnergies, Math.Sqrt),
        }.Render();
    }

    private static string Percent(double share) => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";

    /// <summary>The strongest pairs of letters, one arc for each pair of positions.</summary>
    private LogoArc[] Arcs() => summary.InteractionsByOrder.Count < 2
        ? []
        : [.. summary.InteractionsByOrder[1].DistinctBy(static pair => (pair.Positions[0], pair.Positions[1])).Take(MostArcs)
            .Select(static pair => new LogoArc(pair.Positions[0], pair.Positions[1], pair.Value))];
}

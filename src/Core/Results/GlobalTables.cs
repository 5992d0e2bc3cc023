using GenoXai.Core.Motifs;
using GenoXai.Core.Querying;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>Tables and motifs of a sketch's global view.</summary>
public static class GlobalTables
{
    /// <summary>A line per support, strongest first.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="summary">The view.</param>
    public static void WriteSupports(Stream stream, GlobalSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        using var table = new TsvWriter(stream, leaveOpen: true, "positions", "order", "mean_absolute", "energy", "energy_share", "largest_letters", "largest", "smallest_letters", "smallest");
        foreach (SupportStrength support in summary.Supports)
        {
            table.Text(string.Join(',', support.Positions)).Number(support.Order).Number(support.MeanAbsolute)
                .Number(support.Energy).Number(summary.Energy > 0 ? support.Energy / summary.Energy : 0)
                .Text(Spread(support.MaximumLetters)).Number(support.Maximum).Text(Spread(support.MinimumLetters)).Number(support.Minimum).EndRow();
        }
    }

    /// <summary>A line per interaction, order by order, strongest first: columns of a query's table but for the sequence.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="summary">The view.</param>
    public static void WriteInteractions(Stream stream, GlobalSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        using var table = new TsvWriter(stream, leaveOpen: true, "positions", "letters", "order", "index", "value");
        foreach (Interaction found in summary.InteractionsByOrder.SelectMany(static order => order))
            table.Text(string.Join(',', found.Positions)).Text(Spread(found.Letters)).Number(found.Order).Text(found.Index).Number(found.Value).EndRow();
    }

    /// <summary>A line per position and letter; not a number where no sequence holds the letter.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="effects">φ by position and letter.</param>
    /// <param name="alphabet">The letters.</param>
    public static void WritePositionLetters(Stream stream, PositionLetterEffects effects, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(effects);
        ArgumentNullException.ThrowIfNull(alphabet);
        using var table = new TsvWriter(stream, leaveOpen: true, "position", "letter", "count", "mean_phi", "mean_absolute_phi", "standard_error");
        for (int cell = 0; cell < effects.Counts.Length; cell++)
        {
            bool held = effects.Counts[cell] > 0;
            table.Number(cell / effects.Letters).Text(alphabet[(byte)(cell % effects.Letters)].ToString()).Number(effects.Counts[cell])
                .Number(held ? effects.Mean[cell] : double.NaN).Number(held ? effects.MeanAbsolute[cell] : double.NaN).Number(effects.StandardErrorOf(cell) ?? double.NaN).EndRow();
        }
    }

    /// <summary>The motifs as a MEME file. Its background are the letters' shares over all positions that may hold more than one, with one count added to each letter.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="summary">The view.</param>
    /// <param name="alphabet">The letters, one of those that MEME has a name for (<see cref="MemeWriter.Knows"/>).</param>
    public static void WriteMotifs(Stream stream, GlobalSummary summary, Alphabet alphabet)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(alphabet);
        PositionLetterEffects effects = summary.Effects;
        int sites = (int)Math.Clamp(effects.Sequences, 1, int.MaxValue);
        using var writer = new StreamWriter(stream, new System.Text.UTF8Encoding(false), leaveOpen: true);
        MemeWriter.Write(writer, alphabet, Background(effects),
            [.. summary.Motifs.Select(m => new Motif(FormattableString.Invariant($"positions_{m.Start}-{m.End - 1}"), m.Probabilities, sites) { Alphabet = alphabet })]);
    }

    private static double[] Background(PositionLetterEffects effects)
    {
        int q = effects.Letters;
        var weights = new double[q];
        Array.Fill(weights, 1.0);
        for (int position = 0; position < effects.Length; position++)
        {
            ReadOnlySpan<double> shares = effects.Shares.AsSpan(position * q, q);
            if (shares.Contains(1)) continue;
            for (int letter = 0; letter < q; letter++) weights[letter] += effects.Sequences * shares[letter];
        }

        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static string Spread(string letters) => string.Join(',', letters.AsEnumerable());
}

using System.Globalization;
using GenoXai.Core.Motifs;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>Tables, arrays and pictures of discovered motifs.</summary>
/// <param name="discovery">What was found.</param>
/// <param name="alphabet">The letters of the maps.</param>
/// <param name="ids">Id of each sequence.</param>
public sealed class DiscoveryTables(MotifDiscovery discovery, Alphabet alphabet, IReadOnlyList<string> ids)
{
    /// <summary>Writes <c>motifs.tsv</c>, a line for each motif.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void WriteMotifs(Stream stream)
    {
        using var table = new TsvWriter(stream, leaveOpen: true, "motif", "sign", "seqlets", "sequences", "width", "consensus", "information", "mean_score", "share_reverse");
        foreach (DiscoveredMotif found in discovery.Motifs)
        {
            double bits = 0;
            for (int position = 0; position < found.Motif.Width; position++) bits += found.Motif.InformationContent(position, [.. discovery.Background]);
            table.Text(found.Motif.Name).Text(found.IsPositive ? "+" : "-").Number(found.Sites.Count).Number(found.Sites.Select(static s => s.Seqlet.Sequence).Distinct().Count())
                .Number(found.Motif.Width).Text(found.Motif.Consensus).Number(bits).Number(found.MeanScore).Number((double)found.Sites.Count(static s => s.IsReverse) / found.Sites.Count).EndRow();
        }
    }

    /// <summary>Writes <c>seqlets.tsv</c>: every seqlet with the place of its motif; of one without a motif its own window.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="lengths">Length of each sequence.</param>
    /// <param name="window">Letters of a seqlet's window.</param>
    public void WriteSeqlets(Stream stream, IReadOnlyList<int> lengths, int window)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        var places = new Dictionary<Seqlet, (string Motif, MotifSite Site)>(ReferenceEqualityComparer.Instance);
        foreach (DiscoveredMotif found in discovery.Motifs)
            foreach (MotifSite site in found.Sites) places[site.Seqlet] = (found.Motif.Name, site);
        using var table = new TsvWriter(stream, leaveOpen: true, "id", "start", "end", "strand", "motif", "score", "p_value", "q_value", "similarity", "window_start", "window_end");
        foreach (Seqlet seqlet in discovery.Finder.Seqlets.OrderBy(static s => s.Sequence).ThenBy(static s => s.Start))
        {
            bool placed = places.TryGetValue(seqlet, out (string Motif, MotifSite Site) place);
            int start = placed ? Math.Max(0, place.Site.Start) : seqlet.Start, end = placed ? Math.Min(lengths[seqlet.Sequence], place.Site.End) : seqlet.Start + window;
            table.Text(ids[seqlet.Sequence]).Number(start).Number(end).Text(!placed ? "." : place.Site.IsReverse ? "-" : "+").Text(placed ? place.Motif : "")
                .Number(seqlet.Score).Number(seqlet.PValue).Number(seqlet.QValue);
            (placed ? table.Number(place.Site.Similarity) : table.Text("")).Number(seqlet.Start).Number(seqlet.Start + window).EndRow();
        }
    }

    /// <summary>Writes <c>motifs.meme</c>.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void WriteMeme(Stream stream)
    {
        using var writer = new StreamWriter(stream, new System.Text.UTF8Encoding(false), leaveOpen: true);
        MemeWriter.Write(writer, alphabet, [.. discovery.Background], [.. discovery.Motifs.Select(static m => m.Motif)]);
    }

    /// <summary>Writes <c>motifs.npz</c>: <c>probabilities</c> and <c>contributions</c> (M, q, W), 0 behind a shorter motif; <c>widths</c>, <c>seqlets</c>, <c>mean_score</c> (M); <c>names</c>; <c>letters</c> (q).</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void WriteArrays(Stream stream)
    {
        IReadOnlyList<DiscoveredMotif> motifs = discovery.Motifs;
        int widest = motifs.Count == 0 ? 0 : motifs.Max(static m => m.Motif.Width);
        using var npz = new NpzWriter(stream, leaveOpen: true);
        npz.Write<float>("probabilities", Stacked(widest, static m => m.Motif.Probabilities), motifs.Count, alphabet.Count, widest);
        npz.Write<float>("contributions", Stacked(widest, static m => m.Contributions), motifs.Count, alphabet.Count, widest);
        npz.Write<int>("widths", [.. motifs.Select(static m => m.Motif.Width)], motifs.Count);
        npz.Write<int>("seqlets", [.. motifs.Select(static m => m.Sites.Count)], motifs.Count);
        npz.Write<double>("mean_score", [.. motifs.Select(static m => m.MeanScore)], motifs.Count);
        npz.WriteText("names", [.. motifs.Select(static m => m.Motif.Name)]);
        npz.WriteText("letters", [.. alphabet.Letters.Select(static letter => letter.ToString())]);
        npz.Finish();
    }

    /// <summary>Writes <c>annotations.tsv</c>: the best fitting known motifs of each motif found.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <param name="tomtom">The known motifs.</param>
    /// <param name="matches">The fits of each motif, best first.</param>
    /// <param name="most">Lines of each motif at most.</param>
    public void WriteAnnotations(Stream stream, Tomtom tomtom, TomtomMatch[][] matches, int most)
    {
        ArgumentNullException.ThrowIfNull(tomtom);
        ArgumentNullException.ThrowIfNull(matches);
        using var table = new TsvWriter(stream, leaveOpen: true, "motif", "known", "p_value", "q_value", "offset", "overlap", "strand");
        for (int i = 0; i < matches.Length; i++)
            foreach (TomtomMatch match in matches[i].Take(most))
                table.Text(discovery.Motifs[i].Motif.Name).Text(tomtom.Targets[match.Target].Name).Number(match.PValue).Number(match.QValue).Number(match.Offset).Number(match.Overlap).Text(match.IsReverse ? "-" : "+").EndRow();
    }

    /// <summary>The page of logos: letter probabilities in bits, and mean contributions.</summary>
    /// <param name="title">First line.</param>
    /// <param name="unit">Unit of the maps; empty when not known.</param>
    /// <param name="known">What each motif is said to be; empty where nothing is.</param>
    /// <param name="most">Motifs that are drawn at most.</param>
    public string Logos(string title, string unit, IReadOnlyList<string> known, int most)
    {
        ArgumentNullException.ThrowIfNull(known);
        string contribution = unit.Length > 0 ? $"contribution ({unit})" : "contribution";
        string subtitle = $"{discovery.Motifs.Count.ToString("N0", CultureInfo.InvariantCulture)} motifs from {discovery.Finder.Seqlets.Count.ToString("N0", CultureInfo.InvariantCulture)} seqlets. Left: letter probabilities of the sites. Right: mean contribution of each letter.";
        return ContributionLogos.Render(title, subtitle, alphabet, [.. discovery.Motifs.Take(most).Select((m, i) => new LogoPanelLine(
            m.Motif.Name,
            string.Create(CultureInfo.InvariantCulture, $"{m.Sites.Count:N0} seqlets, mean score {m.MeanScore:G3}{(i < known.Count && known[i].Length > 0 ? "; " + known[i] : "")}"),
            [LogoPanel.OfInformation(m.Motif), new LogoPanel(m.Contributions, contribution)]))]);
    }

    private float[] Stacked(int widest, Func<DiscoveredMotif, double[]> values)
    {
        int q = alphabet.Count;
        var stacked = new float[discovery.Motifs.Count * q * widest];
        for (int m = 0; m < discovery.Motifs.Count; m++)
        {
            double[] cells = values(discovery.Motifs[m]);
            for (int cell = 0; cell < cells.Length; cell++) stacked[(m * q + cell % q) * widest + cell / q] = (float)cells[cell];
        }

        return stacked;
    }
}

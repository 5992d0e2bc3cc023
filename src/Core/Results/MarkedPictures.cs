using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Sequences;

namespace GenoXai.Core.Results;

/// <summary>Pictures of the first maps with the motifs found in them marked.</summary>
/// <param name="discovery">What was found.</param>
/// <param name="alphabet">The letters.</param>
/// <param name="known">What each motif is said to be; empty where nothing is.</param>
public sealed class MarkedPictures(MotifDiscovery discovery, Alphabet alphabet, IReadOnlyList<string> known)
{
    /// <summary>The pictures as names of files and SVG texts.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="most">How many at most.</param>
    public IEnumerable<(string Key, string Svg)> Render(IEnumerable<ImportanceMap> maps, int most)
    {
        ILookup<int, (int Motif, MotifSite Site)> sites = discovery.Motifs.SelectMany(static (m, i) => m.Sites.Select(s => (i, s))).ToLookup(static s => s.s.Seqlet.Sequence, static s => (s.i, s.s));
        int number = 0;
        foreach (ImportanceMap map in maps.Take(most))
        {
            LogoSpan[] spans = [.. sites[number].OrderBy(static s => s.Site.Start).Select(s => new LogoSpan(
                Math.Max(0, s.Site.Start), Math.Min(map.Sequence.Length, s.Site.End), $"{NameOf(s.Motif)} {(s.Site.IsReverse ? "−" : "+")}"))];
            yield return (FormattableString.Invariant($"seqlets_{++number:D4}.svg"), LogoPicture.Render(new LogoPictureContent
            {
                Title = map.Sequence.Id,
                Subtitle = spans.Length == 0 ? "no motif" : "motifs found",
                Alphabet = alphabet,
                Letters = map.Sequence.Letters,
                Values = [.. map.Values.Select(static v => (double)v)],
                ValueName = "importance",
                Spans = spans,
            }));
        }
    }

    private string NameOf(int motif) => motif < known.Count && known[motif].Length > 0
        ? $"{discovery.Motifs[motif].Motif.Name} ({known[motif].Split(',')[0]})"
        : discovery.Motifs[motif].Motif.Name;
}

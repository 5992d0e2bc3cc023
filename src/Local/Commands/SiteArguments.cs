using System.CommandLine;
using GenoXai.Core.Attribution;
using GenoXai.Core.Motifs;
using GenoXai.Core.Sequences;

namespace GenoXai.Local.Commands;

/// <summary>The options that say which sites of sequences count.</summary>
internal sealed class SiteArguments
{
    public Option<string?> Motifs { get; } = new("--motifs") { Description = "Motif file (MEME, JASPAR, TRANSFAC, counts); its hits are the sites." };

    public Option<string[]> Motif { get; } = new("--motif") { Description = "Only this motif of the file. May be repeated." };

    public Option<double> PValue { get; } = new("--p-value") { Description = "The highest p-value of a hit.", DefaultValueFactory = static _ => MotifScanner.DefaultPValue };

    public Option<string?> Sites { get; } = new("--sites") { Description = "Instead of hits: a table of sites, id (or *), start, end and a name, separated by tabs." };

    public void AddTo(Command command)
    {
        command.Add(Motifs);
        command.Add(Motif);
        command.Add(PValue);
        command.Add(Sites);
    }

    public PerturbationMotif[] MotifsOf(ParseResult parsed)
    {
        string[] names = parsed.GetValue(Motif) ?? [];
        if (parsed.GetValue(Motifs) is not { } path) return names.Length == 0 ? [] : throw new InputException("--motif: names a motif of --motifs, which is missing.", "bad-option");
        MotifSet set = MotifReader.ReadFile(path);
        return [.. (names.Length == 0 ? set : names.Select(name => set.Find(name, path))).Select(PerturbationMotif.Of)];
    }

    public IReadOnlyList<FeatureSite> SitesOf(ParseResult parsed) => parsed.GetValue(Sites) is { } path ? FeatureSiteTable.ReadFile(path) : [];

    /// <summary>The sites; null when none are asked for.</summary>
    public SiteOptions? OptionsOf(ParseResult parsed)
    {
        var options = new SiteOptions { Motifs = MotifsOf(parsed), PValue = parsed.GetValue(PValue), Sites = SitesOf(parsed) };
        options.Check();
        return options.Motifs.Count + options.Sites.Count > 0 ? options : null;
    }
}

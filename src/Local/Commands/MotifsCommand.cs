using System.CommandLine;
using GenoXai.Core.Motifs.Discovery;
using GenoXai.Core.Sequences;
using GenoXai.Local.Running;

namespace GenoXai.Local.Commands;

/// <summary><c>genoxai motifs</c>: motifs from the attribution maps of a finished run.</summary>
internal static class MotifsCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var defaults = new DiscoveryOptions();
        var from = new Option<string>("--from") { Description = "The --out folder of a finished run: ism, taylor, attribute, occlusion, query or sensx.", Required = true };
        var target = new Option<string?>("--target") { Description = "Which target, of a run with several (default: the first)." };
        var known = new Option<string?>("--motifs") { Description = "Known motifs to compare with (MEME, JASPAR, TRANSFAC, PFM, CIS-BP): annotations.tsv." };
        var window = new Option<int>("--window") { Description = "Letters whose summed importance is tested.", DefaultValueFactory = _ => defaults.Window };
        var rate = new Option<double>("--fdr") { Description = "False discovery rate of seqlets.", DefaultValueFactory = _ => defaults.FalseDiscoveryRate };
        var least = new Option<int>("--min-seqlets") { Description = "Least seqlets of a motif.", DefaultValueFactory = _ => defaults.LeastSeqlets };
        var similarity = new Option<double>("--similarity") { Description = "Least similarity (cosine) of seqlets of one motif.", DefaultValueFactory = _ => defaults.Similarity };
        var merge = new Option<double>("--merge") { Description = "Motifs at least this similar are one.", DefaultValueFactory = _ => defaults.MergeSimilarity };
        var compared = new Option<int>("--most-compared") { Description = "Seqlets of each sign that are compared all with all; the others are given to the motifs found.", DefaultValueFactory = _ => defaults.MostCompared };
        var oneStrand = new Option<bool>("--one-strand") { Description = "Do not compare seqlets with the other strand; so it is for letters other than ACGT." };
        common.Fasta.Description = "The run's sequences, for a run that does not hold them (occlusion, query, sensx): FASTA.";
        common.Pictures.Description = "First sequences that get a picture with their motifs marked.";
        var command = new Command("motifs", "Discover motifs in the maps of a finished run: motifs.meme, motifs.tsv, seqlets.tsv, motifs.npz and logos; nothing is shown to a model.")
        {
            from, target, common.Fasta, common.Alphabet, known, window, rate, least, similarity, merge, compared, oneStrand, common.Out, common.Overwrite, common.Threads, common.Pictures,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var options = new DiscoveryOptions
            {
                Window = parsed.GetValue(window),
                FalseDiscoveryRate = parsed.GetValue(rate),
                LeastSeqlets = parsed.GetValue(least),
                Similarity = parsed.GetValue(similarity),
                MergeSimilarity = parsed.GetValue(merge),
                MostCompared = parsed.GetValue(compared),
                BothStrands = !parsed.GetValue(oneStrand),
                Threads = common.ThreadsOf(parsed),
            };
            options.Check();
            var request = new MotifsRequest
            {
                From = parsed.GetValue(from)!,
                Target = parsed.GetValue(target),
                Fasta = parsed.GetValue(common.Fasta),
                Alphabet = parsed.GetValue(common.Alphabet) is { } letters ? new Alphabet(letters) : null,
                Known = parsed.GetValue(known),
                Options = options,
                Pictures = common.PicturesOf(parsed),
            };
            RunSummary summary = await MotifsRun.RunAsync(request, parsed.GetValue(common.Out)!, parsed.GetValue(common.Overwrite), stop);
            Console.WriteLine(summary.Text);
            return 0;
        });
        return command;
    }
}
